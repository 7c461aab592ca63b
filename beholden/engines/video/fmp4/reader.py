"""Reading our fragmented MP4 back: init, fragments, where a torn file ends (docs/know/recording.md, invariant 2).

Every size comes from a file that a crash, a bad disk or a stranger may have written: nothing is believed before it is
checked against the bytes that are there, and nothing larger than LIMIT is held at once.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias

LIMIT = 4 << 20  # bytes of one `moov` or `moof`; ours have 1 and 3 KiB
SAMPLES = 100_000  # in one fragment
_DEPTH_BOXES = 4096  # children of one box
_NON_SYNC = 0x10000


class Damaged(ValueError):
    """Bytes that are not the MP4 they should be."""


class Whole(Protocol):
    """A file that looks at its own bytes before it gives them out (`segments.originals`). ``size`` in bytes."""

    size: int

    def pread(self, size: int, at: int) -> bytes:
        """As `os.pread`."""


Source: TypeAlias = int | Whole  # a file descriptor, or that


def pread(source: Source, size: int, at: int) -> bytes:
    """As `os.pread`. Raises OSError, and what a Whole raises."""
    return os.pread(source, size, at) if isinstance(source, int) else source.pread(size, at)


def size_of(source: Source) -> int:
    """Its bytes. Raises OSError."""
    return os.fstat(source).st_size if isinstance(source, int) else source.size


@dataclass(slots=True, frozen=True)
class Box:
    """A box of a file: ``kind`` four letters, ``offset`` of its first byte, ``head`` bytes before the payload."""

    kind: bytes
    offset: int
    head: int
    size: int

    @property
    def end(self) -> int:
        """Offset of the first byte behind the box."""
        return self.offset + self.size


@dataclass(slots=True)
class TrackInfo:
    """A track of an init. ``timescale`` ticks a second; ``shift`` ticks that the edit list takes off composition times.

    ``entry`` is the whole sample entry (`avc1` …), ``configuration`` the payload of `avcC`, `hvcC`, or the
    AudioSpecificConfig; ``codec`` and ``codec_string`` are "" for a sample entry Beholden does not write.
    """

    number: int
    kind: Literal["video", "audio"]
    timescale: int
    shift: int = 0
    entry: bytes = b""
    configuration: bytes = b""
    codec: str = ""
    codec_string: str = ""
    width: int = 0
    height: int = 0
    channels: int = 0
    defaults: tuple[int, int, int] = (0, 0, 0)  # of trex: duration, size, flags


@dataclass(slots=True)
class Fragment:
    """One `moof`+`mdat` of one track. ``time`` is decode time of the first sample; lists have one item a sample.

    ``offset`` of the `moof` and ``size`` of the pair; ``data`` offset of the first sample's bytes, which lie end to
    end. ``offsets`` are composition minus decode time, [] when all are zero.
    """

    track: int
    offset: int
    size: int
    data: int
    time: int
    durations: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    keys: list[bool] = field(default_factory=list)
    offsets: list[int] = field(default_factory=list)

    @property
    def end_time(self) -> int:
        """Decode time behind the last sample."""
        return self.time + sum(self.durations)


def boxes(fd: Source, start: int, end: int) -> Iterator[Box]:
    """The boxes that lie wholly in [start, end). Stops quietly at a torn one; raises Damaged at one that can't be.

    Reads the heads only. A size below its own head, or the "to the end" size 0, is damage: we never write either.
    """
    at = start
    while at < end:
        head = pread(fd, 16, at)[: max(end - at, 0)]
        if len(head) < 8:
            return
        size, kind = struct.unpack_from(">I4s", head)
        width = 8
        if size == 1:
            if len(head) < 16:
                return
            (size,) = struct.unpack_from(">Q", head, 8)
            width = 16
        if size < width:
            raise Damaged(f"a box at {at} says it has {size} bytes")
        if at + size > end:
            return
        yield Box(kind, at, width, size)
        at += size


def load(fd: Source, box: Box) -> bytes:
    """All bytes of a box of the file. Raises Damaged beyond LIMIT or when they are not there."""
    if box.size > LIMIT:
        raise Damaged(f"a box of {box.size} bytes at {box.offset}")
    data = pread(fd, box.size, box.offset)
    if len(data) != box.size:
        raise Damaged(f"the file ends inside the box at {box.offset}")
    return data


def children(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(kind, payload start, end) of the boxes in data[start:end]. Raises Damaged when they don't fill it."""
    at = start
    for _ in range(_DEPTH_BOXES):
        if at == end:
            return
        if end - at < 8:
            raise Damaged("a box inside another is cut off")
        size, kind = struct.unpack_from(">I4s", data, at)
        if size < 8 or at + size > end:
            raise Damaged(f"a box of {size} bytes does not fit into its parent")
        yield kind, at + 8, at + size
        at += size
    raise Damaged("too many boxes inside one")


