"""Writes bits and exponential-Golomb numbers, so that tests can make parameter sets of any kind."""

from __future__ import annotations


class Writer:
    """Collects bits; `unit` gives the bytes with stop bit and emulation prevention."""

    def __init__(self) -> None:
        self._bits = ""

    def fixed(self, value: int, count: int) -> Writer:
        self._bits += f"{value:0{count}b}" if count else ""
        return self

    def ue(self, *values: int) -> Writer:
        for value in values:
            self._bits += "0" * ((value + 1).bit_length() - 1) + f"{value + 1:b}"
        return self

    def se(self, value: int) -> Writer:
        return self.ue(2 * value - 1 if value > 0 else -2 * value)

    def unit(self, header: bytes) -> bytes:
        bits = self._bits + "1"
        bits += "0" * (-len(bits) % 8)
        raw = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
        escaped, zeros = bytearray(), 0
        for byte in raw:
            if zeros >= 2 and byte <= 3:
                escaped.append(3)
                zeros = 0
            escaped.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return header + bytes(escaped)


def h264_sps(
    width: int, height: int, *, profile: int = 77, fields: bool = False, depth: int = 8, chroma: int = 1,
    crop: tuple[int, int, int, int] = (0, 0, 0, 0), order: int = 2, timing: tuple[int, int] | None = None,
    reorder: int | None = None, level: int = 30,
) -> bytes:  # fmt: skip
    """An SPS of ``width`` × ``height`` coded pixels; ``crop`` left, right, top, bottom; ``timing`` (units, scale)."""
    w = Writer().fixed(profile, 8).fixed(0, 8).fixed(level, 8).ue(0)
    if profile in (100, 110, 122, 244):
        w.ue(chroma)
        if chroma == 3:
            w.fixed(0, 1)
        w.ue(depth - 8, depth - 8).fixed(0, 1).fixed(0, 1)
    w.ue(0, order)
    if order == 0:
        w.ue(4)
    elif order == 1:
        w.fixed(0, 1).se(-3).se(4).ue(2).se(1).se(-1)
    w.ue(3).fixed(0, 1).ue(width // 16 - 1, height // (32 if fields else 16) - 1).fixed(not fields, 1)
    if fields:
        w.fixed(0, 1)
    w.fixed(1, 1).fixed(any(crop), 1)
    if any(crop):
        w.ue(*crop)
    vui = timing is not None or reorder is not None
    w.fixed(vui, 1)
    if vui:
        w.fixed(1, 1).fixed(255, 8).fixed(1, 16).fixed(1, 16).fixed(0, 1).fixed(0, 1).fixed(0, 1).fixed(bool(timing), 1)
        if timing:
            w.fixed(timing[0], 32).fixed(timing[1], 32).fixed(1, 1)
        w.fixed(0, 1).fixed(1, 1).ue(0).fixed(0, 8).ue(5, 6).fixed(0, 1).fixed(0, 20).fixed(0, 1).fixed(0, 1)
        w.fixed(reorder is not None, 1)
        if reorder is not None:
            w.fixed(1, 1).ue(2, 1, 10, 10, reorder, reorder + 1)
    return w.unit(b"\x67")
