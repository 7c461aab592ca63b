"""One worker process: a loop over its cameras, a keeper thread, a live socket.

Cameras that play are polled (one `recv` each), which halves the system calls of waiting for each packet, and all at the
same instants, so that the loop sleeps in between: see `pace`. Sockets that connect or handshake wake it at once.
"""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import os
import select
import signal
import socket
import zlib
from pathlib import Path
from typing import Any

from beholden.engines.video.index import Index
from beholden.engines.video.reasons import NEXT, START, Reason
from beholden.engines.video.recorder import pace, status
from beholden.engines.video.recorder.camera import Camera
from beholden.engines.video.recorder.clock import Clocks, StepWatch
from beholden.engines.video.recorder.connection import Connection
from beholden.engines.video.recorder.desk import Desk
from beholden.engines.video.recorder.keeper import Keeper
from beholden.engines.video.recorder.live import END, HEAD, socket_name
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.tape import Tape

log = logging.getLogger(__name__)

_STAGGER_US = 60_000
_REPORT_US = 1_800_000  # and at once when a camera is found or lost
_KEY_LIMIT = 256


class Worker:
    """Runs until its command pipe says stop, closes, or SIGTERM comes."""

    def __init__(self, data: Path, number: int, commands: int, reports: int, segment_us: int, clocks: Clocks) -> None:
        """``commands`` and ``reports`` are pipe descriptors carrying JSON lines."""
        self._data = data
        self._number = number
        self._commands = commands
        self._reports = reports
        self._segment_us = segment_us
        self._clocks = clocks
        self._cameras: dict[str, Camera] = {}
        self._keeper = Keeper(data)
        self._stopping: Reason | None = None
        self._heard = b""
        self._desk = Desk()
        self._poll = select.epoll()
        self._waiting: dict[int, Camera] = {}
        self._asking: dict[int, tuple[socket.socket, bytes]] = {}
        self._listener = _listen(status.run_folder(data), socket_name(number))

    def run(self) -> None:
        """The loop. Returns when every file is sealed and durable."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, lambda *_: self._stop(Reason.OPERATOR))
        self._keeper.start()
        self._poll.register(self._commands, select.EPOLLIN)
        self._poll.register(self._listener.fileno(), select.EPOLLIN)
        os.set_blocking(self._commands, False)
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        self._loop()
        for camera in self._cameras.values():
            self._dismiss(camera, self._stopping or Reason.OPERATOR)
        self._keeper.stop()
        self._report(self._clocks.wall_us())
        (self._data / "run" / socket_name(self._number)).unlink(missing_ok=True)

    def _loop(self) -> None:
        clocks, cameras = self._clocks, self._cameras
        steps = StepWatch(clocks)
        next_us = report_us = clocks.monotonic_us()
        while self._stopping is None:
            due_us = min([next_us, *(camera.due_us for camera in cameras.values())])
            self._wait(max(0, due_us - clocks.monotonic_us()))
            now_us, wall_us = clocks.monotonic_us(), clocks.wall_us()
            if now_us >= next_us:
                next_us = pace.next_beat(now_us, pace.PAUSES_US[0])
                step = steps.stepped_us(wall_us, now_us)
                if step:
                    self._stepped(step)
                    steps.arm(wall_us, now_us)
            self._tick([camera for camera in cameras.values() if camera.due_us <= now_us], now_us, wall_us)
            if now_us >= report_us or any(camera.news for camera in cameras.values()):
                report_us = now_us + _REPORT_US
                self._report(wall_us)

    def _tick(self, cameras: list[Camera], now_us: int, wall_us: int) -> None:
        for camera in cameras:
            camera.tick(self._desk, now_us, wall_us)
            if camera.tape.broadcast.taps:
                camera.tape.broadcast.flush()
        for camera in cameras:
            if self._waiting or not camera.playing:
                self._arrange(camera)

    def _dismiss(self, camera: Camera, reason: Reason) -> None:
        """A last look takes what has come since the one before; then the camera is let go."""
        if camera.playing:
            camera.tick(self._desk, self._clocks.monotonic_us(), self._clocks.wall_us())
        camera.stop(reason)

    def _arrange(self, camera: Camera) -> None:
        """Wait for the sockets of cameras that do not play yet; the others are polled."""
        wanted = -1 if camera.playing else camera.fileno()
        for fd in [fd for fd, held in self._waiting.items() if held is camera and fd != wanted]:
            del self._waiting[fd]
            with contextlib.suppress(OSError, ValueError):  # a closed socket left the set by itself
                self._poll.unregister(fd)
        if wanted < 0:
            return
        connection = camera.connection
        mask = select.EPOLLOUT if isinstance(connection, Connection) and connection.wants_write else select.EPOLLIN
        if wanted in self._waiting:
            self._poll.modify(wanted, mask)
        else:
            self._poll.register(wanted, mask)
            self._waiting[wanted] = camera

    def _wait(self, timeout_us: int) -> None:
        for fd, _ in self._poll.poll(timeout_us / 1e6):
            if fd == self._commands:
                self._hear()
            elif fd == self._listener.fileno():
                self._accept()
            elif fd in self._asking:
                self._answer(fd)
            elif (camera := self._waiting.get(fd)) is not None:
                self._tick([camera], self._clocks.monotonic_us(), self._clocks.wall_us())

    def _stepped(self, step_us: int) -> None:
        log.warning("the computer's clock stepped by %.1f s; runs are split", step_us / 1e6)
        for camera in self._cameras.values():
            camera.split(Reason.CLOCK_STEP)

    # -- what the supervisor says and hears

    def _hear(self) -> None:
        try:
            heard = os.read(self._commands, 1 << 20)
        except BlockingIOError:
            return
        if not heard:  # the supervisor is gone
            self._stop(Reason.RESTART)
            return
        *lines, self._heard = (self._heard + heard).split(b"\n")
        for line in lines:
            command = json.loads(line)
            if "stop" in command:
                self._stop(Reason(command["stop"]))
            else:
                self._reconcile([CameraSource.from_dict(item) for item in command["cameras"]])

    def _stop(self, reason: Reason) -> None:
        self._stopping = self._stopping or reason

    def _reconcile(self, sources: list[CameraSource]) -> None:
        wanted = {source.key: source for source in sources}
        stopped: set[str] = set()
        for key, camera in list(self._cameras.items()):
            if wanted.get(key) != camera.source:
                self._dismiss(camera, Reason.OPERATOR)
                self._arrange(camera)
                del self._cameras[key]
                stopped.add(key)
        now_us = self._clocks.monotonic_us()
        fresh = [source for source in sources if source.key not in self._cameras]
        with Index(self._data / "index.sqlite") as index:
            for place, source in enumerate(fresh):
                tape = self._tape(source, index)
                if source.key in stopped:  # its last row may still wait for the keeper
                    tape.expect_after(Reason.OPERATOR)
                self._cameras[source.key] = Camera(source, tape, self._clocks, now_us + place * _STAGGER_US)

    def _tape(self, source: CameraSource, index: Index) -> Tape:
        last = index.before(source.key, self._clocks.wall_us())
        after = START if last is None else last.ended
        if after in (NEXT, ""):
            after = Reason.RESTART.value
        # a first segment of 25-100 % of the length, by name, so that cameras do not rotate at one instant
        share = 0.25 + 0.75 * (zlib.crc32(source.key.encode()) % 1000) / 1000
        return Tape(self._data, source.key, self._keeper, self._segment_us, int(self._segment_us * share), after)

    def _report(self, wall_us: int) -> None:
        cameras: dict[str, Any] = {}
        for key, camera in self._cameras.items():
            now = camera.measure(wall_us)
            now.worker = self._number
            cameras[key] = now.as_dict()
        line = json.dumps({"cameras": cameras}, separators=(",", ":")).encode() + b"\n"
        try:
            os.write(self._reports, line)
        except OSError:
            self._stop(Reason.RESTART)

    # -- viewers

    def _accept(self) -> None:
        try:
            sock, _ = self._listener.accept()
        except OSError:
            return
        sock.setblocking(False)
        self._asking[sock.fileno()] = (sock, b"")
        self._poll.register(sock.fileno(), select.EPOLLIN)

    def _answer(self, fd: int) -> None:
        sock, heard = self._asking.pop(fd)
        try:
            heard += sock.recv(_KEY_LIMIT)
        except OSError:
            heard = b"\n"
        if b"\n" not in heard and 0 < len(heard) < _KEY_LIMIT:
            self._asking[fd] = (sock, heard)
            return
        self._poll.unregister(fd)
        camera = self._cameras.get(heard.split(b"\n")[0].decode("utf-8", "replace"))
        if camera is not None and camera.playing and camera.tape.watch(sock):
            camera.due_us = 0
        else:
            with contextlib.suppress(OSError):  # it left before the answer
                sock.send(HEAD.pack(0, END))
            sock.close()


def _listen(folder: Path, name: str) -> socket.socket:
    # a socket address holds 107 bytes; through the folder's descriptor any DATA path is short enough
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        (folder / name).unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        listener.bind(f"/proc/self/fd/{handle}/{name}")
        (folder / name).chmod(0o600)
        listener.listen(64)
        return listener
    finally:
        os.close(handle)
