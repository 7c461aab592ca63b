"""The door itself: a token, the session it was made for, and leave that still stands (R16(2)(2))."""

from __future__ import annotations

from datetime import datetime

from beholden.site.access import services, tokens
from beholden.site.access.duty import Visitor
from beholden.site.access.models import AccessEntry, Result, instant
from beholden.site.access.permissions import closed
from beholden.site.access.refusals import Shut
from beholden.site.access.tokens import Token


def admit(visitor: Visitor | None, text: str, action: str, now: datetime) -> Token:
    """The token in ``text`` if it opens ``action`` for this visitor now. Raises Shut; another's token is registered."""
    token = tokens.read(text)
    if token is None or token.action != action:
        raise Shut("no_token")
    if visitor is None:
        raise Shut("signed_out")
    if not token.of_session(visitor.session_key):
        raise services.refuse(visitor, token.camera, action, interval_of(token), "foreign_token", now)
    if why := standing(token, visitor, now):
        raise Shut(why)
    return token


def standing(token: Token, visitor: Visitor, now: datetime) -> str:
    """Why the look no longer stands, or "": asked at every byte range, and every two seconds of a live picture."""
    if token.expired(now):
        return "expired"
    if visitor.duty is None or visitor.duty.id != token.duty:
        return "duty_ended"
    entry = (
        AccessEntry.objects.filter(number=token.number, leaf_hash=token.leaf_hash, result=Result.GRANTED)
        .select_related("use", "camera__system")
        .first()
    )
    if entry is None or entry.camera is None or entry.account_id != visitor.account.pk:
        return "no_token"
    if entry.use.ended_at is not None:
        return "ended"
    return "revoked" if closed(visitor.account, entry.camera, token.action, now) else ""


def interval_of(token: Token) -> services.Interval | None:
    """The registered interval as aware instants."""
    if token.from_us is None or token.to_us is None:
        return None
    return instant(token.from_us), instant(token.to_us)
