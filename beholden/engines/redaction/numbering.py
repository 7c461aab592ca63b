"""Whether a picture still has those it refers to: H.264 numbers them, a decoder that misses one shows a guess (R22).

A recorder drops a picture that lost a packet and keeps those behind it. H.265's decoder says when one is missing;
H.264's puts another in its place without a word.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from beholden.engines.video.codecs.bits import Bits, split_annex_b, unescape
from beholden.engines.video.codecs.h264 import Sps, parse_sps
from beholden.engines.video.errors import CameraError

_SLICES: Final = (1, 5)
_KEY, _SEQUENCE, _PICTURE = 5, 7, 8
_HEAD: Final = 40  # bytes of a slice that hold its number
_WHAT: Final = "H.264 slice"


class Numbering:
    """Takes access units in the order in which they are decoded."""

    def __init__(self, extradata: bytes) -> None:
        """``extradata`` as MP4 has it (avcC), or parameter sets between start codes."""
        self._sequences: dict[int, Sps] = {}
        self._pictures: dict[int, int] = {}  # parameter set of a picture → that of its sequence
        self._last: int | None = None  # number of the last reference picture; None: any may come
        self._length = extradata[4] % 4 + 1 if len(extradata) > 6 and extradata[0] == 1 else 0
        with suppress(CameraError):  # a set that makes no sense is none, and no slice that names it is whole
            for unit in _in_header(extradata) if self._length else split_annex_b(extradata):
                self._parameters(unit)

    def begin(self) -> None:
        """The next picture refers to none before it."""
        self._last = None

    def whole(self, packet: memoryview) -> bool:
        """Take a picture; false when one it may refer to is missing, or nobody can say."""
        try:
            for unit in self._units(packet):
                if unit[0] & 31 in _SLICES:
                    return self._follows(bytes(unit[:_HEAD]))
                self._parameters(unit)
        except (CameraError, KeyError):
            return False
        return True

    def _units(self, packet: memoryview) -> Iterator[memoryview]:
        if not self._length:
            yield from (memoryview(unit) for unit in split_annex_b(bytes(packet)))
            return
        at = 0
        while at + self._length < len(packet):
            size = int.from_bytes(packet[at : at + self._length], "big")
            at += self._length
            if size:
                yield packet[at : at + size]
            at += size

    def _parameters(self, unit: memoryview | bytes) -> None:
        kind = unit[0] & 31
        if kind == _SEQUENCE:
            # its own number stands behind three bytes
            self._sequences[Bits(unescape(bytes(unit[4:_HEAD])), _WHAT).bounded(31)] = parse_sps(bytes(unit))
        elif kind == _PICTURE:
            bits = Bits(unescape(bytes(unit[1:_HEAD])), _WHAT)
            number = bits.bounded(255)
            self._pictures[number] = bits.bounded(31)

    def _follows(self, unit: bytes) -> bool:
        bits = Bits(unescape(unit[1:]), _WHAT)
        bits.unsigned()  # first_mb_in_slice
        bits.unsigned()  # slice_type
        sequence = self._sequences[self._pictures[bits.bounded(255)]]
        if sequence.planes:
            bits.read(2)
        number = bits.read(sequence.number_bits)
        half = sequence.fields and bits.flag()
        refers, last = bool(unit[0] >> 5 & 3), self._last
        if refers:
            self._last = number
        if last is None or unit[0] & 31 == _KEY or number == (last + 1) % (1 << sequence.number_bits):
            return True
        # two halves share a number; two pictures that others refer to never do
        return number == last and (half or not refers)


def _in_header(extradata: bytes) -> Iterator[bytes]:
    at = 5
    for mask in (31, 255):
        if at >= len(extradata):
            return
        count = extradata[at] & mask
        at += 1
        for _ in range(count):
            size = int.from_bytes(extradata[at : at + 2], "big")
            if size and at + 2 + size <= len(extradata):
                yield extradata[at + 2 : at + 2 + size]
            at += 2 + size
