"""H.265 parameter sets (ITU-T H.265, 7.3.2 and 7.3.3; codec strings by ISO/IEC 14496-15 annex E)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from beholden.engines.video.codecs.bits import Bits, unescape
from beholden.engines.video.codecs.h264 import frame_rate
from beholden.engines.video.errors import CameraError

VPS: Final = 32
SPS: Final = 33
PPS: Final = 34
_SIDE: Final = 16384


@dataclass(frozen=True, slots=True)
class Profile:
    """profile_tier_level of the general layer, as hvcC wants it. ``constraints`` are six bytes."""

    space: int
    high_tier: bool
    profile: int
    compatibility: int
    constraints: bytes
    level: int

    @property
    def codec_string(self) -> str:
        """RFC 6381: hvc1.1.6.L93.B0."""
        space = ("", "A", "B", "C")[self.space]
        backwards = int(f"{self.compatibility:032b}"[::-1], 2)
        tail = "".join(f".{byte:X}" for byte in self.constraints.rstrip(b"\0"))
        tier = "H" if self.high_tier else "L"
        return f"hvc1.{space}{self.profile}.{backwards:X}.{tier}{self.level}{tail}"


@dataclass(frozen=True, slots=True)
class Sps:
    """What a recorder needs of an SPS. ``width``/``height`` after the conformance window."""

    profile: Profile
    width: int
    height: int
    bit_depth: int
    chroma_depth: int
    chroma: int
    reorder: int
    sub_layers: int
    nested: bool

    @property
    def codec_string(self) -> str:
        """RFC 6381 string of the profile."""
        return self.profile.codec_string


def kind_of(unit: bytes) -> int:
    """nal_unit_type, -1 when there is no header."""
    return unit[0] >> 1 & 63 if len(unit) >= 2 else -1


def parse_sps(unit: bytes) -> Sps:
    """Parse one SPS NAL unit with its two header bytes. Raises CameraError("damaged")."""
    bits = _open(unit, SPS, "H.265 SPS")
    bits.read(4)  # sps_video_parameter_set_id
    sub_layers = bits.read(3)
    nested = bits.flag()
    profile = _profile(bits, sub_layers)
    bits.bounded(15)  # sps_seq_parameter_set_id
    chroma = bits.bounded(3)
    separate = bits.flag() if chroma == 3 else False
    width, height = bits.bounded(_SIDE), bits.bounded(_SIDE)
    if bits.flag():
        left, right, top, bottom = (bits.bounded(_SIDE) for _ in range(4))
        across = 2 if chroma in (1, 2) and not separate else 1
        down = 2 if chroma == 1 and not separate else 1
        width -= across * (left + right)
        height -= down * (top + bottom)
    if width <= 0 or height <= 0:
        raise CameraError("damaged", "H.265 SPS")
    depth, chroma_depth = bits.bounded(8) + 8, bits.bounded(8) + 8
    bits.bounded(12)  # log2_max_pic_order_cnt_lsb_minus4
    reorder = _reorder(bits, sub_layers)
    return Sps(profile, width, height, depth, chroma_depth, chroma, reorder, sub_layers + 1, nested)


def parse_vps_fps(unit: bytes) -> float:
    """Frames per second that a VPS states, 0.0 when it states none. Raises CameraError("damaged")."""
    bits = _open(unit, VPS, "H.265 VPS")
    bits.read(12)  # id, base layer flags, vps_max_layers_minus1
    sub_layers = bits.read(3)
    bits.read(17)  # nesting flag, reserved 0xffff
    _profile(bits, sub_layers)
    _reorder(bits, sub_layers)
    layers = bits.read(6) + 1
    bits.read(bits.bounded(1023) * layers)  # layer_id_included_flag of every set but the first
    if not bits.flag():
        return 0.0
    units, scale = bits.read(32), bits.read(32)
    return frame_rate(scale, units)


def _open(unit: bytes, kind: int, what: str) -> Bits:
    if kind_of(unit) != kind:
        raise CameraError("damaged", what)
    return Bits(unescape(unit[2:]), what)


def _profile(bits: Bits, sub_layers: int) -> Profile:
    space, high_tier, number = bits.read(2), bits.flag(), bits.read(5)
    compatibility = bits.read(32)
    constraints = bits.read(48).to_bytes(6, "big")
    level = bits.read(8)
    present = [(bits.flag(), bits.flag()) for _ in range(sub_layers)]
    if sub_layers:
        bits.read(2 * (8 - sub_layers))
    for with_profile, with_level in present:
        bits.read(88 * with_profile + 8 * with_level)
    return Profile(space, high_tier, number, compatibility, constraints, level)


def _reorder(bits: Bits, sub_layers: int) -> int:
    """sps_max_num_reorder_pics of the highest sub-layer."""
    reorder = 0
    for _ in range(sub_layers + 1 if bits.flag() else 1):
        bits.bounded(16)
        reorder = bits.bounded(16)
        bits.unsigned()
    return reorder
