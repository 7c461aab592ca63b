"""The stage most tests play on: two sites with cameras, people signed in by the book, a worker that speaks."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client

from beholden.engines.video.recorder import status
from beholden.engines.video.recorder.live import socket_name
from beholden.engines.video.recorder.taps import Tap
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.services import CameraFields, SystemFields, add_camera, add_system
from beholden.site.access.tests.footage_maker import clip, fragments


@dataclass(frozen=True)
class Stage:
    """Who and what. ``foreign`` is a camera of the other unit in the other county."""

    cast: Cast
    system: System
    gate: Camera
    till: Camera
    foreign: Camera


def make_stage(cast: Cast) -> Stage:
    """Two cameras of the unit, one of another."""
    system = add_system(cast.manager, cast.unit, SystemFields("商场视频系统", "130203", "op_crowd"))
    other = add_system(cast.other_manager, cast.other_unit, SystemFields("校园视频系统", "650502", "op_crowd"))
    return Stage(
        cast,
        system,
        add_camera(cast.manager, system, CameraFields("01 大门", "rtsp://10.0.0.1/main")),
        add_camera(cast.manager, system, CameraFields("02 收银", "rtsp://10.0.0.2/main")),
        add_camera(cast.other_manager, other, CameraFields("校门", "rtsp://10.0.0.3/main")),
    )


def sign_in(account: Account, purpose: str | None = "duty", note: str = "") -> Client:
    """A browser of this account with its purpose chosen on the page (None: not chosen)."""
    client = Client(REMOTE_ADDR="10.1.2.3")
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    if purpose is not None:
        answer = client.post("/duty", {"purpose": purpose, "note": note})
        assert answer.status_code == 302, answer.content.decode()
    return client


def ask(client: Client, camera: str, action: str, start: Any = None, end: Any = None) -> Any:
    """POST /api/looks."""
    wish = {"camera": camera, "action": action, "from": _iso(start), "to": _iso(end)}
    return client.post("/api/looks", wish, content_type="application/json")


def _iso(at: Any) -> str | None:
    return at.isoformat() if hasattr(at, "isoformat") else at


def remove(*numbers: int) -> None:
    """What somebody with the database's own rights could do: take entries out, past the code and its guards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE access_accessentry DISABLE TRIGGER access_entry_is_never_changed")
        for number in numbers:
            cursor.execute("DELETE FROM access_accessuse WHERE entry_id = %s", [number])
            cursor.execute("DELETE FROM access_accessentry WHERE number = %s", [number])


def recording(*cameras: Camera) -> None:
    """A fresh status file that says these cameras are being recorded."""
    recording_codes(*(camera.code for camera in cameras))


def recording_codes(*codes: str) -> None:
    """The same by code."""
    now = int(time.time() * 1e6)
    said = status.CameraStatus("recording", now, None, "h264", clip().track.codec_string, 96, 64).as_dict()
    status.write(Path(settings.DATA), dict.fromkeys(codes, said), now, 1)


class Worker:
    """Sends the clip in a loop to whoever connects, with the recorder's own Tap and framing."""

    def __init__(self, data: Path, pause: float = 0.02) -> None:
        self.pause = pause
        self.stopping = threading.Event()
        self.ending = threading.Event()  # the camera goes: viewers are told
        self.asked: list[str] = []
        folder = status.run_folder(data)
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        with contextlib.chdir(folder):
            self.server.bind(socket_name(0))
        self.server.listen()
        self.server.settimeout(0.1)
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self) -> None:
        while not self.stopping.is_set():
            try:
                viewer, _ = self.server.accept()
            except TimeoutError:
                continue
            thread = threading.Thread(target=self._serve, args=(viewer,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, viewer: socket.socket) -> None:
        self.asked.append(viewer.recv(100).decode().strip())
        viewer.setblocking(False)
        tap = Tap(viewer)
        tap.begin(clip().track.codec_string, clip().init)
        turn = 0
        while not (self.stopping.is_set() or self.ending.is_set() or tap.closed):
            for entry, parts in fragments(turn * 30 * 90_000):
                tap.media(b"".join(parts), entry.key)
                tap.flush()
                if self.stopping.wait(self.pause) or self.ending.is_set() or tap.closed:
                    break
            turn += 1
        tap.end()

    def close(self) -> None:
        """Stop, and wait until every thread has ended."""
        self.stopping.set()
        for thread in self.threads:
            thread.join(5)
        self.server.close()


@contextlib.contextmanager
def worker(data: Path, **how: Any) -> Iterator[Worker]:
    """A worker for the length of a test."""
    running = Worker(data, **how)
    try:
        yield running
    finally:
        running.close()
