"""Why footage is missing: the typed reasons of a gap (M10(5), M10(7))."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why a run ended, so why the time after it has no footage."""

    CAMERA_LOST = "camera_lost"
    STALLED = "stalled"
    RESTART = "restart"
    CLOCK_STEP = "clock_step"
    DISK_FULL = "disk_full"
    OPERATOR = "operator"


START = "start"  # header `after`: nothing was ever recorded before
NEXT = "next"  # trailer `ended`: another segment of the run follows at once
GONE = "gone"  # of a gap only: the files say that footage was here; it is no longer held (deleted when due, or missing)
