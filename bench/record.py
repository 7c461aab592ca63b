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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.clips import clip  # noqa: E402 the clips lie beside the tests
from tests.peers import gstreamer  # noqa: E402

BEHOLDEN = [sys.executable, "-c", "import sys; from beholden.cli import main; sys.exit(main())"]
TICKS = os.sysconf("SC_CLK_TCK")
USER = "bench"
SETTLE = 8  # seconds until everybody has its pictures
STARVED = 0.93  # ffmpeg holds up to two seconds back, so a window is not sharper


def run(quick: bool) -> list[dict[str, Any]]:
    """Measure at 16 and 32 cameras, from GStreamer's RTSP server and from `beholden camera` (8 when quick).

    GStreamer sends packet by packet, `beholden camera` a picture at once. The last line is the worst of all.
    """
    counts = (8,) if quick else (16, 32)
    seconds = 10 if quick else 30
    results = [measure(count, seconds, source) for source in SOURCES for count in counts]
    worst = max(results, key=lambda result: float(result["ratio"]))
    return [*results, {k: worst[k] for k in ("bench", "ratio", "memory_ratio", "against", "source", "n")}]


def measure(cameras: int, seconds: float, source: str) -> dict[str, Any]:
    """One window. ``seconds`` of wall time after both contenders have settled."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
        SOURCES[source](cameras, seconds, Path(folder)) as urls,
    ):
        root = Path(folder)
        processes = [_ours(urls, root / "ours")]
        try:
            processes += [_ffmpeg(url, root / f"ffmpeg-{number}") for number, url in enumerate(urls)]
            time.sleep(SETTLE)
            found = _window(processes[0], processes[1:], root, seconds)
        finally:
            for process in processes:
                process.send_signal(signal.SIGINT)
            for process in processes:
                _finish(process)
    against = "one ffmpeg a camera"
    return {"bench": "record", "n": cameras, "against": against, "source": source, "seconds": seconds, **found}


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


@contextmanager
def _emulated(cameras: int, _seconds: float, _folder: Path) -> Iterator[list[str]]:
    words = ["camera", str(clip("hd")), "--cameras", str(cameras), "--port", "0", "--user", USER, "--password", USER]
    process = subprocess.Popen([*BEHOLDEN, *words], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        urls = []
        while (line := process.stdout.readline().strip()) != "ready":
            if not line:
                raise RuntimeError("the source did not start")
            urls.append(_signed_in(line.split()[0]))
        yield urls
    finally:
        _finish(process, signal.SIGTERM)


@contextmanager
def _gstreamer(cameras: int, seconds: float, folder: Path) -> Iterator[list[str]]:
    long = folder / "long.mp4"  # GStreamer plays a clip once for each viewer
    times = int((seconds + SETTLE + 30) // 20) + 1
    repeat = ["ffmpeg", "-v", "error", "-stream_loop", str(times), "-i", str(clip("hd")), "-c", "copy", str(long)]
    subprocess.run(repeat, check=True)
    with gstreamer.serve([gstreamer.Served(long)] * cameras, user=USER, password=USER) as urls:
        yield [_signed_in(url) for url in urls]


def _signed_in(url: str) -> str:
    return url.replace("rtsp://", f"rtsp://{USER}:{USER}@")


SOURCES = {"GStreamer": _gstreamer, "beholden camera": _emulated}


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
