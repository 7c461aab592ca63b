"""The recorder as a whole: worker processes, their cameras, their lives, the status file.

One supervisor a data folder (a lock says so). It stays free of threads, because it forks. A worker that dies is started
again with its cameras; what it had open is salvaged first.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from beholden.engines.video.index import Index, open_index
from beholden.engines.video.reasons import Reason
from beholden.engines.video.recorder import status
from beholden.engines.video.recorder.clock import Clocks, SystemClocks
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.worker import Worker

log = logging.getLogger(__name__)

CAMERAS_A_WORKER = 32
SEGMENT_SECONDS = 60
STOP_SECONDS = 8.0
_ROUND_MS = 1000
_QUIET_US = 2_000_000  # the status is written anew after this long also when nobody reported
_LOCK_TRIES = 30


class RecorderBusy(Exception):
    """Another recorder holds this data folder."""


class _Child:
    """One worker process as its parent sees it."""

    def __init__(self, number: int, pid: int, commands: int, reports: int) -> None:
        self.number = number
        self.pid = pid
        self.commands = commands
        self.reports = reports
        self.cameras: dict[str, Any] = {}
        self.told: Sequence[CameraSource] | None = None
        self._heard = b""

    def tell(self, sources: Sequence[CameraSource]) -> None:
        """Say which cameras it has now, when that changed."""
        if sources != self.told:
            self._send({"cameras": [source.as_dict() for source in sources]})
            self.told = list(sources)

    def stop(self, reason: Reason) -> None:
        """Ask it to seal everything and end."""
        self._send({"stop": reason.value})

    def hear(self) -> None:
        """Take its reports."""
        *lines, self._heard = (self._heard + os.read(self.reports, 1 << 20)).split(b"\n")
        for line in lines[-1:]:
            self.cameras = json.loads(line)["cameras"]

    def close(self) -> None:
        """Let go of the pipes."""
        os.close(self.commands)
        os.close(self.reports)

    def _send(self, message: dict[str, Any]) -> None:
        try:
            view = memoryview(json.dumps(message).encode() + b"\n")
            while view:
                view = view[os.write(self.commands, view) :]
        except OSError as error:
            log.warning("worker %d does not listen: %s", self.number, error)


class Supervisor:
    """Runs workers for the cameras that ``sources`` names, asked each second, until ``stop`` is called."""

    def __init__(
        self,
        data: Path,
        sources: Callable[[], Sequence[CameraSource]],
        *,
        segment_seconds: int = SEGMENT_SECONDS,
        on_status: Callable[[dict[str, Any]], None] | None = None,
        clocks: Clocks | None = None,
    ) -> None:
        self._data = data
        self._sources = sources
        self._segment_us = segment_seconds * 1_000_000
        self._on_status = on_status
        self._clocks = clocks or SystemClocks()
        self._children: dict[int, _Child] = {}
        self._places: dict[str, int] = {}
        self._stop = False
        self._published_us = 0

    def stop(self) -> None:
        """End after the present round; safe in a signal handler."""
        self._stop = True

    def run(self) -> None:
        """Record until stopped. Raises RecorderBusy when the folder is taken, OSError when it cannot be written."""
        self._data.mkdir(parents=True, exist_ok=True)
        lock = self._lock()
        try:
            self._salvage()
            while not self._stop:
                self._round()
            self._end()
        finally:
            for child in self._children.values():
                os.kill(child.pid, signal.SIGKILL)
            os.close(lock)

    def _lock(self) -> int:
        """Workers share the lock until they end, so a recorder that was killed leaves it for a moment."""
        lock = os.open(status.run_folder(self._data) / "recorder.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        for _ in range(_LOCK_TRIES):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            except BlockingIOError:
                time.sleep(0.1)
        os.close(lock)
        raise RecorderBusy(f"another recorder works in {self._data}")

    def _salvage(self) -> None:
        with open_index(self._data / "index.sqlite").index as index:
            index.salvage(self._data)

    def _round(self) -> None:
        self._bury()
        self._assign()
        poll = select.poll()
        for child in self._children.values():
            poll.register(child.reports, select.POLLIN)
        deadline_us = self._clocks.monotonic_us() + _ROUND_MS * 1000
        heard = False
        while (left_us := deadline_us - self._clocks.monotonic_us()) > 0 and not self._stop:
            ready = poll.poll(left_us // 1000 + 1)
            for child in self._children.values():
                if (child.reports, select.POLLIN) in ready:
                    child.hear()
                    heard = True
            if any(event & (select.POLLHUP | select.POLLERR) for _, event in ready):
                break
        if heard or self._clocks.monotonic_us() - self._published_us > _QUIET_US:
            self._publish()

    def _assign(self) -> None:
        sources = {source.key: source for source in self._sources()}
        self._places = {key: place for key, place in self._places.items() if key in sources}
        room = dict.fromkeys(range(-(-len(sources) // CAMERAS_A_WORKER)), 0)
        for place in self._places.values():
            room[place] = room.get(place, 0) + 1
        for key in sources:
            if key not in self._places:
                place = min(room, key=lambda number: (room[number], number))
                self._places[key] = place
                room[place] += 1
        for number in sorted(room):
            if number not in self._children:
                self._children[number] = self._start(number)
        for number, child in self._children.items():
            child.tell([source for key, source in sources.items() if self._places[key] == number])

    def _start(self, number: int) -> _Child:
        commands_out, commands_in = os.pipe()
        reports_out, reports_in = os.pipe()
        pid = os.fork()
        if pid:
            os.close(commands_out)
            os.close(reports_in)
            return _Child(number, pid, commands_in, reports_out)
        try:
            os.close(commands_in)
            os.close(reports_out)
            for other in self._children.values():
                other.close()
            Worker(self._data, number, commands_out, reports_in, self._segment_us, self._clocks).run()
            os._exit(0)
        except BaseException:
            log.exception("worker %d", number)
            os._exit(1)

    def _bury(self) -> None:
        for number, child in list(self._children.items()):
            pid, code = os.waitpid(child.pid, os.WNOHANG)
            if pid:
                log.error("worker %d ended with %d; started again", number, os.waitstatus_to_exitcode(code))
                child.close()
                del self._children[number]
                self._salvage_of(number)

    def _salvage_of(self, number: int) -> None:
        """Give the files of a dead worker their trailers, while the others go on."""
        mine = [key for key, place in self._places.items() if place == number]
        with Index(self._data / "index.sqlite") as index:
            index.salvage(self._data, mine)

    def _publish(self) -> None:
        cameras: dict[str, Any] = {}
        for child in self._children.values():
            cameras.update(child.cameras)
        cameras = {key: now for key, now in cameras.items() if key in self._places}
        self._published_us = self._clocks.monotonic_us()
        now_us = self._clocks.wall_us()
        try:
            status.write(self._data, cameras, now_us, os.getpid())
        except OSError as error:
            log.error("the status cannot be written: %s", error)
        if self._on_status:
            self._on_status(cameras)

    def _end(self) -> None:
        for child in self._children.values():
            child.stop(Reason.OPERATOR)
        deadline_us = self._clocks.monotonic_us() + int(STOP_SECONDS * 1e6)
        while self._children and self._clocks.monotonic_us() < deadline_us:
            for number, child in list(self._children.items()):
                if os.waitpid(child.pid, os.WNOHANG)[0]:
                    child.hear()
                    child.close()
                    del self._children[number]
            select.select([], [], [], 0.02)
        if self._on_status:
            self._on_status({})
