"""What the log of footage costs a recording machine: following the index and signing heads, beside recording itself.

A minute of 100 cameras after another: the index gets its rows, the jobs run as often as they do in an installation (two
runs a minute, one of them without anything new; a signed checkpoint each minute). The ratio is their processor time a
camera-minute over recording's own, which `beholden bench record` measured last on this machine; the bar is 2 %.
The root of a file is hashed by the recorder while it writes, so that it stands in recording's own.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CAMERAS = 100
BAR = 0.02
BEGIN = datetime(2026, 10, 1, 2, tzinfo=UTC)


def run(quick: bool) -> list[dict[str, Any]]:
    """One line; ``ratio`` the ledger's processor time over recording's own."""
    with tempfile.TemporaryDirectory(prefix="beholden-bench-") as folder:
        environ = {**os.environ, "BEHOLDEN_DATA": folder, "DJANGO_SETTINGS_MODULE": "beholden.project.settings"}
        environ.pop("DATABASE_URL", None)
        words = [sys.executable, str(Path(__file__)), str(10 if quick else 60)]
        done = subprocess.run(words, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    own = _recording()
    if own is None:
        return [{**told, "invalid": "bench record was never run here, so there is nothing to compare with"}]
    ratio = told["cpu_s_a_camera_minute"] / own
    return [{**told, "recording_cpu_s_a_camera_minute": own, "ratio": round(ratio, 4), "within_bar": ratio < BAR}]


def _recording() -> float | None:
    kept = [json.loads(line) for line in (ROOT / "bench" / "history.jsonl").read_text("utf-8").splitlines()]
    found = [one for one in kept if one.get("bench") == "record" and "cpu_s_a_camera_minute" in one]
    return max(found, key=lambda one: (one["at"], one["n"]))["cpu_s_a_camera_minute"] if found else None


def measure(minutes: int) -> dict[str, Any]:
    """In a process with settings of its own: CPU seconds a camera-minute, of following and of signing."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from beholden.engines.video.index import Index
    from beholden.ground.evidence import heads, logs
    from beholden.site.recordings import footage_log

    call_command("migrate", verbosity=0)
    follow = sign = 0.0
    with Index(Path(settings.DATA) / "index.sqlite") as index:
        for minute in range(minutes):
            at = BEGIN + timedelta(minutes=minute)
            for camera in range(CAMERAS):
                index.closed(_row(camera, minute, at))
            for half in (61, 91):
                begun = time.process_time()
                footage_log.follow(now=at + timedelta(seconds=half))
                follow += time.process_time() - begun
            begun = time.process_time()
            heads.publish(logs.FOOTAGE)
            sign += time.process_time() - begun
    size = logs.log(logs.FOOTAGE).size
    if size < CAMERAS * minutes:
        raise RuntimeError(f"{size} entries for {CAMERAS * minutes} files")
    units = CAMERAS * minutes
    return {
        "bench": "footage-log", "cameras": CAMERAS, "minutes": minutes, "entries": size,
        "follow_cpu_ms_a_camera_minute": round(1000 * follow / units, 3),
        "sign_cpu_ms_a_camera_minute": round(1000 * sign / units, 3),
        "cpu_s_a_camera_minute": round((follow + sign) / units, 6), "against": "recording's own processor time",
    }  # fmt: skip


def _row(camera: int, minute: int, at: datetime) -> Any:
    from beholden.engines.video.index import SegmentRow

    start = int(at.timestamp()) * 1_000_000
    root, before = (hashlib.sha256(f"{camera} {n}".encode()).hexdigest() for n in (minute, minute - 1))
    return SegmentRow(
        camera=f"c-{camera:03d}", run=f"{camera:032x}", seq=minute, start_us=start, end_us=start + 60_000_000,
        after="" if minute else "start", ended="next", path=f"footage/c-{camera:03d}/{at:%Y-%m-%d}/{at:%H%M%S}.mp4",
        bytes=30_000_000, samples=1500, root=root, previous=before if minute else "", lost=0, clock_offset_us=None,
        init_bytes=900, fragments=b"",
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure(int(sys.argv[1]))) + "\n")
