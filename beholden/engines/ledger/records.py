"""The bytes of a log file: a mark, then records of length, checksum and payload.

beholden-log/1\\n  ( length u32 · CRC-32 of the payload u32 · payload )*        numbers big-endian
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

MARK = b"beholden-log/1\n"
LARGEST_ENTRY = 64 * 1024 - 1  # a bundle of c2sp.org/tlog-tiles counts in 16 bits
HEAD = struct.Struct(">II")
_NUMBERS = struct.Struct(">QQ")
NOTE_BYTES = _NUMBERS.size + 4


def pack(payload: bytes) -> bytes:
    """One record. Raises ValueError for an empty payload or one above 65,535 bytes."""
    if not 0 < len(payload) <= LARGEST_ENTRY:
        raise ValueError(f"an entry has 1 to {LARGEST_ENTRY} bytes, not {len(payload)}")
    return HEAD.pack(len(payload), zlib.crc32(payload)) + payload


def whole(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(offset in ``data``, payload) of the whole, intact records from the start; stops at the first that isn't."""
    offset, end = 0, len(data)
    while end - offset >= HEAD.size:
        length, checksum = HEAD.unpack_from(data, offset)
        after = offset + HEAD.size + length
        if not 0 < length <= LARGEST_ENTRY or after > end:
            return
        payload = data[offset + HEAD.size : after]
        if zlib.crc32(payload) != checksum:
            return
        yield offset, payload
        offset = after


def note(one: int, other: int) -> bytes:
    """Two numbers and their checksum."""
    head = _NUMBERS.pack(one, other)
    return head + struct.pack(">I", zlib.crc32(head))


def noted(data: bytes) -> tuple[int, int]:
    """The numbers of a note; (0, 0) for anything else."""
    head = data[: _NUMBERS.size]
    if len(data) != NOTE_BYTES or struct.pack(">I", zlib.crc32(head)) != data[_NUMBERS.size :]:
        return 0, 0
    one, other = _NUMBERS.unpack(head)
    return one, other
