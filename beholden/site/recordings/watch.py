"""Nobody may have to notice by themselves that recording stopped or that the disk fills (R15(1), R17): alarms.

Looks at what the recorder and the disk say; writes through `services` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from beholden.ground.systems.models import Camera, CameraState
from beholden.site.recordings import queries, services, storage
from beholden.site.recordings.models import Alarm, AlarmKind

CONNECTING: Final = timedelta(seconds=20)  # a camera that has not come by then counts as lost


def look_at_cameras(*, now: datetime | None = None) -> None:
    """Begin and end the alarms of cameras and recorder."""
    at = now or timezone.now()
    cameras = list(Camera.objects.filter(state=CameraState.ACTIVE).select_related("system"))
    states = queries.status_of(cameras)
    silent = bool(states) and all(state.state == "unknown" for state in states)
    if silent:
        services.raise_alarm(AlarmKind.RECORDER_DOWN, now=at)
    else:
        services.clear_alarm(AlarmKind.RECORDER_DOWN, now=at)
    running = set(Alarm.objects.filter(kind=AlarmKind.CAMERA_DOWN, ended_at=None).values_list("subject", flat=True))
    if not silent:  # of a recorder that says nothing, nothing is known about cameras either
        _look_at(states, running, at)
    for code in running - {camera.code for camera in cameras}:
        services.clear_alarm(AlarmKind.CAMERA_DOWN, subject=code, now=at)  # it was taken out of use


def _look_at(states: Iterable[queries.LiveState], running: set[str], at: datetime) -> None:
    for state in states:
        waiting = state.state == "connecting" and state.since is not None and at - state.since > CONNECTING
        if state.state == "lost" or waiting:
            error = {"code": state.error.code, "detail": state.error.detail} if state.error else {}
            services.raise_alarm(AlarmKind.CAMERA_DOWN, camera=state.camera, since=state.since, detail=error, now=at)
        elif state.state == "recording" and state.camera.code in running:
            services.clear_alarm(AlarmKind.CAMERA_DOWN, subject=state.camera.code, now=at)


def look_at_disk(*, now: datetime | None = None, disk: tuple[int, int] | None = None) -> storage.Outlook:
    """Begin, change or end the alarm about the disk; returns what was seen. ``disk`` as in `storage.outlook`."""
    at = now or timezone.now()
    seen = storage.outlook(now=at, disk=disk)
    level = seen.forecast.level
    if level == "ok":
        services.clear_alarm(AlarmKind.DISK, now=at)
        return seen
    guessed = seen.measured.level == "ok"
    if guessed and not (seen.nearly_full or seen.used_up):
        level = "watch"  # resting on a guessed rate, it informs; it doesn't shout
    full_on = seen.forecast.full_on
    detail = {
        "full_on": full_on.isoformat() if full_on else None,
        "missing": seen.forecast.missing,
        "floor_days": seen.floor_days,
        "guessed": guessed,
        "used_up": seen.used_up,
    }
    services.raise_alarm(AlarmKind.DISK, level=level, detail=detail, now=at)
    return seen
