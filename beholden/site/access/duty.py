"""事由: the purpose a person states once a sign-in, before the first picture (R16(2)(3)).

It lies in the session, so it ends with it; each look copies it into the register.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from beholden.ground.people.models import Account
from beholden.site.access.models import Purpose

KEY = "access.duty"
NOTE_MAX = 200
# these say nothing by themselves: the register would not hold a truthful reason without words
NEEDS_NOTE = frozenset(set(Purpose) - {Purpose.DUTY})


@dataclass(frozen=True, slots=True)
class Duty:
    """``id`` names this choice, so that pictures opened under it end with it; ``since`` is aware."""

    id: str
    purpose: Purpose
    note: str
    since: datetime


def start(session: SessionBase, purpose: Purpose, note: str, now: datetime) -> Duty:
    """State the purpose of what follows in this sign-in; pictures opened under an earlier purpose end."""
    duty = Duty(secrets.token_hex(8), purpose, note[:NOTE_MAX], now)
    session[KEY] = {"id": duty.id, "purpose": duty.purpose.value, "note": duty.note, "since": now.isoformat()}
    return duty


def end(session: SessionBase) -> None:
    """End the purpose; open pictures end within seconds."""
    session.pop(KEY, None)


def of(session: SessionBase) -> Duty | None:
    """The purpose of this sign-in, or None. What cannot be read counts as none."""
    kept: Any = session.get(KEY)
    try:
        return Duty(str(kept["id"]), Purpose(kept["purpose"]), str(kept["note"]), datetime.fromisoformat(kept["since"]))
    except (TypeError, KeyError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands at the door: a signed-in account, its session, the purpose, and where from."""

    account: Account
    session_key: str
    duty: Duty | None
    client: str


def visitor(request: HttpRequest) -> Visitor | None:
    """The visitor of a request; None when nobody is signed in.

    The address is the peer's own: a forwarded one is a claim, and the register holds what happened.
    """
    account = request.user
    if isinstance(account, AnonymousUser) or not account.is_authenticated or not request.session.session_key:
        return None
    return Visitor(
        account, request.session.session_key, of(request.session), str(request.META.get("REMOTE_ADDR", ""))[:45]
    )