def child(data: bytes, start: int, end: int, *path: bytes) -> tuple[int, int] | None:
    """Payload (start, end) of the first box at ``path`` below data[start:end], or None."""
    for name in path:
        for kind, inner, stop in children(data, start, end):
            if kind == name:
                start, end = inner, stop
                break
        else:
            return None
    return start, end


def need(data: bytes, start: int, end: int, *path: bytes) -> tuple[int, int]:
    """As `child`, raising Damaged when it is absent."""
    found = child(data, start, end, *path)
    if found is None:
        raise Damaged(f"no {b'/'.join(path).decode('latin-1')}")
    return found


def unpack(layout: str, data: bytes, at: int, end: int) -> tuple[int, ...]:
    """`struct.unpack_from` that stays below ``end``. Raises Damaged."""
    if at + struct.calcsize(layout) > end:
        raise Damaged("a field is cut off")
    return struct.unpack_from(layout, data, at)


def fragment(moof: bytes, offset: int, mdat: Box, defaults: dict[int, tuple[int, int, int]]) -> Fragment:
    """What a `moof` at file offset ``offset`` says of the samples in the `mdat` that follows. Raises Damaged.

    ``defaults`` gives each track's (duration, size, flags) of `trex`.
    """
    trafs = [(at, end) for kind, at, end in children(moof, 8, len(moof)) if kind == b"traf"]
    if len(trafs) != 1:
        raise Damaged(f"{len(trafs)} tracks in one fragment at {offset}")
    start, end = trafs[0]
    track, base, default = _track_header(moof, *need(moof, start, end, b"tfhd"), defaults)
    at, stop = need(moof, start, end, b"tfdt")
    (time,) = unpack(">Q" if moof[at] else ">I", moof, at + 4, stop)
    found = Fragment(track, offset, mdat.end - offset, 0, time)
    for kind, at, stop in children(moof, start, end):
        if kind == b"trun":
            _run(moof, at, stop, found, default, offset if base is None else base)
    data_end = found.data + sum(found.sizes)
    if found.sizes and not mdat.offset + mdat.head <= found.data <= data_end <= mdat.end:
        raise Damaged(f"samples outside their fragment at {offset}")
    if found.end_time >= 1 << 62:
        raise Damaged(f"a time beyond all calendars at {offset}")
    return found


def _track_header(
    moof: bytes, at: int, end: int, defaults: dict[int, tuple[int, int, int]]
) -> tuple[int, int | None, tuple[int, int, int]]:
    (flags, track) = unpack(">II", moof, at, end)
    at += 8
    base: int | None = None
    if flags & 1:
        (base,) = unpack(">Q", moof, at, end)
        at += 8
    if flags & 2:
        at += 4
    values = list(defaults.get(track, (0, 0, 0)))
    for place, bit in enumerate((8, 16, 32)):
        if flags & bit:
            (values[place],) = unpack(">I", moof, at, end)
            at += 4
    return track, base, (values[0], values[1], values[2])


def _run(moof: bytes, at: int, end: int, found: Fragment, default: tuple[int, int, int], base: int) -> None:
    flags, count = unpack(">II", moof, at, end)
    version = flags >> 24
    at += 8
    data = found.data + sum(found.sizes)
    if flags & 1:
        (delta,) = unpack(">i", moof, at, end)
        data = base + delta
        at += 4
    first_flags = None
    if flags & 4:
        (first_flags,) = unpack(">I", moof, at, end)
        at += 4
    if count > SAMPLES or len(found.sizes) + count > SAMPLES:
        raise Damaged(f"{count} samples in one fragment")
    if found.sizes and data != found.data + sum(found.sizes):
        raise Damaged("samples of one fragment do not touch")
    if not found.sizes:
        found.data = data
    present = [bit for bit in (0x100, 0x200, 0x400, 0x800) if flags & bit]
    table = unpack(f">{len(present) * count}I", moof, at, end)
    width = len(present)
    columns = {bit: list(table[place::width]) for place, bit in enumerate(present)}
    found.durations += columns.get(0x100) or [default[0]] * count
    found.sizes += columns.get(0x200) or [default[1]] * count
    sample_flags = columns.get(0x400) or [default[2]] * count
    if first_flags is not None and sample_flags:
        sample_flags[0] = first_flags
    found.keys += [not flag & _NON_SYNC for flag in sample_flags]
    if 0x800 in columns:
        found.offsets += [0] * (len(found.sizes) - count - len(found.offsets))
        found.offsets += [value - (1 << 32) if version and value >> 31 else value for value in columns[0x800]]
    elif found.offsets:
        found.offsets += [0] * count
