"""Kill -9 of the recorder and of its workers: at most a second lost, every file playable, index equal to a rebuild."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest

from beholden.engines.video.index import Index
from beholden.engines.video.segments.scan import scan
from tests.clips import clip

pytestmark = pytest.mark.server

PROGRAM = [sys.executable, "-c", "import sys; from beholden.cli import main; sys.exit(main())"]
TIMES = int(os.environ.get("KILLS", "4"))  # 20 by hand
CAMERAS = 3
LOST_US = 1_000_000


@pytest.fixture(scope="module")
def urls() -> Iterator[list[str]]:
    """A few cameras for the whole module."""
    words = ["camera", str(clip("h264-gop25")), "--cameras", str(CAMERAS), "--port", "0"]
    process = subprocess.Popen([*PROGRAM, *words], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    found = []
    while (line := process.stdout.readline().strip()) != "ready":
        found.append(line.split()[0])
    yield found
    process.terminate()
    process.wait(10)


@contextmanager
def _recorder(urls: list[str], into: Path) -> Iterator[subprocess.Popen[bytes]]:
    named = [f"camera-{number}={url}" for number, url in enumerate(urls)]
    process = subprocess.Popen(
        [*PROGRAM, "record", *named, "--into", str(into), "--segment", "3"], start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(15)


def _newest(into: Path) -> list[Path | None]:
    """Each camera's newest file."""
    folders = [into / "footage" / f"camera-{number}" for number in range(CAMERAS)]
    return [max(folder.rglob("*.mp4"), default=None) for folder in folders]


def _recording(into: Path, before: list[Path | None], timeout: float = 15) -> None:
    """Wait until each camera has a file that was not there ``before``, with a picture in it."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        now = _newest(into)
        if all(path and path != old and path.stat().st_size > 4000 for path, old in zip(now, before, strict=True)):
            return
        time.sleep(0.05)
    pytest.fail("a camera was not recorded in time")


def _footage_ends(into: Path) -> list[int]:
    """Wall time, microseconds, at which each camera's newest file ends by its whole fragments."""
    ends = []
    for newest in _newest(into):
        assert newest
        with av.open(str(newest)) as container:
            last = max(packet.pts + packet.duration for packet in container.demux(video=0) if packet.size)
            length = last * container.streams.video[0].time_base
        ends.append(scan(newest).header.start_us + int(length * 1_000_000))
    return ends


def test_killing_everything_costs_at_most_a_second_and_no_human_step(urls: list[str], tmp_path: Path) -> None:
    instants = random.Random(799)
    for _ in range(TIMES):
        before = _newest(tmp_path)
        with _recorder(urls, tmp_path) as process:
            _recording(tmp_path, before)
            time.sleep(instants.uniform(0.2, 4))
            killed_us = time.time_ns() // 1000
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        lost = [killed_us - end for end in _footage_ends(tmp_path)]
        assert max(lost) <= LOST_US, lost
    before = _newest(tmp_path)
    with _recorder(urls, tmp_path):
        _recording(tmp_path, before)
    _whole(tmp_path, runs=TIMES + 1)


def test_a_killed_worker_comes_back_and_the_other_processes_do_not_mind(urls: list[str], tmp_path: Path) -> None:
    with _recorder(urls, tmp_path) as process:
        _recording(tmp_path, [None] * CAMERAS)
        time.sleep(1)
        before = _newest(tmp_path)
        (worker,) = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(worker), signal.SIGKILL)
        _recording(tmp_path, before)
        assert process.poll() is None
    _whole(tmp_path, runs=2)


def _whole(into: Path, runs: int) -> None:
    """Index equal to a rebuild, no open row, gaps typed as restart, every file playable to its last frame."""
    with Index(into / "index.sqlite") as index:
        before = list(index.dump())
        index.rebuild(into)
        assert list(index.dump()) == before
    assert all(row.end_us is not None for row in before)
    for number in range(CAMERAS):
        rows = [row for row in before if row.camera == f"camera-{number}"]
        begun = [row.after for row in rows if row.seq == 0]
        assert begun == ["start"] + ["restart"] * (runs - 1)
        for row in rows:
            with av.open(str(into / row.path)) as container:
                assert sum(1 for _ in container.decode(video=0)) == row.samples
