"""The fragments of one segment, closed or still growing, for whoever plays, cuts or counts it.

A closed file's list comes from its index row. An open file is read from its tail: what was read stays in a small cache
by inode, so that asking again reads only what was appended.
"""

from __future__ import annotations

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from beholden.engines.video.fmp4 import init_reader
from beholden.engines.video.fmp4.reader import Box, Damaged, Fragment, Source, TrackInfo, Whole, boxes, fragment, load
from beholden.engines.video.index.fragments import unpack
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow
from beholden.engines.video.segments.originals import Originals
from beholden.engines.video.segments.scan import NotSegment, Scanner

GROWING_US = 10_000_000  # a file that nobody wrote to for so long is not being recorded any more
_KEPT = 256  # open files whose tail is remembered
_seen: OrderedDict[tuple[int, int], Scanner] = OrderedDict()
_lock = threading.Lock()


def now_us() -> int:
    """Wall time."""
    return time.time_ns() // 1000


@dataclass(slots=True, frozen=True)
class Content:
    """What lies in a segment now. ``end_us`` wall time behind its last picture; ``growing`` more may come.

    ``size`` bytes of the file that were counted.
    """

    row: SegmentRow
    init: bytes
    tracks: list[TrackInfo]
    entries: list[FragmentEntry]
    end_us: int
    growing: bool
    size: int

    @property
    def video(self) -> TrackInfo:
        """The video track."""
        return next(track for track in self.tracks if track.kind == "video")

    @property
    def audio(self) -> TrackInfo | None:
        """The audio track, if there is one."""
        return next((track for track in self.tracks if track.kind == "audio"), None)

    def ticks(self, at_us: int) -> int:
        """Media time of the video at a wall instant.

        Not stretched to the wall length, which differs by at most 1/2000: an instant must name the same picture before
        and after its file is closed.
        """
        return (at_us - self.row.start_us) * self.video.timescale // 1_000_000

    def wall(self, ticks: int) -> int:
        """Wall instant of a media time of the video."""
        return self.row.start_us + ticks * 1_000_000 // self.video.timescale


def content(root: Path | Originals, row: SegmentRow, clock: Callable[[], int] = now_us) -> Content:
    """Read what there is of a segment. ``clock`` wall microseconds.

    Raises FileNotFoundError when the file is gone (deleted when due), Damaged when it does not read, Exchanged.
    """
    with source(root, row) as fd:
        if row.end_us is None or not row.fragments:
            return _from_file(fd, row, clock) if isinstance(fd, int) else _whole(fd, row)
        init = load(fd, Box(b"", 0, 0, row.init_bytes))
        tracks = init_reader.parse(init)
        _need_video(tracks, row)
        try:
            entries = unpack(row.fragments)
        except ValueError as error:
            raise Damaged(f"the index lists {row.path} wrongly: {error}") from error
        return Content(row, init, tracks, entries, row.end_us, False, row.bytes)


@contextmanager
def opened(root: Path, row: SegmentRow) -> Iterator[int]:
    """The segment's file descriptor, for reading."""
    with opened_file(root / row.path) as fd:
        yield fd


@contextmanager
def opened_file(path: Path) -> Iterator[int]:
    """The descriptor of a file, no link, for reading."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        yield fd
    finally:
        os.close(fd)


def source(root: Path | Originals, row: SegmentRow) -> AbstractContextManager[Source]:
    """The segment for reading; from Originals only as it was recorded. Raises OSError, Exchanged."""
    return root.opened(root.place(row.path)) if isinstance(root, Originals) else opened(root, row)


def samples(fd: Source, entry: FragmentEntry, tracks: list[TrackInfo]) -> Fragment:
    """The sample table of one fragment. Raises Damaged when the file does not hold what the list says."""
    pair = list(boxes(fd, entry.offset, entry.end))
    if [box.kind for box in pair] != [b"moof", b"mdat"]:
        raise Damaged(f"no fragment at {entry.offset}")
    return fragment(load(fd, pair[0]), entry.offset, pair[1], {track.number: track.defaults for track in tracks})


def video_entries(entries: list[FragmentEntry]) -> list[FragmentEntry]:
    """Those of the video, in order."""
    return [entry for entry in entries if not entry.audio]


def _from_file(fd: int, row: SegmentRow, clock: Callable[[], int]) -> Content:
    status = os.fstat(fd)
    key = (status.st_dev, status.st_ino)
    with _lock:
        scanner = _seen.pop(key, None)
        if scanner is None or scanner.header.start_us != row.start_us or scanner.size > status.st_size:
            try:
                scanner = Scanner.begin(fd)
            except NotSegment as error:
                raise Damaged(f"{row.path}: {error}") from error
        scanner.advance(fd)
        _seen[key] = scanner
        while len(_seen) > _KEPT:
            _seen.popitem(last=False)
        entries = list(scanner.entries)
        length = scanner.video_end_us
        sealed_end = scanner.trailer.end_us if scanner.trailer else None
        whole = scanner.whole
    growing = sealed_end is None and clock() - status.st_mtime_ns // 1000 < GROWING_US
    end = row.start_us + length if sealed_end is None else sealed_end
    return Content(row, scanner.init, scanner.tracks, entries, end, growing, whole)


def _whole(file: Whole, row: SegmentRow) -> Content:
    """A closed file whose list the index has lost."""
    try:
        scanner = Scanner.begin(file)
    except NotSegment as error:
        raise Damaged(f"{row.path}: {error}") from error
    scanner.advance(file)
    end_us = row.start_us + scanner.video_end_us if row.end_us is None else row.end_us
    return Content(row, scanner.init, scanner.tracks, scanner.entries, end_us, False, scanner.whole)


def _need_video(tracks: list[TrackInfo], row: SegmentRow) -> None:
    if sum(track.kind == "video" for track in tracks) != 1:
        raise Damaged(f"{row.path} has no video track")
