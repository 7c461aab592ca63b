"""What lies in a segment now: from its row when closed, from its tail while it grows."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index.fragments import unpack
from beholden.engines.video.segments import reading, scan
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000


def test_a_closed_file_is_known_from_its_row_and_agrees_with_its_bytes(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.pictures(4, sound="aac")).rows
    now = reading.content(tmp_path, row)
    scanned = scan.scan(tmp_path / row.path)
    assert now.entries == unpack(row.fragments) == scanned.entries
    assert (now.end_us, now.growing, now.size) == (row.end_us, False, row.bytes)
    assert (now.video.codec, now.audio and now.audio.codec) == ("h264", "aac")
    bare = reading.content(tmp_path, replace(row, fragments=b""))
    assert (bare.entries, bare.end_us, bare.growing) == (now.entries, now.end_us, False)


def test_wall_and_media_time_lead_to_each_other(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.plain(4)).rows
    now = reading.content(tmp_path, row)
    for at in (0, 1, 39_999, 1_234_567):
        ticks = now.ticks(row.start_us + at)
        assert 0 <= row.start_us + at - now.wall(ticks) < 12
    assert now.wall(90_000) == row.start_us + SECOND


def test_only_what_was_appended_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (row,) = made.record(tmp_path, made.plain(10), length=60, leave_open=True).rows
    file = tmp_path / row.path
    data, entries = file.read_bytes(), scan.scan(file).entries
    half = entries[len(entries) // 2]
    os.truncate(file, half.offset)
    first = reading.content(tmp_path, row)
    with open(file, "r+b") as growing:
        growing.seek(half.offset)
        growing.write(data[half.offset :])
    looked: list[int] = []
    pread = os.pread

    def watched(fd: int, count: int, at: int) -> bytes:
        looked.append(at)
        return pread(fd, count, at)

    monkeypatch.setattr(os, "pread", watched)
    second = reading.content(tmp_path, row)
    assert first.entries == entries[: len(entries) // 2]
    assert second.entries == entries
    assert min(looked) == half.offset


def test_a_file_that_was_cut_or_replaced_is_read_from_the_start(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.plain(10), length=60, leave_open=True).rows
    file = tmp_path / row.path
    entries = reading.content(tmp_path, row).entries
    os.truncate(file, entries[3].end)
    assert reading.content(tmp_path, row).entries == entries[:4]
    (other,) = made.record(tmp_path / "b", made.plain(4), start_us=made.T0 + 9, length=60, leave_open=True).rows
    with open(file, "r+b") as same_inode:
        same_inode.truncate(0)
        same_inode.write((tmp_path / "b" / other.path).read_bytes() + bytes(4096))
    moved = reading.content(tmp_path, replace(other, path=row.path))
    assert moved.entries == reading.content(tmp_path / "b", other).entries


def test_a_file_is_growing_only_while_somebody_writes_it(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.plain(4), leave_open=True).rows
    written = (tmp_path / row.path).stat().st_mtime_ns // 1000
    assert reading.content(tmp_path, row, lambda: written + SECOND).growing
    assert not reading.content(tmp_path, row, lambda: written + 60 * SECOND).growing


def test_the_memory_of_tails_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_KEPT", 3)
    (row,) = made.record(tmp_path, made.plain(1), leave_open=True).rows
    for number in range(6):
        copy = tmp_path / row.path.replace(".mp4", f"-{number}.mp4")
        shutil.copy(tmp_path / row.path, copy)
        reading.content(tmp_path, replace(row, path=copy.relative_to(tmp_path).as_posix()))
    assert len(reading._seen) <= 3


def test_what_does_not_read_is_one_kind_of_error(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.plain(4)).rows
    assert reading.content(tmp_path, row).entries
    with pytest.raises(Damaged, match="wrongly"):
        reading.content(tmp_path, replace(row, fragments=b"\7nonsense"))
    file = tmp_path / row.path
    file.write_bytes(b"holiday pictures" * 200)
    for broken in (row, replace(row, fragments=b"")):
        with pytest.raises(Damaged):
            reading.content(tmp_path, broken)
    file.unlink()
    with pytest.raises(FileNotFoundError):
        reading.content(tmp_path, row)


def test_a_fragment_list_that_points_elsewhere_is_noticed_when_samples_are_read(tmp_path: Path) -> None:
    (row,) = made.record(tmp_path, made.plain(4)).rows
    now = reading.content(tmp_path, row)
    with reading.opened(tmp_path, row) as fd:
        assert reading.samples(fd, now.entries[0], now.tracks).sizes
        for shifted in (replace(now.entries[0], offset=now.entries[0].offset + 8), replace(now.entries[0], size=20)):
            with pytest.raises(Damaged):
                reading.samples(fd, shifted, now.tracks)
