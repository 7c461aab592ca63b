"""Watching a copy and taking one along: each is a look of its own, admitted by the door, counted (R16(2)(3), R22)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from beholden.ground.acts.writing import allowed, now_or
from beholden.ground.people.models import Account
from beholden.site.access import door
from beholden.site.access import services as access
from beholden.site.access.duty import Visitor
from beholden.site.access.models import AccessEntry, Action, Ended, microseconds
from beholden.site.access.refusals import Shut
from beholden.site.access.services import Look
from beholden.site.access.tokens import Token
from beholden.site.redactions import flow
from beholden.site.redactions.models import KEPT, Redaction

PIECE: Final = 1 << 20  # bytes of one answer to a player
ASKED_EVERY: Final = 2.0  # seconds between two questions whether the leave still stands


@dataclass(slots=True, frozen=True)
class Copy:
    """A copy on its way out."""

    name: str
    bytes: int
    pieces: Iterator[bytes]


@dataclass(slots=True, frozen=True)
class Part:
    """Bytes [first, first + len(body)) of a copy of ``whole`` bytes."""

    body: bytes
    first: int
    whole: int


def watch(visitor: Visitor, redaction: Redaction, *, now: datetime | None = None) -> Look:
    """Register a look at the copy (action masked). Raises Refused (flow), Shut (the door)."""
    at = now_or(now)
    allowed(flow.verdict(redaction, "watch", visitor.account, at))
    span = (redaction.starts, redaction.ends)
    return access.look(visitor, redaction.camera.code, Action.MASKED, span, at, kept=True)


def stands(visitor: Visitor, redaction: Redaction, text: str, now: datetime | None = None) -> Token:
    """The token if it opens this copy as it is now. Raises Shut; one for another camera or time is registered."""
    at = now_or(now)
    token = door.admit(visitor, text, Action.MASKED, at)
    span = (microseconds(redaction.starts), microseconds(redaction.ends))
    if (token.camera, token.from_us, token.to_us) != (redaction.camera.code, *span):
        raise access.refuse(visitor, token.camera, token.action, door.interval_of(token), "outside", at)
    looked = AccessEntry.objects.get(number=token.number)
    if redaction.made_at is None or looked.at < redaction.made_at:
        raise Shut("ended")  # the copy was made anew since
    if redaction.state not in KEPT or not flow.verdict(redaction, "watch", visitor.account, at).allowed:
        raise Shut("revoked")
    return token


def part(
    visitor: Visitor, redaction: Redaction, text: str, first: int, last: int | None, *, now: datetime | None = None
) -> Part:
    """At most a piece of the copy from byte ``first``. Raises Shut; Shut("interval") behind its end."""
    token = stands(visitor, redaction, text, now)
    try:
        with open(redaction.copy, "rb") as file:
            whole = os.fstat(file.fileno()).st_size
            until = min(whole, first + PIECE, whole if last is None else last + 1)
            if not 0 <= first < until:
                raise Shut("interval")
            file.seek(first)
            body = file.read(until - first)
    except OSError as error:
        raise Shut("gone") from error
    if not access.let_out(token.number, len(body)):
        raise Shut("ended")
    return Part(body, first, whole)


def take(visitor: Visitor, redaction: Redaction, *, now: datetime | None = None) -> Copy:
    """Register the taking (action export), then give the whole copy. Raises Refused (flow), Shut (the door)."""
    at = now_or(now)
    allowed(flow.verdict(redaction, "download", visitor.account, at))
    if not redaction.copy.is_file():
        raise Shut("gone")
    span = (redaction.starts, redaction.ends)
    look = access.look(visitor, redaction.camera.code, Action.EXPORT, span, at, kept=True)
    token = door.admit(visitor, look.token, Action.EXPORT, at)
    return Copy(f"{redaction.code}.mp4", redaction.copy.stat().st_size, _pieces(visitor, redaction, token))


def _pieces(visitor: Visitor, redaction: Redaction, token: Token) -> Iterator[bytes]:
    ended, again = Ended.LOST, 0.0
    try:
        with open(redaction.copy, "rb") as file:
            while piece := file.read(PIECE):
                if time.monotonic() >= again:
                    who = replace(visitor, account=Account.objects.get(pk=visitor.account.pk))
                    if why := door.standing(token, who, timezone.now()):
                        raise Shut(why)
                    again = time.monotonic() + ASKED_EVERY
                if not access.let_out(token.number, len(piece)):
                    raise Shut("ended")
                yield piece
        ended = Ended.VIEWER
    except Shut:
        ended = Ended.REVOKED
        raise
    finally:
        access.end(token.number, ended)
