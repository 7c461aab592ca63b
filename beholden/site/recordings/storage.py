"""How long the disk will do: what each camera sends, what its floor asks, and the day it would break (R17)."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.video.recorder import status
from beholden.engines.video.segments.writer import reserve
from beholden.ground.systems.models import Camera, CameraState
from beholden.site.recordings import floors, holds
from beholden.site.recordings.forecast import CameraLoad, Forecast, forecast
from beholden.site.recordings.models import CameraDay

RESERVE: Final = 2 << 30  # bytes that are never counted on: database, logs, a file system's own needs
_RESERVE_SHARE: Final = 50  # but at most a fiftieth of a small disk
_RATE_DAYS: Final = 7
_QUARTERS: Final = 4  # of a day
_DAY_SECONDS: Final = 86_400.0


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """One camera: ``rate`` bytes a day, ``measured``: it rests on a whole day of footage, not on a guess."""

    camera: Camera
    rate: int
    measured: bool
    bytes: int
    seconds: float
    oldest: date | None
    floor: floors.FloorAnswer
    load: CameraLoad


@dataclass(frozen=True, slots=True)
class Outlook:
    """The disk and everything that is recorded on it."""

    cameras: Sequence[CameraFigures]
    free: int
    total: int
    forecast: Forecast
    measured: Forecast

    @property
    def floor_days(self) -> int | None:
        """The longest floor any camera has."""
        return max((c.floor.floor.days for c in self.cameras if c.floor.floor), default=None)

    @property
    def unknown(self) -> int:
        """How many cameras in use have never said how much they send: the forecast knows nothing of them."""
        return sum(1 for one in self.cameras if not one.rate and one.camera.state == CameraState.ACTIVE)

    @property
    def used_up(self) -> bool:
        """Only what is kept back for database and logs is left."""
        return self.free <= 0

    @property
    def refuses_cameras(self) -> bool:
        """A camera is turned away on measured days; a guess warns and refuses only when hours are left."""
        return self.measured.level != "ok" or self.nearly_full

    @property
    def nearly_full(self) -> bool:
        """It is not enough, and a quarter of a day fills what is left: no guess is that wrong."""
        within_hours = self.free * _QUARTERS < sum(one.rate for one in self.cameras)
        return within_hours and self.forecast.level != "ok"


def free_bytes(data: Path) -> tuple[int, int]:
    """(bytes that may still be written, size of the disk)."""
    usage = shutil.disk_usage(data)
    kept = max(min(RESERVE, usage.total // _RESERVE_SHARE), reserve(usage.total))
    return usage.free - kept, usage.total


def outlook(*, data: Path | None = None, now: datetime | None = None, disk: tuple[int, int] | None = None) -> Outlook:
    """Figures of every camera that has footage or will have. ``disk`` (free, total), bytes, replaces the real one."""
    free, total = disk or free_bytes(data or settings.DATA)
    today = timezone.localdate(now)
    figures = camera_figures(today, status.read(data or settings.DATA))
    loads = [figure.load for figure in figures]
    known = [figure.load if figure.measured else replace(figure.load, rate=0) for figure in figures]
    return Outlook(figures, free, total, forecast(loads, free, today), forecast(known, free, today))


def camera_figures(today: date, said: Mapping[str, Any] | None = None) -> list[CameraFigures]:
    """Every camera's figures, in the order of Systems and wall. ``said`` is the recorder's status, if it runs."""
    now = (said or {}).get("cameras", {})
    days: defaultdict[int, dict[date, tuple[int, float]]] = defaultdict(dict)
    for camera_id, day, size, seconds in CameraDay.objects.values_list("camera_id", "day", "bytes", "seconds"):
        days[camera_id][day] = (size, seconds)
    cameras = Camera.objects.select_related("system").order_by("system_id", "order", "id")
    frozen = holds.frozen_days()
    found = []
    for camera in cameras:
        counted = days[camera.pk]
        if camera.state != CameraState.ACTIVE and not counted:
            continue
        kbps = now.get(camera.code, {}).get("kbps") or camera.probe.get("kbps") or 0
        found.append(_figures(camera, counted, frozen(camera), today, kbps))
    return found


def _figures(
    camera: Camera, days: Mapping[date, tuple[int, float]], frozen: set[date], today: date, kbps: float
) -> CameraFigures:
    rate, measured = daily_rate(camera, days, today, kbps)
    held = {day: size for day, (size, _seconds) in days.items()}
    answer = floors.floor_of(camera, today)
    load = CameraLoad(
        rate=rate,
        floor=answer.floor.days if answer.floor else None,
        held={day: size for day, size in held.items() if day not in frozen},
        frozen=sum(size for day, size in held.items() if day in frozen),
    )
    length = sum(seconds for _size, seconds in days.values())
    return CameraFigures(camera, rate, measured, sum(held.values()), length, min(held, default=None), answer, load)


def daily_rate(
    camera: Camera, days: Mapping[date, tuple[int, float]], today: date, kbps: float = 0.0
) -> tuple[int, bool]:
    """(bytes a day, whether a day's worth of footage was measured) from the last week, else from ``kbps`` seen."""
    if camera.state != CameraState.ACTIVE:
        return 0, True
    recent = [days[day] for ahead in range(_RATE_DAYS + 1) if (day := today - timedelta(days=ahead)) in days]
    seconds = sum(length for _size, length in recent)
    if seconds >= 60:
        return int(sum(size for size, _length in recent) * _DAY_SECONDS / seconds), seconds >= _DAY_SECONDS
    return int(float(kbps) * 1000 / 8 * _DAY_SECONDS), False
