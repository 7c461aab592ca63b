"""The bytes of an init and of a piece, read from the segment file; sound that a browser can't play is made AAC."""

from __future__ import annotations

import os
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from pathlib import Path

from beholden.engines.video.fmp4 import init_reader
from beholden.engines.video.fmp4.fragment import TIME_AT, shift
from beholden.engines.video.fmp4.reader import Box, Damaged, load
from beholden.engines.video.hls import sound
from beholden.engines.video.index.rows import FragmentEntry, SegmentRow
from beholden.engines.video.segments.reading import content, opened

KINDS: frozenset[str] = frozenset({"video", "audio"})
LIMIT = 256 << 20  # bytes of one piece; four seconds at 40 Mbit/s are 20 MB
_TFDT = TIME_AT - 8  # where its box says its name


class NotThere(LookupError):
    """A piece that the segment does not have."""


def init(root: Path, row: SegmentRow, kinds: AbstractSet[str] = KINDS) -> bytes:
    """The init segment with the tracks of ``kinds`` ("video", "audio"), as a browser plays them.

    Raises FileNotFoundError, Damaged.
    """
    with opened(root, row) as fd:
        found = load(fd, Box(b"", 0, 0, row.init_bytes))
    heard = next((track for track in init_reader.parse(found) if track.kind == "audio"), None)
    if heard is None or heard.codec == "aac" or "audio" not in kinds:
        return init_reader.only(found, kinds)
    return sound.init(found, heard) if sound.convertible(heard) else init_reader.only(found, kinds - {"audio"})


def media(root: Path, row: SegmentRow, first: int, last: int, kinds: AbstractSet[str] = KINDS) -> bytes:
    """Fragments ``first`` to ``last`` of the segment, both included, end to end, dated by the wall clock.

    Decode times count from the Unix epoch instead of from the file's start, so that files follow each other in a player
    that knows no discontinuities. Raises NotThere, FileNotFoundError (deleted meanwhile), Damaged.
    """
    now = content(root, row)
    if not 0 <= first <= last < len(now.entries):
        raise NotThere(f"{row.path} has no fragments {first}-{last}")
    converted = "audio" in kinds and sound.convertible(now.audio)
    if now.audio is None or now.audio.codec != "aac":
        kinds = kinds - {"audio"}
    wanted = [entry for entry in now.entries[first : last + 1] if ("audio" if entry.audio else "video") in kinds]
    if sum(entry.size for entry in wanted) > LIMIT:
        raise NotThere(f"fragments {first}-{last} of {row.path} are more than {LIMIT} bytes")
    out = bytearray()
    with opened(root, row) as fd:
        for offset, size in _ranges(wanted):
            part = os.pread(fd, size, offset)
            if len(part) != size:
                raise Damaged(f"{row.path} is shorter than its list of fragments says")
            out += part
        heard = bytearray(sound.part(fd, now, first, last)) if converted else bytearray()
    at = 0
    for entry in wanted:
        track = now.audio if entry.audio else now.video
        if track is None or out[at + _TFDT : at + TIME_AT] != b"tfdt\1\0\0\0":
            raise Damaged(f"no fragment of ours at {entry.offset} of {row.path}")
        shift(out, at, row.start_us * track.timescale // 1_000_000)
        at += entry.size
    if heard and now.audio is not None:
        shift(heard, 0, row.start_us * now.audio.timescale // 1_000_000)
    return bytes(out + heard)


def _ranges(entries: Iterable[FragmentEntry]) -> list[tuple[int, int]]:
    """(offset, size), touching ones joined."""
    found: list[tuple[int, int]] = []
    for entry in entries:
        if found and sum(found[-1]) == entry.offset:
            found[-1] = (found[-1][0], found[-1][1] + entry.size)
        else:
            found.append((entry.offset, entry.size))
    return found
