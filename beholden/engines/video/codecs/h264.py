"""H.264 sequence parameter sets (ITU-T H.264, 7.3.2.1.1 and annex E)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from beholden.engines.video.codecs.bits import Bits, unescape
from beholden.engines.video.errors import CameraError

_WITH_CHROMA: Final = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})
_SIDE: Final = 16384  # pixels; level 6.2 ends far below


@dataclass(frozen=True, slots=True)
class Sps:
    """What a recorder needs of an SPS.

    ``width``/``height`` after cropping. ``reorder`` is max_num_reorder_frames, 0 where the set is silent.
    ``fps`` 0.0 when no timing is given. ``fields`` true when pictures may be coded as fields, ``planes`` when colours
    are coded apart. ``number_bits``: how long a slice's frame_num is.
    """

    profile: int
    constraints: int
    level: int
    width: int
    height: int
    bit_depth: int
    chroma: int
    reorder: int
    fps: float
    fields: bool
    planes: bool
    number_bits: int

    @property
    def codec_string(self) -> str:
        """RFC 6381: avc1.PPCCLL."""
        return f"avc1.{self.profile:02x}{self.constraints:02x}{self.level:02x}"


def parse_sps(unit: bytes) -> Sps:
    """Parse one SPS NAL unit with its header byte. Raises CameraError("damaged")."""
    if len(unit) < 4 or unit[0] & 0x9F != 7:
        raise CameraError("damaged", "H.264 SPS")
    bits = Bits(unescape(unit[1:]), "H.264 SPS")
    profile, constraints, level = bits.read(8), bits.read(8), bits.read(8)
    bits.bounded(31)  # seq_parameter_set_id
    chroma, depth, separate = _chroma(bits) if profile in _WITH_CHROMA else (1, 8, False)
    number_bits = bits.bounded(12) + 4
    _picture_order(bits)
    bits.bounded(16)  # max_num_ref_frames
    bits.flag()  # gaps_in_frame_num_value_allowed_flag
    columns, rows = bits.bounded(_SIDE // 16) + 1, bits.bounded(_SIDE // 16) + 1
    frames_only = bits.flag()
    if not frames_only:
        rows *= 2
        bits.flag()  # mb_adaptive_frame_field_flag
    bits.flag()  # direct_8x8_inference_flag
    width, height = _cropped(bits, columns * 16, rows * 16, 0 if separate else chroma, frames_only)
    fps, reorder = _usability(bits) if bits.flag() else (0.0, 0)
    size = (width, height, depth, chroma)
    return Sps(profile, constraints, level, *size, reorder, fps, not frames_only, separate, number_bits)


def _chroma(bits: Bits) -> tuple[int, int, bool]:
    chroma = bits.bounded(3)
    separate = bits.flag() if chroma == 3 else False
    depth = bits.bounded(6) + 8
    bits.bounded(6)  # bit_depth_chroma_minus8
    bits.flag()  # qpprime_y_zero_transform_bypass_flag
    if bits.flag():
        for index in range(12 if chroma == 3 else 8):
            if bits.flag():
                _skip_scaling_list(bits, 16 if index < 6 else 64)
    return chroma, depth, separate


def _skip_scaling_list(bits: Bits, size: int) -> None:
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) & 0xFF
        last = following or last


def _picture_order(bits: Bits) -> None:
    kind = bits.bounded(2)
    if kind == 0:
        bits.bounded(12)  # log2_max_pic_order_cnt_lsb_minus4
    elif kind == 1:
        bits.flag()
        bits.signed()
        bits.signed()
        for _ in range(bits.bounded(255)):
            bits.signed()


def _cropped(bits: Bits, width: int, height: int, chroma: int, frames_only: bool) -> tuple[int, int]:
    if not bits.flag():
        return width, height
    left, right, top, bottom = (bits.bounded(_SIDE) for _ in range(4))
    across = 2 if chroma in (1, 2) else 1
    down = (2 if chroma == 1 else 1) * (1 if frames_only else 2)
    width -= across * (left + right)
    height -= down * (top + bottom)
    if width <= 0 or height <= 0:
        raise CameraError("damaged", "H.264 SPS")
    return width, height


def _usability(bits: Bits) -> tuple[float, int]:
    """(frames per second, reordered frames) from the VUI. A VUI that is cut off says nothing: some cameras cut it."""
    fps = 0.0
    try:
        if bits.flag() and bits.read(8) == 255:  # aspect_ratio_idc, Extended_SAR
            bits.read(32)
        if bits.flag():  # overscan_info_present_flag
            bits.flag()
        if bits.flag():  # video_signal_type_present_flag
            bits.read(4)
            if bits.flag():
                bits.read(24)
        if bits.flag():  # chroma_loc_info_present_flag
            bits.unsigned()
            bits.unsigned()
        if bits.flag():  # timing_info_present_flag
            units, scale = bits.read(32), bits.read(32)
            bits.flag()
            fps = frame_rate(scale, 2 * units)
        return fps, _reorder(bits)
    except CameraError:
        return fps, 0


def _reorder(bits: Bits) -> int:
    timed = [_skip_hrd(bits) for _ in range(2) if bits.flag()]
    if timed:
        bits.flag()  # low_delay_hrd_flag
    bits.flag()  # pic_struct_present_flag
    if not bits.flag():  # bitstream_restriction_flag
        return 0
    bits.flag()
    for _ in range(4):
        bits.unsigned()
    return bits.bounded(16)


def _skip_hrd(bits: Bits) -> bool:
    count = bits.bounded(31) + 1
    bits.read(8)
    for _ in range(count):
        bits.unsigned()
        bits.unsigned()
        bits.flag()
    bits.read(20)
    return True


def frame_rate(scale: int, units: int) -> float:
    """scale / units when that is a believable number of frames per second, else 0.0."""
    rate = scale / units if units else 0.0
    return rate if 0.01 <= rate <= 480 else 0.0
