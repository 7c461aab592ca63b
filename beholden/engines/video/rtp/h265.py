"""H.265 over RTP (RFC 7798) without DONL: single NAL units, AP, FU. PACI is ignored."""

from __future__ import annotations

from struct import Struct
from typing import ClassVar, Final

from beholden.engines.video.rtp.access_units import OTHER, PREFIX, SLICE, VideoDepacketiser

_AP: Final = 48
_FU: Final = 49
_PACI: Final = 50


class H265Depacketiser(VideoDepacketiser):
    """One H.265 track."""

    roles: ClassVar[tuple[int, ...]] = tuple(
        SLICE if kind < 32 else PREFIX if kind in (32, 33, 34, 35, 39, 41, 42, 43, 44) else OTHER for kind in range(64)
    )
    keys: ClassVar[frozenset[int]] = frozenset(range(16, 22))
    framed = Struct(">QQHB").unpack_from
    lead: ClassVar[int] = 19
    parameter_kinds: ClassVar[tuple[int, ...]] = (32, 33, 34)

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
            if not self._begin_unit(unit_header, kind, timestamp, buffer[start + 3] >= 128, header << 8 | layer):
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
