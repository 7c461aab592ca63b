"""Will the disk keep every camera's footage for its floor, and if not, on what day is it full? (R17)

Pure arithmetic over whole local days: each coming day brings what the cameras send, and takes away what falls due.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Level = Literal["ok", "watch", "tight", "critical"]
WATCH_DAYS: Final = 400
TIGHT_DAYS: Final = 14
CRITICAL_DAYS: Final = 2
_LONGEST: Final = 3700  # days looked ahead; a floor of ten years is law nowhere


@dataclass(frozen=True, slots=True)
class CameraLoad:
    """One camera's demand: ``rate`` bytes a day, ``floor`` days (None: nothing is ever deleted).

    ``held`` bytes by local day that fall due; ``frozen`` bytes more are under hold and don't.
    """

    rate: int
    floor: int | None
    held: Mapping[date, int]
    frozen: int = 0


@dataclass(frozen=True, slots=True)
class Forecast:
    """``full_on``: the day on which nothing more can be written without breaking a floor; None: never, as things stand.

    ``needed`` bytes all floors take in the long run, ``capacity`` bytes there are for footage.
    """

    full_on: date | None
    needed: int
    capacity: int
    level: Level

    @property
    def missing(self) -> int:
        """Bytes that would have to be added for every floor to be kept."""
        return max(0, self.needed - self.capacity)


def forecast(cameras: Sequence[CameraLoad], free: int, today: date) -> Forecast:
    """``free`` bytes may still be written today. Deletion of day D happens on day D + floor + 1 (R-RET-4)."""
    held = sum(sum(camera.held.values()) + camera.frozen for camera in cameras)
    # the day of recording, floor whole days, and the day on which it falls due
    needed = sum(camera.rate * ((camera.floor or 0) + 2) + camera.frozen for camera in cameras)
    full_on = _full_on(cameras, free, today)
    return Forecast(full_on, needed, free + held, _level(full_on, today, free))


def _full_on(cameras: Sequence[CameraLoad], free: int, today: date) -> date | None:
    if free <= 0:
        return today
    endless = sum(camera.rate for camera in cameras if camera.floor is None)
    horizon = max((camera.floor + 2 for camera in cameras if camera.floor is not None), default=0)
    left = free
    for ahead in range(min(horizon, _LONGEST) + 1):
        day = today + timedelta(days=ahead)
        left += sum(_falls_due(camera, day, today) for camera in cameras)
        left -= sum(camera.rate for camera in cameras)
        if left < 0:
            return day
    if endless:
        return today + timedelta(days=min(horizon + 1 + left // endless, _LONGEST))
    return None


def _falls_due(camera: CameraLoad, day: date, today: date) -> int:
    if camera.floor is None:
        return 0
    recorded = day - timedelta(days=camera.floor + 1)
    if recorded >= today:
        return camera.rate
    if day > today:
        return camera.held.get(recorded, 0)
    return sum(size for old, size in camera.held.items() if old <= recorded)


def _level(full_on: date | None, today: date, free: int) -> Level:
    if full_on is None or (full_on - today).days > WATCH_DAYS:
        return "ok"
    days = (full_on - today).days
    if free <= 0 or days <= CRITICAL_DAYS:
        return "critical"
    return "tight" if days <= TIGHT_DAYS else "watch"
