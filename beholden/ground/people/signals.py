"""Sign-in events as Django and axes signal them, written down as SecurityEvents."""

from __future__ import annotations

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest
from django.utils import timezone

from beholden.ground.people.models import Account, SignIn
from beholden.ground.people.services import sign_ins
from beholden.ground.people.services.events import note


def connect() -> None:
    """Connect the receivers; called once when the room is ready."""
    user_logged_in.connect(_signed_in, dispatch_uid="people.signed_in")
    user_logged_out.connect(_signed_out, dispatch_uid="people.signed_out")
    user_login_failed.connect(_refused, dispatch_uid="people.refused")
    user_locked_out.connect(_locked, dispatch_uid="people.locked")


def client_address(request: HttpRequest | None) -> str | None:
    """The address the request came from, as the server saw it; None when there is none (tests, consoles)."""
    return (request.META.get("REMOTE_ADDR") or None) if request is not None else None


def _signed_in(sender: Any, request: HttpRequest, user: Account, **_: Any) -> None:
    sign_ins.begin_sign_in(
        user,
        request.session.session_key,
        at=timezone.now(),
        address=client_address(request),
        agent=request.META.get("HTTP_USER_AGENT", ""),
    )


def _signed_out(sender: Any, request: HttpRequest, user: Account | None, **_: Any) -> None:
    sign_in = SignIn.objects.filter(session_key=request.session.session_key, ended_at__isnull=True).first()
    if sign_in is not None:
        sign_ins.end_sign_in(sign_in, why="left", at=timezone.now())


def _refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    account = _named(credentials.get("username"))
    note("sign_in_refused", at=timezone.now(), account=account, address=client_address(request))


def _locked(sender: Any, request: HttpRequest, username: str, ip_address: str, **_: Any) -> None:
    note("locked_out", at=timezone.now(), account=_named(username), address=client_address(request))


def _named(username: object) -> Account | None:
    # a name nobody has is not written down: it may be a password typed into the wrong box
    return Account.objects.filter(username=str(username or "")[:64]).first()
