"""A small RTP packetiser for tests: NAL units and audio frames to packets (RFC 6184, 7798, 3640)."""

from __future__ import annotations

import copy
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from beholden.engines.video import rtp
from beholden.engines.video.rtp import Depacketiser
from beholden.engines.video.rtp.access_units import VideoDepacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.tracks import Track

SPS = bytes.fromhex("674d0029 9a6403c0113f2cd40404050000030003e80000ea6004".replace(" ", "")) + b"\x04"
PPS = bytes.fromhex("68ee3c80")


def h264_track() -> Track:
    return Track("video", "h264", 96, 90_000, "", parameters=[SPS, PPS], fps=25.0)


def h265_track() -> Track:
    return Track("video", "h265", 96, 90_000, "", parameters=[b"\x40\x01v", b"\x42\x01s", b"\x44\x01p"], fps=25.0)


def packet(
    sequence: int, timestamp: int, payload: bytes, *,
    marker: bool = False, ssrc: int = 0x1234, pt: int = 96, first: int = 0x80, extra: bytes = b"",
) -> bytes:  # fmt: skip
    head = struct.pack(">BBHII", first, pt | marker << 7, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    return head + extra + payload


def idr(size: int = 50, fill: int = 0x41) -> bytes:
    """An H.264 IDR slice that begins its picture."""
    return b"\x65\x88" + bytes([fill]) * size


def inter(size: int = 30, fill: int = 0x42) -> bytes:
    """An H.264 P slice that begins its picture."""
    return b"\x41\x9a" + bytes([fill]) * size


def more(size: int = 30, fill: int = 0x43) -> bytes:
    """An H.264 P slice that continues its picture."""
    return b"\x41\x1a" + bytes([fill]) * size


def fragments(unit: bytes, size: int, *, h265: bool = False) -> list[bytes]:
    """FU-A or FU payloads of one NAL unit, ``size`` bytes of it in each."""
    if h265:
        prefix, kind, body = bytes([unit[0] & 0x81 | 49 << 1, unit[1]]), unit[0] >> 1 & 63, unit[2:]
    else:
        prefix, kind, body = bytes([unit[0] & 0xE0 | 28]), unit[0] & 31, unit[1:]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    ends = {0: 0x80, len(pieces) - 1: 0x40}
    return [prefix + bytes([ends.get(n, 0) | kind]) + piece for n, piece in enumerate(pieces)]


def aggregate(units: Iterable[bytes], *, h265: bool = False) -> bytes:
    """STAP-A or AP."""
    head = b"\x60\x01" if h265 else b"\x78"
    return head + b"".join(struct.pack(">H", len(unit)) + unit for unit in units)


def packetise(
    units: Sequence[Sequence[bytes]], *, mtu: int = 40, sequence: int = 0, step: int = 3600, start: int = 0,
    h265: bool = False, marker: bool = True,
) -> list[bytes]:  # fmt: skip
    """Access units to packets: small NAL units alone, large ones fragmented, the marker on the last packet."""
    packets = []
    for number, unit in enumerate(units):
        payloads = [p for nal in unit for p in (fragments(nal, mtu, h265=h265) if len(nal) > mtu + 3 else [nal])]
        for place, payload in enumerate(payloads):
            last = marker and place == len(payloads) - 1
            packets.append(packet(sequence, start + number * step, payload, marker=last))
            sequence += 1
    return packets


_CHANNEL = 6


@dataclass
class Receiver:
    """A depacketiser with its group, fed packet by packet; a twin is fed as the recorder does it, in runs.

    Both must come to the same samples, whatever the test is about.
    """

    track: Track
    ssrc: int | None = None
    group: Group = field(default_factory=Group)
    rtp: Depacketiser = field(init=False)

    def __post_init__(self) -> None:
        self.rtp = rtp.depacketiser(self.track, self.group, self.ssrc)
        self._twin = rtp.depacketiser(copy.deepcopy(self.track), Group(), self.ssrc)

    def feed(self, packets: Iterable[bytes]) -> Receiver:
        packets = list(packets)
        for data in packets:
            buffer = bytearray(b"$junk" + data + b"tail")
            self.rtp.feed(buffer, 5, 5 + len(data))
        self._feed_in_runs(packets)
        return self

    def end(self) -> Receiver:
        self.rtp.flush()
        self._twin.flush()
        ours, theirs = self.group, self._twin.group
        assert (ours.sizes, ours.times, ours.keys) == (theirs.sizes, theirs.times, theirs.keys)
        assert ours.buffer[: ours.used] == theirs.buffer[: theirs.used]
        for name in ("lost", "damaged", "duplicates", "late", "foreign"):
            assert getattr(self.rtp, name) == getattr(self._twin, name), name
        return self

    def take(self, count: int) -> None:
        """The recorder wrote the first samples."""
        self.group.take(count)
        self._twin.group.take(count)

    def _feed_in_runs(self, packets: list[bytes]) -> None:
        area = bytearray(b"".join(struct.pack(">cBH", b"$", _CHANNEL, len(data)) + data for data in packets))
        at, end = 0, len(area)
        while at < end:
            if isinstance(self._twin, VideoDepacketiser):
                after = self._twin.run(area, at, end, ord("$") << 8 | _CHANNEL)
                if after != at:
                    at = after
                    continue
            behind = at + 4 + int.from_bytes(area[at + 2 : at + 4], "big")
            self._twin.feed(area, at + 4, behind)
            at = behind

    @property
    def samples(self) -> list[bytes]:
        found, at = [], 0
        for size in self.group.sizes:
            found.append(bytes(self.group.buffer[at : at + size]))
            at += size
        return found

    @property
    def units(self) -> list[list[bytes]]:
        """NAL units of every sample."""
        return [nal_units(sample) for sample in self.samples]


def nal_units(sample: bytes) -> list[bytes]:
    """Length-prefixed NAL units taken apart; fails when the lengths don't add up."""
    found = []
    while sample:
        size = int.from_bytes(sample[:4], "big")
        assert 4 + size <= len(sample)
        found.append(sample[4 : 4 + size])
        sample = sample[4 + size :]
    return found
