"""What a segment file says, read from its box heads: identity, tracks, fragments, how it ended, where it tears.

Reading resumes: a `Scanner` kept over an open file reads only what was appended since. Nothing is written here.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path

from beholden.engines.video.fmp4 import init_reader
from beholden.engines.video.fmp4.reader import Box, Damaged, Source, TrackInfo, boxes, fragment, load, pread, size_of
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow
from beholden.engines.video.segments import sealed

FRAGMENTS = 1 << 20  # in one file; a minute has 150
_BOXES = 4 * FRAGMENTS
_BEGINNING = 1 << 20  # bytes; a torn beginning has no box larger than this
_PASSED = frozenset({b"free", b"skip", b"sidx", b"mfra", b"styp"})
_KNOWN = _PASSED | {b"moof", b"mdat", b"uuid"}


class NotSegment(ValueError):
    """The file does not begin as a segment does. ``torn`` true when it is merely too short to tell."""

    def __init__(self, why: str, *, torn: bool) -> None:
        super().__init__(why)
        self.torn = torn


@dataclass(slots=True)
class Scanner:
    """What was read so far. ``whole`` offset behind the last whole fragment, or behind the trailer when there is one.

    ``damage`` says why reading stopped at ``whole`` with bytes left that are not merely a torn tail; "" otherwise.
    ``samples`` counts video samples, ``video_end`` is the decode time behind the last of them in ticks.
    """

    header: sealed.Header
    init: bytes
    tracks: list[TrackInfo]
    whole: int
    entries: list[FragmentEntry] = field(default_factory=list)
    trailer: sealed.Trailer | None = None
    size: int = 0
    samples: int = 0
    video_end: int = 0
    damage: str = ""

    @classmethod
    def begin(cls, fd: Source) -> Scanner:
        """Read init and header. Raises NotSegment, OSError."""
        size = size_of(fd)
        try:
            parts = _opening(fd, size)
            init = load(fd, Box(b"", 0, 0, parts[1].end))
            header = sealed.parse_header(load(fd, parts[2]))
            tracks = init_reader.parse(init)
        except (Damaged, sealed.SealDamaged, struct.error) as error:
            raise NotSegment(str(error), torn=_blank(fd, size)) from error
        if sum(track.kind == "video" for track in tracks) != 1:
            raise NotSegment("not exactly one video track", torn=False)
        return cls(header, init, tracks, parts[2].end)

    @property
    def video(self) -> TrackInfo:
        """The video track."""
        return next(track for track in self.tracks if track.kind == "video")

    @property
    def video_end_us(self) -> int:
        """Media length of the video in microseconds."""
        return self.video_end * 1_000_000 // self.video.timescale

    def advance(self, fd: Source) -> None:
        """Read what was appended since the last time. Never raises for bad bytes: see ``damage``."""
        self.size = size_of(fd)
        if self.trailer is not None or self.damage:
            return
        moof: Box | None = None
        try:
            for count, box in enumerate(boxes(fd, self.whole, self.size)):
                if self.trailer is not None or box.kind not in _KNOWN or count > _BOXES:
                    raise Damaged(f"a box that does not belong here at {box.offset}")
                if box.kind == b"moof":
                    moof = box
                elif box.kind == b"mdat":
                    if moof is None:
                        raise Damaged(f"data without description at {box.offset}")
                    self._take(fd, moof, box)
                    moof = None
                elif box.kind == b"uuid":
                    self._seal(load(fd, box), box)
                if moof is None:
                    self.whole = box.end
        except (Damaged, sealed.SealDamaged) as error:
            self.damage = str(error)

    def _take(self, fd: Source, moof: Box, mdat: Box) -> None:
        if moof.end != mdat.offset or len(self.entries) >= FRAGMENTS:
            raise Damaged(f"a fragment in pieces at {moof.offset}")
        found = fragment(load(fd, moof), moof.offset, mdat, {track.number: track.defaults for track in self.tracks})
        track = next((track for track in self.tracks if track.number == found.track), None)
        if track is None or not found.sizes:
            raise Damaged(f"a fragment of nothing at {moof.offset}")
        audio = track.kind == "audio"
        duration = found.end_time - found.time
        self.entries.append(
            FragmentEntry(found.offset, found.size, found.time, duration, audio or found.keys[0], audio)
        )
        if not audio:
            self.samples += len(found.sizes)
            self.video_end = max(self.video_end, found.end_time)

    def _seal(self, data: bytes, box: Box) -> None:
        if sealed.kind_of(data) != sealed.TRAILER:
            raise Damaged(f"a stranger's box at {box.offset}")
        trailer = sealed.parse_trailer(data)
        if trailer.end_us < self.header.start_us or not trailer.ended:
            raise Damaged(f"a trailer that ends before the start at {box.offset}")
        self.trailer = trailer


def scan(path: Path) -> Scanner:
    """All that the file says. Raises NotSegment, OSError."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        scanner = Scanner.begin(fd)
        scanner.advance(fd)
    finally:
        os.close(fd)
    return scanner


def row_of(scanner: Scanner, path: str, root: str, fragments: bytes) -> SegmentRow:
    """The index row of a file; one without end when the file has no trailer. ``path`` relative to the data folder."""
    header, trailer = scanner.header, scanner.trailer
    return SegmentRow(
        camera=header.camera,
        run=header.run,
        seq=header.seq,
        start_us=header.start_us,
        end_us=trailer.end_us if trailer else None,
        after=header.after,
        ended=trailer.ended if trailer else "",
        path=path,
        bytes=scanner.size if trailer else 0,
        samples=trailer.samples if trailer else 0,
        root=root if trailer else "",
        previous=header.previous,
        lost=trailer.lost if trailer else 0,
        clock_offset_us=trailer.clock_offset_us if trailer else None,
        init_bytes=len(scanner.init),
        fragments=fragments if trailer else b"",
    )


def _opening(fd: Source, size: int) -> list[Box]:
    parts: list[Box] = []
    for kind, box in zip((b"ftyp", b"moov", b"uuid"), boxes(fd, 0, size), strict=False):
        if box.kind != kind:
            raise NotSegment(f"no {kind.decode()} at {box.offset}", torn=False)
        parts.append(box)
    if len(parts) < 3:
        raise NotSegment("it ends before its header does", torn=_plausible(fd, parts, size))
    return parts


def _plausible(fd: Source, parts: list[Box], size: int) -> bool:
    """True when the bytes from the last whole box on can be the beginning of ours: a tear, not a foreign file."""
    at = parts[-1].end if parts else 0
    wanted = (b"ftyp", b"moov", b"uuid")[len(parts)]
    head = pread(fd, 8, at)
    claimed = int.from_bytes(head[:4], "big")
    return wanted.startswith(head[4:8]) and (len(head) < 8 or claimed <= _BEGINNING)


def _blank(fd: Source, size: int) -> bool:
    """True for an empty file, or one of blocks that were promised and never written."""
    return size <= _BEGINNING and not pread(fd, size, 0).strip(b"\0")
