"""H.264 over RTP (RFC 6184): single NAL units, STAP-A, FU-A. Interleaved modes are counted as damage."""

from __future__ import annotations

from struct import Struct
from typing import ClassVar, Final

from beholden.engines.video.codecs import h264
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.access_units import OTHER, PREFIX, SLICE, VideoDepacketiser

_STAP_A: Final = 24
_FU_A: Final = 28


class H264Depacketiser(VideoDepacketiser):
    """One H.264 track."""

    roles: ClassVar[tuple[int, ...]] = tuple(
        SLICE if kind in (1, 2, 5) else PREFIX if kind in (6, 7, 8, 9, 13, 15) else OTHER for kind in range(32)
    )
    keys: ClassVar[frozenset[int]] = frozenset({5})
    framed = Struct(">QQBB").unpack_from
    lead: ClassVar[int] = 18
    parameter_kinds: ClassVar[tuple[int, ...]] = (7, 8)

    def _payload(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int, marker: bool) -> None:
        kind = buffer[start] & 31 if end > start else 0
        if kind == _FU_A and end - start > 2:
            self._fragmented(buffer, start, end, timestamp)
        elif kind == _STAP_A:
            self._aggregate(buffer, start + 1, end, timestamp)
        elif 0 < kind < _STAP_A:
            self._unit(buffer, start, end, timestamp)
        elif end > start:
            self._spoil(timestamp)
        if marker:
            self._end_by_marker(timestamp)

    def _unit(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int) -> None:
        first = end - start > 1 and buffer[start + 1] >= 128  # first_mb_in_slice is 0
        self._whole_unit(buffer, start, end, buffer[start] & 31, timestamp, first)

    def _fragmented(self, buffer: bytearray | bytes, start: int, end: int, timestamp: int) -> None:
        indicator, header = buffer[start], buffer[start + 1]
        if header & 0x80:
            unit_header = bytes([indicator & 0xE0 | header & 31])
            if not self._begin_unit(unit_header, header & 31, timestamp, buffer[start + 2] >= 128, indicator):
                return
        self._fragment(buffer, start + 2, end, timestamp, bool(header & 0x40))

    def _aggregate(self, buffer: bytearray | bytes, position: int, end: int, timestamp: int) -> None:
        while position + 2 < end:
            size = buffer[position] << 8 | buffer[position + 1]
            position += 2
            if size == 0 or position + size > end:
                self._spoil(timestamp)
                return
            self._unit(buffer, position, position + size, timestamp)
            position += size

    def _may_have_fields(self) -> bool:
        try:
            return h264.parse_sps(self.track.parameters[0]).fields
        except (CameraError, IndexError):
            return False
