"""GStreamer's RTSP server and client as children of the system's Python: cameras and a viewer nobody here wrote."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

_HERE: Final = Path(__file__).parent
_PYTHON: Final = "/usr/bin/python3"
INSTALL: Final = (
    "apt-get install -y gir1.2-gst-rtsp-server-1.0 python3-gi gstreamer1.0-rtsp "
    "gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly"
)


@dataclass(frozen=True, slots=True)
class Served:
    """One MP4 or MOV for the server, and what is in it: ``video`` h264 or h265; ``audio`` aac, pcma or none."""

    path: Path
    video: str = "h264"
    audio: str = ""


@contextmanager
def serve(clips: Sequence[Served], *, user: str = "", password: str = "") -> Iterator[list[str]]:
    """Addresses of ``clips``, played once from the start for each viewer; digest sign-in when there is a password."""
    plan = {
        "clips": [{"path": str(one.path), "video": one.video, "audio": one.audio} for one in clips],
        "user": user,
        "password": password,
    }
    child = _start(["gstreamer_serve.py"])
    assert child.stdin and child.stdout and child.stderr
    try:
        child.stdin.write(json.dumps(plan))
        child.stdin.close()
        port = child.stdout.readline().strip()
        if not port:
            pytest.fail(f"GStreamer's RTSP server did not start: {child.stderr.read().strip()[-300:]}. Run: {INSTALL}")
        yield [f"rtsp://127.0.0.1:{port}/{number}" for number in range(1, len(clips) + 1)]
    finally:
        child.kill()
        child.wait()
        child.stdout.close()
        child.stderr.close()


def play(
    url: str, seconds: float, *, user: str = "", password: str = "", protocols: str = "tcp"
) -> list[dict[str, Any]]:
    """What GStreamer's client got in ``seconds``: a dict an access unit (pts, md5, key), or a last one with error.

    ``md5`` is that of ``tests.peers.ffmpeg``: of the slices, without parameter sets.
    """
    child = _start(["gstreamer_play.py", url, user, password, str(seconds), protocols])
    out, error = child.communicate(timeout=seconds + 30)
    if child.returncode:
        pytest.fail(f"GStreamer's client did not run: {error.strip()[-300:]}. Run: {INSTALL}")
    return [json.loads(line) for line in out.splitlines()]


def _start(words: list[str]) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen(
            [_PYTHON, str(_HERE / words[0]), *words[1:]], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
    except FileNotFoundError:
        pytest.fail(f"there is no {_PYTHON}; run: apt-get install -y python3 && {INSTALL}")
