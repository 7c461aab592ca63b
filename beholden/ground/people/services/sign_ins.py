"""Signed-in browsers: begun at sign-in, seen while used, ended by the person, by time, or with the account."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction

from beholden.ground.people.models import Account, SignIn
from beholden.ground.people.services.events import note

SEEN_EVERY = timedelta(seconds=60)


def begin_sign_in(account: Account, session_key: str, *, at: datetime, address: str | None, agent: str) -> SignIn:
    """Write down that this session belongs to this account from now on."""
    with transaction.atomic():
        SignIn.objects.filter(session_key=session_key).delete()
        made = SignIn.objects.create(
            account=account, session_key=session_key, started_at=at, seen_at=at, address=address, agent=agent[:200]
        )
        note("signed_in", at=at, account=account, address=address, sign_in=made.code)
    return made


def touch(sign_in: SignIn, at: datetime) -> None:
    """Note activity, at most once a minute."""
    if at - sign_in.seen_at >= SEEN_EVERY:
        SignIn.objects.filter(pk=sign_in.pk).update(seen_at=at)
        sign_in.seen_at = at


def move_sign_in(old_key: str, new_key: str) -> None:
    """The session got a new key (after a password change); the sign-in stays the same."""
    SignIn.objects.filter(session_key=old_key).update(session_key=new_key)


def end_sign_in(sign_in: SignIn, *, why: str, at: datetime, by: Account | None = None) -> None:
    """End one sign-in: its session is gone with this call. ``why`` is a word such as left, revoked, idle."""
    with transaction.atomic():
        if SignIn.objects.filter(pk=sign_in.pk, ended_at__isnull=True).update(ended_at=at, ended_why=why):
            note("signed_out", at=at, account=sign_in.account, by=by, sign_in=sign_in.code, why=why)
        SessionStore(sign_in.session_key).delete()


def end_all(account: Account, *, why: str, at: datetime, but: str = "") -> int:
    """End every sign-in of the account except the session ``but``; returns how many."""
    open_ones = list(account.sign_ins.filter(ended_at__isnull=True).exclude(session_key=but))
    for sign_in in open_ones:
        end_sign_in(sign_in, why=why, at=at)
    return len(open_ones)


def is_over(sign_in: SignIn, at: datetime) -> str:
    """Why the sign-in no longer counts at ``at``: ended, idle, longest; "" while it does."""
    if sign_in.ended_at is not None:
        return "ended"
    seen, started = oldest(at)
    if sign_in.seen_at < seen:
        return "idle"
    return "longest" if sign_in.started_at < started else ""


def why_ended(session_key: str) -> str:
    """The word for why the sign-in with this session was ended; "" for one that goes on or never was."""
    found = SignIn.objects.filter(session_key=session_key, ended_at__isnull=False).values_list("ended_why", flat=True)
    return found.first() or ""


def oldest(at: datetime) -> tuple[datetime, datetime]:
    """(earliest last activity, earliest beginning) that a sign-in which still counts at ``at`` can have."""
    idle, longest = timedelta(minutes=settings.SESSION_IDLE_MINUTES), timedelta(hours=settings.SESSION_LONGEST_HOURS)
    return at - idle, at - longest
