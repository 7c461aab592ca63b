"""Readers of this room: live state, alarms, holds, all from what the person may see."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from beholden.engines.video.index import Index
from beholden.engines.video.timeline.coverage import open_end
from beholden.ground.people.models import Account
from beholden.ground.people.roles import UNIT_ROLES, Role
from beholden.ground.systems import queries as systems
from beholden.ground.systems.models import Camera, CameraState, System
from beholden.ground.systems.queries import LiveState
from beholden.site.recordings import figures, saying, storage
from beholden.site.recordings.holds import running
from beholden.site.recordings.instants import micros, midnight
from beholden.site.recordings.models import Alarm, CameraDay, Hold
from beholden.site.recordings.retention import Floor
from beholden.site.recordings.saying import size

_DAY_SECONDS = 86_400.0


def status_of(cameras: Iterable[Camera], *, data: Path | None = None) -> list[LiveState]:
    """What the recorder says about each camera now, in the order given."""
    return systems.live_states(cameras, data=data)


def alarms_for(account: Account) -> QuerySet[Alarm]:
    """Alarms that run now and concern this person: of Systems their unit answers for, and of the machine itself."""
    alarms = Alarm.objects.filter(ended_at__isnull=True).select_related("system", "camera", "acknowledged_by")
    if not account.is_authenticated or not account.is_active:
        return alarms.none()
    if account.role == Role.SYSTEM_ADMIN:
        return alarms.filter(subject="")
    if account.role not in UNIT_ROLES:
        return alarms.none()
    own = alarms.filter(system__in=systems.visible_to(account).values("pk"))
    return own | alarms.filter(subject="")


@dataclass(frozen=True, slots=True)
class Told:
    """A running alarm as pages tell it: its sentence, the colour of the frame, and where one acts on it."""

    alarm: Alarm
    text: str
    state: str
    camera: str


def told_to(account: Account) -> list[Told]:
    """The running alarms of this person, the gravest first, then the oldest."""
    found = [
        Told(alarm, saying.sentence(alarm), saying.STATES[alarm.level], alarm.camera.code if alarm.camera else "")
        for alarm in alarms_for(account)
    ]
    return sorted(found, key=lambda told: (told.state != "over", told.alarm.since))


@dataclass(frozen=True, slots=True)
class Watched:
    """One System today: how many of its cameras in use are recorded now, and which are not."""

    system: System
    cameras: int
    recording: int
    down: list[LiveState]


def watched_by(account: Account) -> list[Watched]:
    """The unit's own Systems and how their cameras in use do now."""
    own = systems.visible_to(account).filter(unit_id=account.organisation_id).order_by("name")
    found = []
    for system in own:
        states = status_of(system.cameras.filter(state=CameraState.ACTIVE))
        down = [state for state in states if state.state not in ("recording", "connecting")]
        found.append(Watched(system, len(states), sum(state.state == "recording" for state in states), down))
    return found


def holds_visible_to(account: Account) -> QuerySet[Hold]:
    """Holds on Systems of the manager's own unit; nobody else reads why footage is kept."""
    holds = Hold.objects.select_related("system", "camera", "placed_by", "released_by")
    if not account.is_authenticated or not account.is_active or account.role != Role.MANAGER:
        return holds.none()
    return holds.filter(system__unit_id=account.organisation_id)


@dataclass(frozen=True, slots=True)
class CameraRow:
    """One camera on the storage page. ``days`` attained, ``fraction`` of that time with footage."""

    figures: storage.CameraFigures
    days: float
    fraction: float
    holds: int
    load: str
    held: str

    @property
    def short(self) -> bool:
        """Fewer whole days than the floor asks: young, or a breach; the page says since when it records."""
        floor = self.figures.floor.floor
        return floor is not None and self.days < floor.days


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One System on the storage page: its worst camera's days, its longest floor."""

    system: System
    cameras: list[CameraRow]

    @property
    def days(self) -> float:
        """Attained days of the camera that has fewest."""
        return min((row.days for row in self.cameras), default=0.0)

    @property
    def floor(self) -> Floor | None:
        """The longest floor among its cameras."""
        floors = [row.figures.floor.floor for row in self.cameras if row.figures.floor.floor]
        return max(floors, key=lambda floor: floor.days, default=None)


def _age(index: Index, camera: Camera, at: datetime) -> float:
    """Seconds since the oldest footage began, as `timeline.attained` counts; one row, where that reads a month."""
    oldest = index.behind(camera.code, 0)
    return max(0.0, (micros(at) - oldest.start_us) / 1e6) if oldest else 0.0


def _held_today(index: Index, camera: Camera, at: datetime) -> float:
    """Seconds of footage since midnight, also those that the daily figures have not counted yet."""
    zone = timezone.get_current_timezone()
    since, until = micros(midnight(at.astimezone(zone).date(), zone)), micros(at)
    held = index.held(camera.code, since, until)
    for start, end, _, _ in open_end(index, camera.code, since, until):
        held += min(end, until) - max(start, since)
    return held / 1e6


def storage_of(account: Account, *, now: datetime | None = None) -> dict[str, object]:
    """What the storage page shows a manager: own Systems, and the disk that all share."""
    at = now or timezone.now()
    seen = storage.outlook(now=at)
    held = Counter(running(at).filter(system__unit_id=account.organisation_id).values_list("system_id", "camera_id"))
    rows: dict[int, SystemRow] = {}
    counted = dict(CameraDay.objects.filter(day=timezone.localdate(at)).values_list("camera_id", "seconds"))
    index = figures.index_of(settings.DATA)
    with index or nullcontext():
        for one in seen.cameras:
            system = one.camera.system
            if system.unit_id != account.organisation_id:
                continue
            age = _age(index, one.camera, at) if index else 0.0
            fresh = _held_today(index, one.camera, at) if index else 0.0
            seconds = one.seconds - counted.get(one.camera.pk, 0.0) + fresh
            row = CameraRow(
                one,
                age / _DAY_SECONDS,
                min(1.0, seconds / age) if age else 0.0,
                held[(system.pk, one.camera.pk)] + held[(system.pk, None)],
                size(one.rate),
                size(one.bytes),
            )
            rows.setdefault(system.pk, SystemRow(system, [])).cameras.append(row)
    return {
        "systems": list(rows.values()),
        "outlook": seen,
        "free": size(max(0, seen.free)),
        "total": size(seen.total),
        "needed": size(seen.forecast.needed),
        "missing": size(seen.forecast.missing),
        "hold_count": sum(held.values()),
    }
