"""`beholden …` as a real process with its own data folder, for tests of what happens around processes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from beholden.engines.video.recorder import status
from tests.clips import clip

READY = re.compile(r"Beholden is ready at http://127\.0\.0\.1:(\d+)/")
PATIENCE = 60.0


class Running:
    """One started command. ``text`` is everything it has said so far."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path, data: Path) -> None:
        self.process = process
        self.data = data
        self._log = log

    @property
    def text(self) -> str:
        """What it and its children wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    @property
    def port(self) -> int:
        """The port of the web, once it is ready."""
        found = wait(lambda: READY.search(self.text), self)
        return int(found[1])

    def cameras(self) -> dict[str, Any]:
        """What the recorder says of each camera; {} when it says nothing."""
        return (status.read(self.data) or {}).get("cameras", {})

    def recording(self, count: int) -> bool:
        """True when ``count`` cameras are being recorded."""
        return sum(said["state"] == "recording" for said in self.cameras().values()) >= count

    def children(self) -> dict[str, int]:
        """Part → process id of the direct children."""
        found = {}
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                words = (entry / "cmdline").read_bytes().decode(errors="replace")
            except (OSError, ValueError, IndexError):
                continue
            if parent == self.process.pid:
                for part, mark in (("recorder", "recordings.recorder"), ("jobs", "project.jobs"), ("web", "granian")):
                    if mark in words:
                        found[part] = int(entry.name)
        return found

    def end(self, number: int = signal.SIGTERM) -> float:
        """Ask it to end; returns the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(20)
        return time.monotonic() - begun


class Browser:
    """A person's browser without scripts: cookies, forms, redirects."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.page = ""
        self.address = ""

    def get(self, path: str) -> str:
        """Read a page."""
        return self._read(urllib.request.Request(self._base + path))

    def post(self, path: str, **fields: str) -> str:
        """Send the form of the page that was read last, its hidden fields with it."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', self.page))
        body = urllib.parse.urlencode({**hidden, **fields}).encode()
        return self._read(urllib.request.Request(self._base + path, body, {"Referer": self._base + path}))

    def _read(self, request: urllib.request.Request) -> str:
        with self._open.open(request, timeout=30) as answer:
            self.page = answer.read().decode()
            self.address = answer.url.removeprefix(self._base)
        return self.page


def wait(ready: Callable[[], Any], running: Running | None = None, seconds: float = PATIENCE) -> Any:
    """The first true answer of ``ready``. Fails with what the process said when it takes too long or ends."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ready():
            return answer
        if running is not None and running.process.poll() is not None:
            break
        time.sleep(0.05)
    raise AssertionError(f"it did not happen; the process said:\n{running.text if running else ''}")


@contextmanager
def beholden(*words: str, data: Path, **environment: str) -> Iterator[Running]:
    """Run a command while the context lasts; whatever is left of its group is killed afterwards."""
    log = data.with_name(f"{data.name}-{time.monotonic_ns()}.log")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BEHOLDEN_")}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "beholden.cli", *words, "--data", str(data)],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**kept, **environment},
            start_new_session=True,
        )
    try:
        yield Running(process, log, data)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def clips(folder: Path) -> Path:
    """A folder with two small clips, for `beholden demo --clips`."""
    folder.mkdir(exist_ok=True)
    for name in ("h264-small", "h264-gop25"):
        shutil.copy(clip(name), folder / f"{name}.mp4")
    return folder
