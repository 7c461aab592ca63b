"""A package holds the recorded bits, plays, goes on where it was killed, leaves the disk its reserve (R15(1), R20)."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import av
import pytest

from beholden.engines.packaging import building
from beholden.engines.packaging.building import Built, Cancelled, Nothing, Progress, StillRecording, Wanted
from beholden.engines.packaging.tests.made import CAMERAS, START, record_both, rows, us, wishes
from beholden.engines.video.index import Index
from beholden.engines.video.segments.sealed import Header
from beholden.engines.video.segments.writer import SegmentWriter
from beholden.site.access.tests.footage_maker import clip


def go_on(done: int, total: int) -> bool:
    return True


def built(base: Path, wanted: list[Wanted], progress: Progress = go_on) -> list[Built]:
    with Index(base / "index.sqlite", readonly=True) as index:
        return building.build(index, base, base / "work", wanted, progress)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    record_both(tmp_path)
    return tmp_path


def test_originals_are_the_recorded_bits_and_the_joined_copy_begins_where_was_asked(data: Path) -> None:
    gate, till = built(data, wishes())
    package = data / "work/package"
    assert [building.original(row) for row in gate.rows][:1] == ["originals/k-gate/2026-11-21/060000.mp4"]
    for row in [*gate.rows, *till.rows]:
        assert (package / building.original(row)).read_bytes() == (data / row.path).read_bytes()
    assert len(gate.rows) == 4
    assert [gap["why"] for gap in gate.gaps] == ["start", "operator"]
    (joined,) = gate.playable
    assert joined["from_us"] == us(START) + 10_000_000
    with av.open(str(package / joined["file"])) as file:
        assert sum(1 for _ in file.decode(video=0)) == joined["frames"] == (80 + 30) * 5
    if shutil.which("ffprobe"):
        how = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
        told = subprocess.run([*how, package / joined["file"]], capture_output=True, text=True, check=True)
        assert told.stderr == ""
        assert float(told.stdout) == pytest.approx(110, abs=0.1)


def test_a_killed_build_goes_on_and_a_cancelled_one_stops(data: Path) -> None:
    seen: list[int] = []

    def until_third(done: int, total: int) -> bool:
        seen.append(done)
        return len(seen) < 5

    with pytest.raises(Cancelled):
        built(data, wishes(), until_third)
    first = data / "work/package/playable/k-gate/001.mp4"
    kept = first.stat().st_ino
    (first.parent / ".002.mp4.part").write_bytes(b"torn")
    done: list[tuple[int, int]] = []
    gate, till = built(data, wishes(), lambda at, of: not done.append((at, of)))
    assert first.stat().st_ino == kept
    assert (len(gate.rows), len(till.rows)) == (4, 3)
    assert done[-1][0] == done[-1][1] > 0
    assert sorted(at for at, _ in done) == [at for at, _ in done]


def test_a_full_disk_is_left_its_reserve_and_nothing_half_done(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = os.statvfs(data)
    full = os.statvfs_result([*disk[:4], 0, *disk[5:]])
    with monkeypatch.context() as patch:
        patch.setattr(os, "statvfs", lambda path: full)
        with pytest.raises(OSError) as refused:
            built(data, wishes())
    assert refused.value.errno == errno.ENOSPC
    assert not list((data / "work/package").rglob("*.part"))
    assert built(data, wishes())[0].playable


def test_a_file_that_is_not_what_was_recorded_any_more_is_a_gap_and_not_in_the_package(data: Path) -> None:
    spoiled = next(row for row in rows(data) if row.camera == CAMERAS[0] and row.seq == 1)
    bytes_of = bytearray((data / spoiled.path).read_bytes())
    bytes_of[3000] ^= 4
    (data / spoiled.path).write_bytes(bytes_of)
    gone = next(row for row in rows(data) if row.camera == CAMERAS[1] and row.seq == 2)
    (data / gone.path).unlink()
    gate, till = built(data, wishes())
    assert [gap["why"] for gap in gate.gaps if gap["from_us"] == spoiled.start_us] == ["damaged"]
    assert "gone" in [gap["why"] for gap in till.gaps if gap["from_us"] == gone.start_us]
    assert spoiled.path not in [row.path for row in gate.rows]


def test_what_is_still_being_recorded_waits_and_what_is_not_there_is_told(data: Path) -> None:
    with pytest.raises(Nothing):
        built(data, [replace(wishes()[0], from_us=us(START) - 9_000_000, to_us=us(START) - 1_000_000)])
    later = us(START) + 3600 * 1_000_000
    writer = SegmentWriter(data, Header(CAMERAS[0], "1" * 32, 0, later, "restart", ""), clip().init)
    with Index(data / "index.sqlite") as index:
        index.opened(writer.opened_row())
    writer.abandon()
    with pytest.raises(StillRecording):
        built(data, [replace(wishes()[0], to_us=later + 1_000_000)])
