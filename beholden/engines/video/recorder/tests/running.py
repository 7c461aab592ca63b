"""A recorder in a child process, as `beholden record` starts it, for tests."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from beholden.engines.video.recorder import status

PROGRAM = [sys.executable, "-c", "import sys; from beholden.cli import main; sys.exit(main())"]


@contextmanager
def recording(into: Path, *words: str, segment: int = 60) -> Iterator[subprocess.Popen[str]]:
    """`beholden record WORDS --into INTO`, ended by Ctrl-C."""
    command = [*PROGRAM, "record", *words, "--into", str(into), "--segment", str(segment)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(15)
        if process.stderr:
            process.stderr.close()


def wait_for(into: Path, what: Callable[[dict[str, Any]], bool], timeout: float = 15) -> dict[str, Any]:
    """The cameras' status once ``what`` holds of it. Fails after ``timeout`` seconds, saying what was last seen."""
    deadline = time.monotonic() + timeout
    seen: dict[str, Any] = {}
    while time.monotonic() < deadline:
        now = status.read(into)
        seen = now["cameras"] if now else seen
        if seen and what(seen):
            return seen
        time.sleep(0.1)
    raise AssertionError(f"not in {timeout} s: {seen}")
