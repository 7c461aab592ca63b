"""Fetching a package: registered anew for each camera, admitted by the door, asked again while it flows (R16(2)(3))."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from django.utils import timezone

from beholden.engines.packaging import zipping
from beholden.ground.people.models import Account
from beholden.site.access import door
from beholden.site.access import services as access
from beholden.site.access.duty import Visitor
from beholden.site.access.models import Action, Ended
from beholden.site.access.refusals import Shut
from beholden.site.access.tokens import Token
from beholden.site.exports import flow
from beholden.site.exports.models import Export
from beholden.site.exports.permissions import hands
from beholden.site.exports.services.asking import Refused

ASKED_EVERY: Final = 2.0  # seconds between two questions whether the leave still stands


@dataclass(slots=True, frozen=True)
class Fetch:
    """A package on its way out: its file name and its bytes."""

    name: str
    pieces: Iterator[bytes]


def fetch(visitor: Visitor, export: Export, now: datetime | None = None) -> Fetch:
    """Register one look per camera (action export), then give the package's bytes.

    Raises Refused (flow), Shut (the door); then no byte flows.
    """
    now = now or timezone.now()
    found = flow.verdict(export, "download", hands(visitor.account, export, now))
    if not found.allowed:
        raise Refused(found.why, "not_now", cite=found.cite)
    tokens: dict[str, Token] = {}
    for one in export.cameras.all():
        span = (export.starts, export.ends)
        look = access.look(visitor, one.camera.code, Action.EXPORT, span, now, kept=True)
        tokens[one.camera.code] = door.admit(visitor, look.token, Action.EXPORT, now)
    return Fetch(f"{export.code}.zip", _pieces(visitor, export, tokens))


def _pieces(visitor: Visitor, export: Export, tokens: dict[str, Token]) -> Iterator[bytes]:
    """The ZIP, each piece counted at the entry of the camera whose file it is of; ends when the leave does."""
    current = next(iter(tokens.values()))

    def entering(path: str) -> None:
        nonlocal current
        parts = path.split("/")
        current = tokens.get(parts[1], current) if len(parts) > 2 else current

    ended, again = Ended.LOST, 0.0
    try:
        for piece in zipping.stream(export.work / "package", export.code, entering):
            if time.monotonic() >= again:
                _still(visitor, tokens)
                again = time.monotonic() + ASKED_EVERY
            if not access.let_out(current.number, len(piece)):
                raise Shut("ended")
            yield piece
        ended = Ended.VIEWER
    except Shut:
        ended = Ended.REVOKED
        raise
    finally:
        for token in tokens.values():
            access.end(token.number, ended)


def _still(visitor: Visitor, tokens: dict[str, Token]) -> None:
    """Raises Shut when the leave for any camera no longer stands."""
    who = replace(visitor, account=Account.objects.get(pk=visitor.account.pk))
    for token in tokens.values():
        if why := door.standing(token, who, timezone.now()):
            raise Shut(why)
