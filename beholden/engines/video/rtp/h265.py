"""H.265 over RTP (RFC 7798) without DONL: single NAL units, AP, FU. PACI is ignored."""

from __future__ import annotations

from struct import Struct
from typing import ClassVar, Final

from beholden.engines.video.rtp.access_units import MARKER, OTHER, PREFIX, SLICE, VideoDepacketiser

_AP: Final = 48
_FU: Final = 49
_LAST: Final = 0x40
_PACI: Final = 50
_framed = Struct(">HHHHQHB").unpack_from  # interleaved `$` and channel, length, flags, sequence, timestamp and SSRC, FU


class H265Depacketiser(VideoDepacketiser):
    """One H.265 track."""

    roles: ClassVar[tuple[int, ...]] = tuple(
        SLICE if kind < 32 else PREFIX if kind in (32, 33, 34, 35, 39, 41, 42, 43, 44) else OTHER for kind in range(64)
    )
    keys: ClassVar[frozenset[int]] = frozenset(range(16, 22))
    parameter_kinds: ClassVar[tuple[int, ...]] = (32, 33, 34)

    def run(self, buffer: bytearray, at: int, end: int, tag: int) -> int:
        """See VideoDepacketiser.run."""
        if self._held:
            return at
        group, head, stamp, middle = self.group, self._head, self._stamp, self._middle
        target, used, due = group.buffer, group.used, self._next
        while at + 19 <= end:
            mark, length, front, sequence, source, header, fragment = _framed(buffer, at)
            last = header << 8 | fragment != middle
            if sequence != due or source != stamp or mark != tag or (last and header << 8 | fragment != middle | _LAST):
                break
            behind = at + 4 + length
            stop = used + length - 15
            if behind > end or length < 16 or stop > len(target) or (front != head and front != head | MARKER):
                break
            target[used:stop] = buffer[at + 19 : behind]
            used, at, due = stop, behind, (due + 1) & 0xFFFF
            if last or front != head:
                group.used, self._next = used, due
                self._end_run(last, front != head)
                return at
        group.used, self._next = used, due
        return at

    def _payload(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, marker: bool) -> None:
        kind = buffer[start] >> 1 & 63 if end - start > 2 else -1
        if kind == _FU and end - start > 3:
            self._fragmented(buffer, start, end, timestamp)
        elif kind == _AP:
            self._aggregate(buffer, start + 2, end, timestamp)
        elif 0 <= kind < _AP:
            self._unit(buffer, start, end, timestamp)
        elif end > start and kind != _PACI:
            self._spoil(timestamp)
        if marker:
            self._end_by_marker(timestamp)

    def _unit(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int) -> None:
        first = end - start > 2 and buffer[start + 2] >= 128  # first_slice_segment_in_pic_flag
        self._whole_unit(buffer, start, end, buffer[start] >> 1 & 63, timestamp, first)

    def _fragmented(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int) -> None:
        header, layer, fragment = buffer[start], buffer[start + 1], buffer[start + 2]
        if fragment & 0x80:
            kind = fragment & 63
            unit_header = bytes([header & 0x81 | kind << 1, layer])
            middle = header << 16 | layer << 8 | kind
            if not self._begin_unit(unit_header, kind, timestamp, buffer[start + 3] >= 128, middle):
                return
        self._fragment(buffer, start + 3, end, timestamp, bool(fragment & 0x40))

    def _aggregate(self, buffer: bytearray | bytes, position: int, end: int, timestamp: int) -> None:
        while position + 2 < end:
            size = buffer[position] << 8 | buffer[position + 1]
            position += 2
            if size < 2 or position + size > end:
                self._spoil(timestamp)
                return
            self._unit(buffer, position, position + size, timestamp)
            position += size
