"""One `moof` for samples of one track; the `mdat` payload is written beside it without a copy.

Every `moof` here has one layout, so that track, time and length lie at fixed offsets: the door (`site.access`) and the
live path read and shift them without parsing.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

TRACK_AT = 44  # u32: track number
TIME_AT = 64  # u64: base media decode time, in ticks

_KEY = 0x02000000
_DELTA = 0x01010000
_HEAD = struct.Struct(">I4sI4sIII4sI4sIIII4sIQI4sIII")
_MDAT = struct.Struct(">I4s")
_BASE_IS_MOOF_AND_FLAGS = 0x020020
_OFFSET_DURATION_SIZE = 0x000301
_FLAGS = 0x000400
_COMPOSITION = 0x000800


def header(
    sequence: int,
    track: int,
    base: int,
    durations: Sequence[int],
    sizes: Sequence[int],
    keys: Sequence[bool] | None = None,
    offsets: Sequence[int] | None = None,
) -> bytes:
    """`moof` and the head of `mdat` for samples whose bytes follow end to end.

    ``base`` decode time of the first sample and ``durations`` in track ticks, ``sizes`` in bytes. ``keys`` None: all
    are key (audio). ``offsets`` composition minus decode time a sample, None when there are no B-frames.
    """
    count = len(sizes)
    flags = _OFFSET_DURATION_SIZE
    columns: list[Sequence[int]] = [durations, sizes]
    if keys is not None:
        flags |= _FLAGS
        columns.append([_KEY if key else _DELTA for key in keys])
    if offsets is not None:
        flags |= _COMPOSITION
        columns.append([offset & 0xFFFFFFFF for offset in offsets])
    width = len(columns)
    table: list[int] = [0] * (width * count)
    for place, column in enumerate(columns):
        table[place::width] = column
    run = 20 + 4 * width * count
    fragment = 8 + 20 + 20 + run
    size = 8 + 16 + fragment
    default = _KEY if keys is None else _DELTA
    version = 1 << 24 if offsets is not None else 0
    head = _HEAD.pack(
        size, b"moof", 16, b"mfhd", 0, sequence, fragment, b"traf",
        20, b"tfhd", _BASE_IS_MOOF_AND_FLAGS, track, default,
        20, b"tfdt", 1 << 24, base, run, b"trun", version | flags, count, size + 8,
    )  # fmt: skip
    return head + struct.pack(f">{width * count}I", *table) + _MDAT.pack(8 + sum(sizes), b"mdat")


def shift(fragment: bytearray, at: int, ticks: int) -> None:
    """Add ``ticks`` to the decode time of the `moof` that starts at ``at``."""
    (base,) = struct.unpack_from(">Q", fragment, at + TIME_AT)
    struct.pack_into(">Q", fragment, at + TIME_AT, base + ticks)
