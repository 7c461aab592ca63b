"""Who sees which Systems and Cameras, as records. Whether somebody sees footage is `people.permissions.may`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from beholden.engines.video.errors import SENTENCES, CameraError
from beholden.engines.video.recorder import status
from beholden.engines.video.tracks import as_written
from beholden.ground.people.models import Account, Grant
from beholden.ground.people.roles import ADMINISTRATORS, OFFICERS, UNIT_ROLES, Role
from beholden.ground.systems import wording
from beholden.ground.systems.models import Camera, CameraState, System


def visible_to(account: Account, *, at: datetime | None = None) -> QuerySet[System]:
    """Systems whose record ``account`` may read.

    Unit people: their unit's, and those a running grant names. Officers: those in the division of their authority
    (R14(1)), never another county's. The three administrators: all, by name only (pages leave out addresses).
    Residents and anonymous: none.
    """
    systems = System.objects.select_related("unit")
    office = _by_office(account, "")
    if office is None:
        return systems.none()
    if not office:
        return systems
    grants = _running_grants(account, at or timezone.now())
    granted = Q(pk__in=grants.values("system_id")) | Q(pk__in=grants.values("camera__system_id"))
    return systems.filter(office | granted)


def cameras_visible_to(account: Account, *, at: datetime | None = None) -> QuerySet[Camera]:
    """Cameras whose record ``account`` may read, in the order of the wall (a grant for one shows one)."""
    cameras = Camera.objects.select_related("system", "system__unit").order_by("system_id", "order", "id")
    office = _by_office(account, "system__")
    if office is None:
        return cameras.none()
    if not office:
        return cameras
    grants = _running_grants(account, at or timezone.now())
    granted = Q(system_id__in=grants.values("system_id")) | Q(pk__in=grants.values("camera_id"))
    return cameras.filter(office | granted)


def with_counts(systems: QuerySet[System]) -> QuerySet[System]:
    """The same Systems, each with ``camera_count``, cameras in use."""
    return systems.annotate(camera_count=Count("cameras", filter=Q(cameras__state=CameraState.ACTIVE)))


def _by_office(account: Account, path: str) -> Q | None:
    """The condition on a System, reached by ``path``, that the office alone gives; None: nothing, Q(): all."""
    if not account.is_authenticated or not account.is_active or account.role == Role.RESIDENT:
        return None
    if account.role in ADMINISTRATORS:
        return Q()
    organisation = account.organisation
    if account.role in UNIT_ROLES and organisation:
        return Q(**{f"{path}unit": organisation})
    if account.role in OFFICERS and organisation and organisation.division:
        return Q(**{f"{path}division__startswith": organisation.division})
    return Q(pk__in=[])


def _running_grants(account: Account, at: datetime) -> QuerySet[Grant]:
    return Grant.objects.filter(account=account).in_force(at)


@dataclass(frozen=True, slots=True)
class LiveState:
    """How a camera does right now, for a person: ``state`` is connecting, recording, lost, stopped or unknown."""

    camera: Camera
    state: str
    since: datetime | None = None
    error: CameraError | None = None
    codec: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    kbps: float = 0.0
    clock_offset_us: int | None = None
    audio: str = ""

    @property
    def codec_name(self) -> str:
        """As people write it: H.264."""
        return as_written(self.codec)

    @property
    def sentence(self) -> str:
        """Why it is down, in the reader's language; "" when nothing is known."""
        return wording.sentence(self.error) if self.error else ""

    @property
    def down(self) -> bool:
        """True when it should be recording and is not: impossible to overlook (R15(1))."""
        return self.state in ("lost", "unknown")


def live_states(cameras: Iterable[Camera], *, data: Path | None = None) -> list[LiveState]:
    """What the recorder says about each camera, in the order given; "unknown" when no recorder has spoken for 5 s."""
    report = status.read(data or settings.DATA)
    said = (report or {}).get("cameras", {})
    return [_live_state(camera, said.get(camera.code), report is not None) for camera in cameras]


def _live_state(camera: Camera, said: dict[str, Any] | None, running: bool) -> LiveState:
    if camera.state == CameraState.STOPPED:
        return LiveState(camera, "stopped", camera.stopped_at)
    if said is None:
        # a running recorder takes up a new camera within two seconds
        return LiveState(camera, "connecting" if running else "unknown")
    error = said.get("error")
    known = isinstance(error, dict) and error.get("code") in SENTENCES
    return LiveState(
        camera,
        said.get("state", "unknown"),
        datetime.fromtimestamp(said["since_us"] / 1e6, UTC) if said.get("since_us") else None,
        CameraError(error["code"], error.get("detail", "")) if known and isinstance(error, dict) else None,
        said.get("codec") or "",
        said.get("width") or 0,
        said.get("height") or 0,
        said.get("fps") or 0.0,
        said.get("kbps") or 0.0,
        said.get("clock_offset_us"),
        said.get("audio") or "",
    )
