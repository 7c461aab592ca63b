"""The only writers of the redactions room."""

from __future__ import annotations

from beholden.ground.acts.refusals import Conflict, Refused
from beholden.site.redactions.services.asking import Subject, ask
from beholden.site.redactions.services.changing import Drawn, change, draw, erase
from beholden.site.redactions.services.confirming import PLAIN, act, confirm, ended, release
from beholden.site.redactions.services.making import make_all
from beholden.site.redactions.services.removing import remove_old
from beholden.site.redactions.services.watching import Copy, part, take, watch

__all__ = [
    "PLAIN",
    "Conflict",
    "Copy",
    "Drawn",
    "Refused",
    "Subject",
    "act",
    "ask",
    "change",
    "confirm",
    "draw",
    "ended",
    "erase",
    "make_all",
    "part",
    "release",
    "remove_old",
    "take",
    "watch",
]
