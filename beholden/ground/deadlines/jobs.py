"""Jobs of the deadlines room: after new law or a new calendar, every running clock is counted again."""

from __future__ import annotations

from beholden.ground.deadlines.services import recompute

JOBS = [("recompute", 3600.0, recompute)]
