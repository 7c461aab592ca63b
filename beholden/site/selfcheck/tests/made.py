"""A System with footage, papers and a registry that answers, for the tests of this room and of others."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from beholden.engines.video.recorder import status
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.services import CameraFields, SystemFields, add_camera, add_system
from beholden.site.recordings.models import CameraDay
from beholden.site.recordings.tests.footage import segment
from beholden.site.selfcheck.registry import Answer, Unreachable

JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 40


def system_of(cast: Cast, *, category: str = "op_crowd", now: datetime | None = None, cameras: int = 2) -> System:
    """A System of the unit with its cameras."""
    system = add_system(cast.manager, cast.unit, SystemFields("商场视频系统", "130203", category), now=now)
    for n in range(1, cameras + 1):
        add_camera(cast.manager, system, CameraFields(f"0{n} 大门", f"rtsp://10.0.0.{n}/main"), now=now)
    return system


def recorded(system: System, now: datetime, days: int) -> None:
    """A minute of footage a camera ``days`` days ago and one yesterday, figures of each day, a recorder that runs."""
    for camera in system.cameras.all():
        Camera.objects.filter(pk=camera.pk).update(created_at=now - timedelta(days=days + 1))
        for ago in (days, 1):
            segment(Path(settings.DATA), camera.code, now - timedelta(days=ago, minutes=5))
        counted(camera, now, range(1, days + 1))
    running(system)


def counted(camera: Camera, now: datetime, ago: Iterable[int]) -> None:
    """Figures of nearly whole days, so many days before ``now``."""
    days = [timezone.localdate(now - timedelta(days=one)) for one in ago]
    rows = [CameraDay(camera=camera, day=day, bytes=1000, seconds=86_000.0) for day in days]
    CameraDay.objects.bulk_create(rows, ignore_conflicts=True)


def running(system: System) -> None:
    """A fresh status file that says every camera is recorded; read against the real clock."""
    _say(list(system.cameras.values_list("code", flat=True)))


def _say(codes: list[str]) -> None:
    at = int(time.time() * 1e6)
    said = status.CameraStatus("recording", at, None, "h264", "avc1.42c01e", 96, 64).as_dict()
    status.write(Path(settings.DATA), dict.fromkeys(codes, said), at, 1)


@contextmanager
def kept_running(system: System) -> Iterator[None]:
    """The recorder goes on speaking, as a page believes it for some seconds only."""
    codes = list(system.cameras.values_list("code", flat=True))
    stop = threading.Event()

    def speak() -> None:
        while not stop.wait(1.0):
            _say(codes)

    thread = threading.Thread(target=speak, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def to_this_registry(path: str, body: bytes) -> Answer:
    """The wire of site and registry in one: no session, no cookie, the CSRF check switched on."""
    answer = Client(enforce_csrf_checks=True).post(path, body, content_type="text/plain; charset=utf-8")
    return Answer(answer.status_code, answer.content)


class Wire:
    """A registry that answers what it is told to; ``sent`` keeps what it was asked."""

    def __init__(self, *answers: Answer | Unreachable) -> None:
        self._answers = list(answers)
        self.sent: list[tuple[str, bytes]] = []

    def __call__(self, path: str, body: bytes) -> Answer:
        self.sent.append((path, body))
        found: Any = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(found, Unreachable):
            raise found
        return found
