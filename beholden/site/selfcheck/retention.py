"""How long each camera's footage is held: attained days, gaps with causes, holds, what is overdue (R17).

One reader for the self-check and for the certificate, on the index and the daily figures of the recordings room.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.video.index import Index
from beholden.engines.video.timeline import coverage
from beholden.ground.systems.models import Camera, CameraState, System
from beholden.site.recordings import figures, floors, holds
from beholden.site.recordings.instants import micros, moment
from beholden.site.recordings.models import CameraDay

DAY: Final = 86_400
_DUE_AFTER: Final = 2  # days beyond the floor: the day of recording, and the one on which it falls due (R-RET-4)
_CAUSES: Final = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One camera, times in seconds. In use since ``since``, for ``in_use``; ``gaps`` by cause, only if asked.

    ``missing`` counts the whole days of the term, since it came into use, of which not a second is held.
    """

    code: str
    name: str
    floor_days: int | None
    since: datetime
    in_use: int
    oldest: datetime | None
    attained: int
    covered: int
    holds: int
    overdue: bool
    active: bool
    missing: int = 0
    gaps: dict[str, int] = field(default_factory=dict)

    @property
    def young(self) -> bool:
        """In use for less than its floor, and everything since is there."""
        return self._below and self._from_the_start

    @property
    def short(self) -> bool:
        """Old enough to have reached its floor, and it has not; or the beginning of a young one is gone."""
        return self.active and self._below and not self._from_the_start

    @property
    def permille(self) -> int:
        """Of the time attained, how much has footage; 0 when there is none."""
        return min(1000, self.covered * 1000 // self.attained) if self.attained else 0

    @property
    def _below(self) -> bool:
        return self.floor_days is not None and self.attained < self.floor_days * DAY

    @property
    def _from_the_start(self) -> bool:
        # a camera that came into use may take a day until somebody has it connected
        late = self.in_use if self.oldest is None else (self.oldest - self.since).total_seconds()
        return late < DAY


def rows_of(system: System, now: datetime, *, causes: bool = False) -> list[Row]:
    """Every camera in use or with footage, in the order of the wall. ``causes`` reads the index for gaps: slower."""
    today = timezone.localdate(now)
    days = _days(system)
    held = Counter(holds.running(now).filter(system=system).values_list("camera_id", flat=True))
    frozen = holds.frozen_days(now)
    index = figures.index_of(settings.DATA)
    found = []
    with index or nullcontext():
        for camera in system.cameras.select_related("system").order_by("order", "id"):
            oldest = _oldest(index, camera)
            if camera.state != CameraState.ACTIVE and oldest is None:
                continue
            floor = floors.floor_of(camera, today).floor
            late = _overdue(oldest, floor.days, today, frozen(camera)) if floor and oldest else False
            attained = max(0, int((now - oldest).total_seconds())) if oldest else 0
            gaps = _gaps(index, camera, oldest, now) if causes and index and oldest else {}
            covered = attained - sum(gaps.values()) if causes else int(sum(days[camera.pk].values()))
            found.append(
                Row(
                    camera.code,
                    camera.name,
                    floor.days if floor else None,
                    camera.created_at,
                    max(0, int((now - camera.created_at).total_seconds())),
                    oldest,
                    attained,
                    max(0, min(covered, attained)),
                    held[camera.pk] + held[None],
                    late,
                    camera.state == CameraState.ACTIVE,
                    _missing(camera, days[camera.pk], floor.days, today) if floor and oldest else 0,
                    gaps,
                )
            )
    return found


def _days(system: System) -> defaultdict[int, dict[date, float]]:
    found: defaultdict[int, dict[date, float]] = defaultdict(dict)
    rows = CameraDay.objects.filter(camera__system=system).values_list("camera_id", "day", "seconds")
    for camera_id, day, seconds in rows:
        found[camera_id][day] = seconds
    return found


def _missing(camera: Camera, days: dict[date, float], floor: int, today: date) -> int:
    begun = timezone.localdate(camera.created_at) + timedelta(days=1)
    first = max(begun, today - timedelta(days=floor))
    if camera.stopped_at:
        today = min(today, timezone.localdate(camera.stopped_at))
    return sum(not days.get(first + timedelta(days=ahead)) for ahead in range(max(0, (today - first).days)))


def _oldest(index: Index | None, camera: Camera) -> datetime | None:
    row = index.behind(camera.code, 0) if index else None
    return moment(row.start_us) if row else None


def _overdue(oldest: datetime, floor: int, today: date, frozen: set[date]) -> bool:
    day = timezone.localdate(oldest)
    return day + timedelta(days=floor + _DUE_AFTER) < today and day not in frozen


def _gaps(index: Index, camera: Camera, oldest: datetime, now: datetime) -> dict[str, int]:
    found: Counter[str] = Counter()
    for gap in coverage(index, camera.code, micros(oldest), micros(now)).gaps:
        found[gap.why] += gap.to_us - gap.from_us
    return {why: length // 1_000_000 for why, length in found.most_common(_CAUSES) if length >= 1_000_000}
