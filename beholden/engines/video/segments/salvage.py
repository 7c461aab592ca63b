"""Mending the file that was open when the power went: cut the torn tail, seal, sync (procedure "Salvage").

Bytes are only ever dropped when they are a tear: an incomplete box at the very end with nothing readable behind its
head, or zeros. Anything else is moved, byte for byte, into `<file>.torn` beside it, because it may be evidence.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from beholden.engines.video.index.fragments import pack
from beholden.engines.video.index.rows import SegmentRow
from beholden.engines.video.reasons import Reason
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.chunks import of_descriptor
from beholden.engines.video.segments.scan import NotSegment, Scanner, row_of

_PIECE = 1 << 20
_OWN_HEAD = 16  # bytes of a torn fragment that look like a fragment's beginning, being its own
_FRAGMENT = re.compile(rb"moof....mfhd", re.DOTALL)


@dataclass(slots=True, frozen=True)
class Mended:
    """What became of one file. ``row`` with end, or None when nothing in it can be played.

    ``removed`` the file was unlinked, being the torn beginning of one; ``cut`` bytes were dropped, ``kept`` bytes moved
    to `.torn`; ``damaged`` why the file was left as it was.
    """

    path: str
    row: SegmentRow | None
    removed: bool = False
    cut: int = 0
    kept: int = 0
    damaged: str = ""


def mend(root: Path, path: str) -> Mended:
    """Bring the file at ``path`` below ``root`` to a sealed, synced state; doing it twice changes nothing.

    Raises OSError (FileNotFoundError, no space, a disk that fails).
    """
    file = root / path
    fd = os.open(file, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        try:
            scanner = Scanner.begin(fd)
        except NotSegment as error:
            if not error.torn or _holds_more(fd, 0):
                return Mended(path, None, damaged=str(error))
            return _remove(file, path)
        scanner.advance(fd)
        if not any(not entry.audio for entry in scanner.entries):
            if scanner.trailer is not None or scanner.damage or _holds_more(fd, scanner.whole + _OWN_HEAD):
                return Mended(path, None, damaged=scanner.damage or "no picture in it")
            return _remove(file, path)
        if Path(path).parts[1] != scanner.header.camera:
            return Mended(path, None, damaged=f"it says it is of camera {scanner.header.camera}")
        cut, kept = _cut(fd, file, scanner)
        if scanner.trailer is None:
            _seal(fd, scanner)
        os.fsync(fd)
        return Mended(path, row_of(scanner, path, of_descriptor(fd).root(), pack(scanner.entries)), cut=cut, kept=kept)
    finally:
        os.close(fd)


def _remove(file: Path, path: str) -> Mended:
    size = file.stat().st_size
    file.unlink()
    return Mended(path, None, removed=True, cut=size)


def _cut(fd: int, file: Path, scanner: Scanner) -> tuple[int, int]:
    extra = scanner.size - scanner.whole
    if not extra:
        return 0, 0
    kept = 0
    readable = scanner.damage and not _zeros(fd, scanner.whole, scanner.size)
    if scanner.trailer is not None or readable or _holds_more(fd, scanner.whole + _OWN_HEAD):
        kept = extra
        _set_aside(fd, scanner.whole, extra, file.with_name(file.name + ".torn"))
    os.ftruncate(fd, scanner.whole)
    scanner.size = scanner.whole
    return extra, kept


def _set_aside(fd: int, start: int, count: int, beside: Path) -> None:
    with open(beside, "ab") as out:
        for at in range(start, start + count, _PIECE):
            out.write(os.pread(fd, min(_PIECE, start + count - at), at))
        out.flush()
        os.fsync(out.fileno())


def _zeros(fd: int, start: int, end: int) -> bool:
    return not any(os.pread(fd, min(_PIECE, end - at), at).strip(b"\0") for at in range(start, end, _PIECE))


def _seal(fd: int, scanner: Scanner) -> None:
    trailer = sealed.Trailer(
        end_us=scanner.header.start_us + scanner.video_end_us,
        ended=Reason.RESTART.value,
        samples=scanner.samples,
        lost=0,
        clock_offset_us=None,
    )
    box = sealed.build_trailer(trailer)
    try:
        written = os.pwrite(fd, box, scanner.whole)
        if written != len(box):
            raise OSError(28, "no space for the trailer")
    except OSError:
        os.ftruncate(fd, scanner.whole)
        raise
    scanner.trailer = trailer
    scanner.whole = scanner.size = scanner.whole + len(box)


def _holds_more(fd: int, start: int) -> bool:
    """True when another fragment or a trailer lies behind ``start``: then it is no tear, whatever a size field says."""
    at, overlap = start, 32
    while piece := os.pread(fd, _PIECE + overlap, at):
        if _FRAGMENT.search(piece) or sealed.TRAILER.bytes in piece:
            return True
        at += _PIECE
    return False
