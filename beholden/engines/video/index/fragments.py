"""The fragment list of a segment in about seven bytes a fragment (the idea is moonfire-nvr's frame index).

Byte 0 is the format, 1. Then for each fragment, in file order, four varints: size << 2 | audio << 1 | key; the zigzag
of its offset less the end of the fragment before; the zigzag of its time less the end of the fragment of the same kind
before; its duration. Fragments that touch in file and time, the usual case, store two zeros.
"""

from __future__ import annotations

from collections.abc import Iterable

from beholden.engines.video.index.rows import FragmentEntry

FORMAT = 1
LIMIT = 1 << 20  # fragments; a minute has 150, or 1,500 while somebody watches
_WIDEST = 10  # bytes of a 64-bit varint


def pack(entries: Iterable[FragmentEntry]) -> bytes:
    """The entries, in file order, as one blob; b"" when there are none."""
    out = bytearray([FORMAT])
    offset = 0
    due = [0, 0]
    for entry in entries:
        _put(out, entry.size << 2 | entry.audio << 1 | entry.key)
        _put(out, _zigzag(entry.offset - offset))
        _put(out, _zigzag(entry.time - due[entry.audio]))
        _put(out, entry.duration)
        offset = entry.offset + entry.size
        due[entry.audio] = entry.time + entry.duration
    return bytes(out) if len(out) > 1 else b""


def unpack(blob: bytes) -> list[FragmentEntry]:
    """The entries of a blob made by `pack`. Raises ValueError when it was not."""
    if not blob:
        return []
    if blob[0] != FORMAT:
        raise ValueError(f"fragment list of format {blob[0]}, not {FORMAT}")
    entries: list[FragmentEntry] = []
    at, offset = 1, 0
    due = [0, 0]
    while at < len(blob):
        head, at = _take(blob, at)
        skip, at = _take(blob, at)
        late, at = _take(blob, at)
        duration, at = _take(blob, at)
        audio = bool(head & 2)
        offset += _unzigzag(skip)
        time = due[audio] + _unzigzag(late)
        if offset < 0 or time < 0 or len(entries) >= LIMIT:
            raise ValueError("fragment list makes no sense")
        entries.append(FragmentEntry(offset, head >> 2, time, duration, bool(head & 1), audio))
        offset += head >> 2
        due[audio] = time + duration
    return entries


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else (-value << 1) - 1


def _unzigzag(value: int) -> int:
    return value >> 1 if not value & 1 else -((value + 1) >> 1)


def _put(out: bytearray, value: int) -> None:
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)


def _take(blob: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    for place in range(at, min(at + _WIDEST, len(blob))):
        byte = blob[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place + 1
        shift += 7
    raise ValueError("fragment list is cut off")
