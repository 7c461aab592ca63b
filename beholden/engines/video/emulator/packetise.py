"""Frames to RTP packets, once: RFC 6184 (H.264), 7798 (H.265), 3640 (AAC), 3551 (G.711).

A frame's packets lie end to end in one buffer, each behind its four bytes of RTSP interleaving; sending
patches channel, sequence number, timestamp and SSRC in place and hands the whole buffer to the socket.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

from .nal import VideoCodec

PAYLOAD: Final = 1400  # bytes of RTP payload, below an Ethernet frame with all headers
PREFIX: Final = 4  # "$", channel, length
HEADER: Final = 12  # fixed RTP header

_HEAD = struct.Struct(">BBHBBHII")
_PATCH = struct.Struct(">HII")


class Wire:
    """The packets of one frame: ``buffer`` and where each packet begins in it (at its "$")."""

    __slots__ = ("buffer", "offsets", "payload_bytes")

    def __init__(self, payloads: Sequence[bytes], payload_type: int, *, marker: bool = True) -> None:
        self.buffer = bytearray()
        self.offsets: list[int] = []
        self.payload_bytes = sum(map(len, payloads))
        for number, payload in enumerate(payloads, 1):
            last = 0x80 if marker and number == len(payloads) else 0
            self.offsets.append(len(self.buffer))
            self.buffer += _HEAD.pack(0x24, 0, HEADER + len(payload), 0x80, last | payload_type, 0, 0, 0)
            self.buffer += payload

    def patch(self, channel: int, sequence: int, timestamp: int, ssrc: int) -> int:
        """Write the fields that differ from viewer to viewer; returns the next sequence number."""
        buffer, put = self.buffer, _PATCH.pack_into
        for at in self.offsets:
            buffer[at + 1] = channel
            put(buffer, at + 6, sequence, timestamp, ssrc)
            sequence = sequence + 1 & 0xFFFF
        return sequence

    def packets(self) -> list[bytearray]:
        """Copies of the RTP packets, without interleaving."""
        ends = [*self.offsets[1:], len(self.buffer)]
        return [self.buffer[at + PREFIX : end] for at, end in zip(self.offsets, ends, strict=True)]


def interleave(packet: bytes | bytearray, channel: int) -> bytes:
    """One RTP or RTCP packet as RTSP interleaved data (RFC 2326, 10.12)."""
    return b"$" + bytes((channel,)) + len(packet).to_bytes(2) + packet


def video_payloads(codec: VideoCodec, units: list[bytes]) -> list[bytes]:
    """RTP payloads of one access unit: small neighbours share a packet, large units are fragmented."""
    payloads: list[bytes] = []
    small: list[bytes] = []
    room = PAYLOAD

    def flush() -> None:
        nonlocal room
        if small:
            payloads.append(small[0] if len(small) == 1 else _aggregate(codec, small))
        small.clear()
        room = PAYLOAD

    for unit in units:
        if len(unit) > PAYLOAD:
            flush()
            payloads.extend(_fragment(codec, unit))
            continue
        if len(unit) + 4 > room:
            flush()
        small.append(unit)
        room -= len(unit) + 4
    flush()
    return payloads


def _aggregate(codec: VideoCodec, units: list[bytes]) -> bytes:
    body = b"".join(len(unit).to_bytes(2) + unit for unit in units)
    if codec == "h264":
        forbidden = max(unit[0] & 0x80 for unit in units)
        importance = max(unit[0] & 0x60 for unit in units)
        return bytes((forbidden | importance | 24,)) + body
    layer = min((unit[0] & 1) << 5 | unit[1] >> 3 for unit in units)
    temporal = min(unit[1] & 7 for unit in units)
    return bytes((48 << 1 | layer >> 5, (layer & 0x1F) << 3 | temporal)) + body


def _fragment(codec: VideoCodec, unit: bytes) -> list[bytes]:
    head = 1 if codec == "h264" else 2
    if codec == "h264":
        lead, kind = bytes((unit[0] & 0xE0 | 28,)), unit[0] & 0x1F
    else:
        lead, kind = bytes((unit[0] & 0x81 | 49 << 1, unit[1])), unit[0] >> 1 & 0x3F
    step = PAYLOAD - head - 1
    starts = range(head, len(unit), step)
    fragments = []
    for at in starts:
        flags = (0x80 if at == head else 0) | (0x40 if at + step >= len(unit) else 0)
        fragments.append(lead + bytes((flags | kind,)) + unit[at : at + step])
    return fragments


def aac_payloads(frame: bytes) -> list[bytes]:
    """One AAC frame in AAC-hbr: 16 bits of header length, 13 bits of size, 3 of index; large frames are fragmented."""
    head = b"\x00\x10" + (len(frame) << 3 & 0xFFFF).to_bytes(2)
    return [head + frame[at : at + PAYLOAD - 4] for at in range(0, len(frame), PAYLOAD - 4)]
