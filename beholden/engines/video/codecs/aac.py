"""AudioSpecificConfig of AAC (ISO/IEC 14496-3, 1.6.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from beholden.engines.video.codecs.bits import Bits
from beholden.engines.video.errors import CameraError

_RATES: Final = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_CHANNELS: Final = (0, 1, 2, 3, 4, 5, 6, 8)
_SBR: Final = 5
_PS: Final = 29


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """``rate`` samples a second put out (after SBR), ``frame`` samples a frame at that rate, ``channels`` 1–8."""

    object_type: int
    rate: int
    channels: int
    frame: int

    @property
    def codec_string(self) -> str:
        """RFC 6381: mp4a.40.N."""
        return f"mp4a.40.{self.object_type}"


def parse_config(data: bytes) -> AudioConfig:
    """Parse an AudioSpecificConfig. Raises CameraError("damaged")."""
    bits = Bits(data, "AAC")
    declared = kind = _object_type(bits)
    rate = _rate(bits)
    channels = bits.read(4)
    doubled = False
    if kind in (_SBR, _PS):
        extended = _rate(bits)
        doubled = extended == 2 * rate
        rate = extended
        kind = _object_type(bits)
    short = bits.left > 0 and bits.flag()  # frameLengthFlag: 960 samples instead of 1024
    if channels >= len(_CHANNELS) or rate == 0:
        raise CameraError("damaged", "AAC")
    frame = (960 if short else 1024) * (2 if doubled else 1)
    return AudioConfig(declared, rate, 2 if declared == _PS else _CHANNELS[channels] or 2, frame)


def _object_type(bits: Bits) -> int:
    kind = bits.read(5)
    return 32 + bits.read(6) if kind == 31 else kind


def _rate(bits: Bits) -> int:
    index = bits.read(4)
    if index == 15:
        return bits.read(24)
    if index >= len(_RATES):
        raise CameraError("damaged", "AAC")
    return _RATES[index]
