"""`beholden bench record`: one `beholden record` against one ffmpeg a camera, same sources, same instant.

Processor time is user + system of the whole process tree over the window; memory is PSS a camera at its end. A
contender that wrote clearly less than the other was starved, and its run is invalid.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

BEHOLDEN = [sys.executable, "-c", "import sys; from beholden.cli import main; sys.exit(main())"]
TICKS = os.sysconf("SC_CLK_TCK")
STARVED = 0.93  # ffmpeg holds up to two seconds back, so a window is not sharper


def run(quick: bool) -> list[dict[str, Any]]:
    """Measure at 16 and 32 cameras (8 when quick)."""
    results = [measure(count, 10 if quick else 45) for count in ((8,) if quick else (16, 32))]
    last = results[-1]
    return [*results, {k: last[k] for k in ("bench", "ratio", "memory_ratio", "against", "n")}]


def measure(cameras: int, seconds: float) -> dict[str, Any]:
    """One window. ``seconds`` of wall time after both contenders have settled."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=os.environ.get("TMPDIR")) as folder:
        root = Path(folder)
        source, urls = _source(cameras)
        try:
            ours = _ours(urls, root / "ours")
            theirs = [_ffmpeg(url, root / f"ffmpeg-{number}") for number, url in enumerate(urls)]
            time.sleep(6)
            found = _window(ours, theirs, root, seconds)
        finally:
            for process in (ours, *theirs):
                process.send_signal(signal.SIGINT)
            for process in (ours, *theirs):
                _finish(process)
            _finish(source, signal.SIGTERM)
    return {"bench": "record", "n": cameras, "against": "one ffmpeg a camera", "seconds": seconds, **found}


def _window(ours: Any, theirs: list[Any], root: Path, seconds: float) -> dict[str, Any]:
    before_us, before_ff = _cpu(ours.pid), sum(_cpu(process.pid) for process in theirs)
    bytes_us, bytes_ff = _size(root / "ours"), sum(_size(path) for path in root.glob("ffmpeg-*"))
    time.sleep(seconds)
    cpu_us, cpu_ff = _cpu(ours.pid) - before_us, sum(_cpu(process.pid) for process in theirs) - before_ff
    wrote_us = _size(root / "ours") - bytes_us
    wrote_ff = sum(_size(path) for path in root.glob("ffmpeg-*")) - bytes_ff
    pss_us, pss_ff = _pss(ours.pid), sum(_pss(process.pid) for process in theirs)
    count = len(theirs)
    found = {
        "ratio": round(cpu_us / cpu_ff, 3),
        "memory_ratio": round(pss_us / pss_ff, 3),
        "cpu_s_a_camera_minute": round(cpu_us * 60 / seconds / count, 3),
        "ffmpeg_cpu_s_a_camera_minute": round(cpu_ff * 60 / seconds / count, 3),
        "pss_mb_a_camera": round(pss_us / count / 1e6, 2),
        "ffmpeg_pss_mb_a_camera": round(pss_ff / count / 1e6, 2),
        "mbit_s_a_camera": round(wrote_us * 8 / seconds / count / 1e6, 2),
        "bytes_ratio": round(wrote_us / max(wrote_ff, 1), 4),
    }
    if not STARVED <= found["bytes_ratio"] <= 1 / STARVED:
        found["invalid"] = "a contender wrote clearly less than the other: starved"
    return found


def _source(cameras: int) -> tuple[subprocess.Popen[str], list[str]]:
    from tests.clips import clip  # made once

    words = [
        "camera",
        str(clip("hd")),
        "--cameras",
        str(cameras),
        "--port",
        "0",
        "--user",
        "bench",
        "--password",
        "bench",
    ]
    process = subprocess.Popen([*BEHOLDEN, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    urls = []
    while (line := process.stdout.readline().strip()) != "ready":
        if not line:
            raise RuntimeError("the source did not start")
        urls.append(line.split()[0].replace("rtsp://", "rtsp://bench:bench@"))
    return process, urls


def _ours(urls: list[str], into: Path) -> subprocess.Popen[bytes]:
    named = [f"camera-{number}={url}" for number, url in enumerate(urls)]
    return subprocess.Popen([*BEHOLDEN, "record", *named, "--into", str(into)], cwd=ROOT)


def _ffmpeg(url: str, into: Path) -> subprocess.Popen[bytes]:
    into.mkdir()
    program = shutil.which("ffmpeg")
    if program is None:
        raise RuntimeError("ffmpeg is missing; install it with: apt-get install ffmpeg")
    copy = ["-c", "copy", "-f", "segment", "-segment_time", "60", "-segment_format_options"]
    options = ["movflags=frag_keyframe+empty_moov", str(into / "%d.mp4")]
    words = [program, "-nostdin", "-v", "error", "-rtsp_transport", "tcp", "-i", url, *copy, *options]
    return subprocess.Popen(words, stderr=subprocess.DEVNULL)


def _tree(pid: int) -> list[int]:
    found = [pid]
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in path.read_text().split():
            found += _tree(int(child))
    return found


def _cpu(pid: int) -> float:
    total = 0
    for each in _tree(pid):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def _pss(pid: int) -> int:
    total = 0
    for each in _tree(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) * 1024
    return total


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*.mp4"))


def _finish(process: Any, number: int = signal.SIGINT) -> None:
    process.send_signal(number)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
