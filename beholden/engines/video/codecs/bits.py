"""Reading bits and exponential-Golomb numbers from a NAL unit, bounded."""

from __future__ import annotations

from typing import Final

from beholden.engines.video.errors import CameraError

LIMIT: Final = 4096  # bytes; real parameter sets have fewer than 200


def unescape(unit: bytes) -> bytes:
    """The unit without its emulation prevention bytes (H.264 7.4.1, H.265 7.4.2)."""
    return unit.replace(b"\0\0\3", b"\0\0")


def split_annex_b(data: bytes) -> list[bytes]:
    """NAL units between start codes; a unit without start codes comes back alone. Empty units are left out."""
    parts = data.split(b"\0\0\1")
    return [part for part in (piece.rstrip(b"\0") for piece in parts) if part]


class Bits:
    """A big-endian bit reader over at most LIMIT bytes. Every read past the end raises CameraError("damaged")."""

    __slots__ = ("_left", "_value", "_what")

    def __init__(self, data: bytes, what: str) -> None:
        if len(data) > LIMIT:
            raise CameraError("damaged", f"{what}: {len(data)} B")
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8
        self._what = what

    @property
    def left(self) -> int:
        """Bits not read yet."""
        return self._left

    def read(self, count: int) -> int:
        """The next ``count`` bits as an unsigned number."""
        self._left -= count
        if self._left < 0:
            raise CameraError("damaged", self._what)
        return self._value >> self._left & (1 << count) - 1

    def flag(self) -> bool:
        """One bit."""
        return self.read(1) == 1

    def unsigned(self) -> int:
        """ue(v), at most 32 bits."""
        rest = self._value & (1 << self._left) - 1
        zeros = self._left - rest.bit_length()
        if rest == 0 or zeros > 32:
            raise CameraError("damaged", self._what)
        self._left -= zeros
        return self.read(zeros + 1) - 1

    def signed(self) -> int:
        """se(v)."""
        number = self.unsigned()
        return (number + 1) // 2 if number & 1 else -(number // 2)

    def bounded(self, most: int) -> int:
        """ue(v) that must not exceed ``most``."""
        number = self.unsigned()
        if number > most:
            raise CameraError("damaged", self._what)
        return number
