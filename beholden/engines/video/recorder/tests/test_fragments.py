"""Samples to fragments and files, tick by tick, with time in the test's hand."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.index.fragments import unpack
from beholden.engines.video.reasons import Reason
from beholden.engines.video.recorder.keeper import Keeper
from beholden.engines.video.recorder.pace import PAUSES_US
from beholden.engines.video.recorder.stream import Stream
from beholden.engines.video.recorder.tape import HELD_US, Tape
from beholden.engines.video.rtp import depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track
from tests.clips import clip

START = 1_790_000_000_000_000
TICK = 100_000
PAUSE = 100_000
FRAME = 3600


class Site:
    """A tape, its stream and a clip to feed, on a clock of its own."""

    def __init__(self, root: Path, name: str, segment_us: int = 4_000_000) -> None:
        self.root = root
        self.keeper = Keeper(root)
        self.keeper.start()
        self.now = START
        with av.open(str(clip(name))) as container:
            extra = bytes(container.streams.video[0].codec_context.extradata or b"")
            base = container.streams.video[0].time_base
            self.samples = [
                (int(packet.pts * base * 90_000), packet.is_keyframe, bytes(packet))
                for packet in container.demux(video=0)
                if packet.size
            ]
        size = int.from_bytes(extra[6:8], "big")
        sets = [extra[8 : 8 + size], extra[11 + size : 11 + size + int.from_bytes(extra[9 + size : 11 + size], "big")]]
        reorder = 2 if name.endswith("-b") else 0
        track = Track("video", "h264", 96, 90_000, "", sets, width=640, height=360, bit_depth=8, reorder=reorder)
        self.group = Group()
        self.stream = Stream(track, self.group, depacketiser(track, self.group))
        self.tape = Tape(root, "gate", self.keeper, segment_us, segment_us, "start")
        self.tape.start_run(self.stream, None)
        self.fed = 0

    def feed(self, count: int, tick: int = TICK, pause: int = PAUSE) -> None:
        """``count`` samples at once, then a tick; the tape is told that the next comes after ``pause``."""
        for time, key, data in self.samples[self.fed : self.fed + count]:
            self.group.reserve(len(data))
            self.group.buffer[self.group.used : self.group.used + len(data)] = data
            self.group.used += len(data)
            self.group.close_sample(time, key)
        self.fed += count
        self.now += tick
        self.tape.tick(self.now, pause)

    def rows(self) -> list[SegmentRow]:
        """Everything sealed and indexed."""
        self.keeper.stop()
        with Index(self.root / "index.sqlite") as index:
            return list(index.dump())


@pytest.fixture
def root(tmp_path: Path) -> Iterator[Path]:
    """A data folder with an index."""
    with Index(tmp_path / "index.sqlite"):
        pass
    yield tmp_path


def _decoded(path: Path) -> int:
    with av.open(str(path)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_fragment_holds_less_than_a_second_and_begins_at_keys(root: Path) -> None:
    site = Site(root, "h264-gop25")
    for _ in range(60):
        site.feed(3, 120_000)
    site.tape.end_run(Reason.OPERATOR)
    rows = site.rows()
    assert sum(row.samples for row in rows) == 180
    for row in rows:
        entries = unpack(row.fragments)
        assert entries[0].key and max(entry.duration for entry in entries) <= 0.85 * 90_000
        assert _decoded(root / row.path) == row.samples
    assert [row.ended for row in rows] == ["next"] * (len(rows) - 1) + ["operator"]


def test_a_pause_in_the_stream_writes_what_is_there_but_tears_no_group_of_b_frames(root: Path) -> None:
    site = Site(root, "h264-b")
    for step in range(60):
        site.feed(3, 120_000)
        if step % 4 == 3:
            site.feed(0, 900_000)  # nothing for longer than the tape's patience
    site.tape.end_run(Reason.OPERATOR)
    for row in site.rows():
        with av.open(str(root / row.path)) as container:
            times = [packet.dts for packet in container.demux(video=0) if packet.size]
        assert times == sorted(set(times))
        assert _decoded(root / row.path) == row.samples


@pytest.mark.parametrize("pause", PAUSES_US)
def test_what_waits_for_the_next_look_is_less_than_a_kill_may_cost(root: Path, pause: int) -> None:
    site = Site(root, "h264-gop25")
    most = 0
    for look in range(6_000_000 // pause):
        due = min((look + 1) * pause // 40_000, len(site.samples))
        site.feed(due - site.fed, pause, pause)
        waits = site.group.times[-1] - site.group.times[0] if site.group.times else 0
        most = max(most, waits * 100 // 9 + pause)
    site.tape.end_run(Reason.OPERATOR)
    rows = site.rows()
    assert most < HELD_US and most > HELD_US // 2, "it is used, so that little is done often"
    assert sum(row.samples for row in rows) == 150
    longest = max(entry.duration for row in rows for entry in unpack(row.fragments))
    assert longest * 100 // 9 < 800_000


def test_a_slow_camera_is_written_within_a_second(root: Path) -> None:
    site = Site(root, "h264-gop25")
    site.feed(2)
    site.feed(0, 900_000)
    (path,) = root.rglob("*.mp4")
    assert _decoded(path) == 2
    site.tape.end_run(Reason.OPERATOR)
    site.rows()


def test_nothing_is_written_before_a_key_frame(root: Path) -> None:
    site = Site(root, "h264-gop25")
    site.samples = site.samples[5:]
    site.feed(10)
    assert not list(root.rglob("*.mp4"))
    for _ in range(20):
        site.feed(3)
    site.tape.end_run(Reason.OPERATOR)
    (row,) = site.rows()
    assert row.samples == 70 - 20


def test_a_full_disk_keeps_what_was_written_and_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(root, "h264-gop25", segment_us=60_000_000)
    for _ in range(15):
        site.feed(3, 120_000)
    write = os.writev
    full = [2]

    def refuse(fd: int, parts: list[bytes]) -> int:
        if full[0]:
            full[0] -= 1
            os.write(fd, bytes(parts[0])[:40])  # a disk takes some of it before it is full
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(fd, parts)

    monkeypatch.setattr(os, "writev", refuse)
    with pytest.raises(OSError, match="No space"):
        for _ in range(10):
            site.feed(3, 120_000)
    site.tape.end_run(Reason.DISK_FULL)
    monkeypatch.setattr(os, "writev", write)
    (row,) = site.rows()
    assert row.ended == "disk_full" and row.bytes == (root / row.path).stat().st_size
    assert _decoded(root / row.path) == row.samples > 25
    with Index(root / "index.sqlite") as index:
        index.rebuild(root)
        assert list(index.dump()) == [row]


@pytest.mark.parametrize("rounds", [0, 15])
def test_a_disk_that_takes_no_new_file_ends_this_run_and_nothing_else(
    root: Path, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    """At the first file of a run, and where one file ends and the next would begin."""
    site = Site(root, "h264-gop25", segment_us=1_000_000)
    for _ in range(rounds):
        site.feed(3, 120_000)
    begin = os.open

    def refuse(path: object, flags: int, *more: int, **also: int) -> int:
        if flags & os.O_EXCL:
            raise OSError(errno.ENOSPC, "No space left on device")
        return begin(path, flags, *more, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OSError, match="No space"):
        for _ in range(40):
            site.feed(3, 120_000)
    site.tape.end_run(Reason.DISK_FULL)
    monkeypatch.setattr(os, "open", begin)
    before = site.rows()
    assert len(before) == (0 if rounds == 0 else len(list(root.rglob("*.mp4"))))
    assert all(row.bytes == (root / row.path).stat().st_size for row in before)
