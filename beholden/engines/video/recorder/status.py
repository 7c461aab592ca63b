"""What the recorder is doing now, in `DATA/run/recorder.json`, rewritten each second.

Anyone may read it; nobody needs it: it is derived and lost without harm.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STALE_SECONDS = 5.0


@dataclass(slots=True)
class CameraStatus:
    """One camera now. ``state`` connecting, recording, lost or stopped. Rates over the last seconds."""

    state: str = "connecting"
    since_us: int = 0
    error: dict[str, str] | None = None
    codec: str = ""
    codec_string: str = ""
    width: int = 0
    height: int = 0
    fps: float = 0.0
    kbps: int = 0
    audio: str | None = None
    clock_offset_us: int | None = None
    last_frame_us: int | None = None
    lost: int = 0
    segments: int = 0
    worker: int = 0

    def as_dict(self) -> dict[str, Any]:
        """For the pipe and the file."""
        return {name: getattr(self, name) for name in self.__slots__}


def run_folder(data: Path) -> Path:
    """`DATA/run`, made when missing, for the owner only."""
    folder = data / "run"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def write(data: Path, cameras: dict[str, dict[str, Any]], at_us: int, pid: int) -> None:
    """Replace the status file atomically. Raises OSError."""
    path = run_folder(data) / "recorder.json"
    fresh = path.with_suffix(".tmp")
    fresh.write_text(json.dumps({"at_us": at_us, "pid": pid, "cameras": cameras}, separators=(",", ":")))
    fresh.replace(path)


def read(data: Path) -> dict[str, Any] | None:
    """The status, or None when there is none or it is older than STALE_SECONDS (the recorder does not run)."""
    try:
        status: dict[str, Any] = json.loads((data / "run" / "recorder.json").read_text())
    except (OSError, ValueError):
        return None
    if abs(time.time() - status["at_us"] / 1e6) > STALE_SECONDS:
        return None
    return status
