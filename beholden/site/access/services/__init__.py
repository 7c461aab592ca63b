"""The only writers of the room."""

from __future__ import annotations

from beholden.site.access.services.looks import Interval, Look, look, refuse
from beholden.site.access.services.register import reconcile
from beholden.site.access.services.uses import end, end_forgotten, let_out, open_live, went_out

__all__ = [
    "Interval",
    "Look",
    "end",
    "end_forgotten",
    "let_out",
    "look",
    "open_live",
    "reconcile",
    "refuse",
    "went_out",
]
