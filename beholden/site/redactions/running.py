"""The engine in a process of its own: started, asked how far it is, ended. It holds the folder's lock while it lives.

A crash of its decoders or its model takes nothing of ours along; killed at any instant it leaves no copy.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

MODULE: Final = "beholden.engines.redaction"
PATIENCE: Final = 5.0  # seconds between asking it to end and killing it
_LARGEST: Final = 1 << 20
_KEPT: Final = {"PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV"}


class Busy(Exception):
    """An engine of an earlier life still works in this folder."""


class Running:
    """One engine at work in one folder."""

    def __init__(self, work: Path) -> None:
        """Start it. Raises Busy, OSError."""
        self.work = work
        lock = os.open(work / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            with open(work / "engine.log", "wb") as log:
                # a clean environment: what reads footage needs no key and no password of ours
                self._process = subprocess.Popen(
                    [sys.executable, "-m", MODULE, str(work)],
                    stdin=subprocess.PIPE,  # its end tells the engine that we died
                    stdout=subprocess.DEVNULL,
                    stderr=log,
                    env={name: value for name, value in os.environ.items() if name in _KEPT},
                    cwd=Path(__file__).resolve().parents[3],
                    pass_fds=(lock,),
                    start_new_session=True,
                )
        except BlockingIOError as error:
            raise Busy from error
        finally:
            os.close(lock)

    def wait(self, seconds: float) -> bool:
        """True when it has ended by then."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def end(self) -> None:
        """End it with everything it started, however it takes it."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        for word in (signal.SIGTERM, signal.SIGKILL):
            if self._process.poll() is not None:
                return
            os.killpg(self._process.pid, word)
            if self.wait(PATIENCE):
                return

    def last_words(self) -> str:
        """The end of what it wrote to its log."""
        try:
            return (self.work / "engine.log").read_bytes()[-2_000:].decode("utf-8", "replace")
        except OSError:
            return ""


def told(path: Path) -> dict[str, Any]:
    """A small JSON file the engine writes; {} when there is none."""
    try:
        with open(path, "rb") as file:
            found = json.loads(file.read(_LARGEST))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
