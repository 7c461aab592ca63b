"""RTCP sender reports (RFC 3550, 6.4.1): which instant of the camera's clock an RTP timestamp means."""

from __future__ import annotations

import struct
from typing import Final

_NTP_EPOCH: Final = 2_208_988_800  # seconds from 1900 to 1970


def sender_report(ssrc: int, wall: float, rtp_timestamp: int, packets: int, octets: int) -> bytes:
    """A compound packet: sender report and CNAME. ``wall`` seconds since the Unix epoch by the camera's clock."""
    seconds = int(wall // 1)
    fraction = int((wall - seconds) * (1 << 32))
    ntp = seconds + _NTP_EPOCH & 0xFFFFFFFF
    counts = (rtp_timestamp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF)
    report = struct.pack(">BBHIIIIII", 0x80, 200, 6, ssrc, ntp, fraction, *counts)
    return report + _named(ssrc)


def goodbye(ssrc: int) -> bytes:
    """The source leaves (6.6)."""
    return struct.pack(">BBHI", 0x81, 203, 1, ssrc)


def _named(ssrc: int) -> bytes:
    item = b"\x01\x06camera" + b"\x00"
    item += bytes(-len(item) % 4)
    return struct.pack(">BBHI", 0x81, 202, 1 + len(item) // 4, ssrc) + item
