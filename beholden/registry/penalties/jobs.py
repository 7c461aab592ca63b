"""Jobs of the penalties room: rights whose term is over leave the lists of what is owed (行政处罚法 64)."""

from __future__ import annotations

from django.utils import timezone

from beholden.registry.penalties.services import clocks


def lapse_rights() -> int:
    """End the clocks of hearings and reconsiderations nobody asked for in time; how many."""
    return clocks.lapse(timezone.now())


JOBS = [("lapse_rights", 3600.0, lapse_rights)]
