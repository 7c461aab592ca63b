"""RTCP: a camera's own clock, its good-bye, and the small report some cameras wait for (RFC 3550, 6)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

_SENDER_REPORT: Final = 200
_RECEIVER_REPORT: Final = 201
_BYE: Final = 203
_NTP_TO_UNIX: Final = 2_208_988_800  # seconds from 1900 to 1970
_ERA: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class SenderReport:
    """``rtp_timestamp`` of ``ssrc`` was at ``ntp_us``, microseconds since the Unix epoch by the camera's clock."""

    ssrc: int
    ntp_us: int
    rtp_timestamp: int


def sender_report(buffer: bytearray | bytes, start: int, end: int) -> SenderReport | None:
    """The first sender report in a compound packet; None when there is none or its clock was never set."""
    for kind, at, _ in _parts(buffer, start, end, 28):
        if kind == _SENDER_REPORT:
            ssrc, seconds, fraction, timestamp = struct.unpack_from(">IIII", buffer, at + 4)
            if not seconds:
                return None
            seconds += 0 if seconds >= _ERA // 2 else _ERA  # the second NTP era begins in 2036
            ntp_us = (seconds - _NTP_TO_UNIX) * 1_000_000 + (fraction * 1_000_000 >> 32)
            return SenderReport(ssrc, ntp_us, timestamp)
    return None


def goodbye(buffer: bytearray | bytes, start: int, end: int) -> bool:
    """True when the sender ends its stream."""
    return any(kind == _BYE for kind, _, _ in _parts(buffer, start, end, 4))


def receiver_report(ssrc: int, sender: int, *, highest: int, lost: int = 0) -> bytes:
    """A receiver report of ``ssrc`` about ``sender``: ``highest`` extended sequence number, ``lost`` packets in all."""
    lost = min(max(lost, 0), 0x7FFFFF)
    block = struct.pack(">IIIIII", sender & 0xFFFFFFFF, lost, highest & 0xFFFFFFFF, 0, 0, 0)
    return struct.pack(">BBHI", 0x81, _RECEIVER_REPORT, 7, ssrc & 0xFFFFFFFF) + block


def _parts(buffer: bytearray | bytes, start: int, end: int, least: int) -> list[tuple[int, int, int]]:
    """(kind, start, end) of the packets of a compound packet that are whole and have at least ``least`` bytes."""
    parts = []
    while start + 4 <= end and buffer[start] >> 6 == 2:
        stop = start + 4 + 4 * (buffer[start + 2] << 8 | buffer[start + 3])
        if stop > end:
            break
        if stop - start >= least:
            parts.append((buffer[start + 1], start, stop))
        start = stop
    return parts
