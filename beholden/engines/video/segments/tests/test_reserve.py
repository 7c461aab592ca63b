"""Footage never takes the last of a disk: what tells of it and what answers for it need room too."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from beholden.engines.video.index.rows import FragmentEntry
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.tests.test_sealed import HEADER, TRAILER
from beholden.engines.video.segments.writer import SegmentWriter, reserve

GB = 1 << 30


class Disk:
    """What the system says of the disk: a size, and how much of it is free."""

    f_frsize = 4096

    def __init__(self, total: int, free: int) -> None:
        self.f_blocks, self.f_bavail = total // 4096, free // 4096


def test_the_reserve_is_bounded_and_small_on_a_small_disk() -> None:
    assert reserve(100 * GB) == reserve(10_000 * GB) == 256 << 20
    assert reserve(1 * GB) == GB // 20


def test_a_fragment_that_would_take_from_it_is_refused_and_the_file_is_still_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(100 * GB, 300 << 20)
    monkeypatch.setattr(os, "fstatvfs", lambda fd: disk)
    writer = SegmentWriter(tmp_path, HEADER, b"init")
    entry = FragmentEntry(writer.size, 8, 0, 1, True)
    writer.write(entry, 1, [b"12345678"])
    disk.f_bavail = (255 << 20) // 4096
    before = writer.size
    with pytest.raises(OSError, match="No space") as caught:
        writer.write(entry, 1, [b"12345678"])
    assert (caught.value.errno, writer.size, writer.samples) == (errno.ENOSPC, before, 1)
    row = writer.seal(TRAILER)
    os.close(writer.release())
    assert row.bytes == writer.path.stat().st_size == before + len(sealed.build_trailer(TRAILER))


def test_no_file_is_begun_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda path: Disk(100 * GB, 10 << 20))
    with pytest.raises(OSError, match="No space"):
        SegmentWriter(tmp_path, HEADER, b"init")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
