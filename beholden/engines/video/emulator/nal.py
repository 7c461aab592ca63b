"""NAL units out of a container's packets: Annex B start codes or length prefixes (ISO/IEC 14496-15)."""

from __future__ import annotations

import re
from typing import Final, Literal

VideoCodec = Literal["h264", "h265"]

_START: Final = re.compile(rb"\x00\x00\x01")
# Parameter sets by codec, in the order a decoder needs them.
_PARAMETER_TYPES: Final[dict[str, tuple[int, ...]]] = {"h264": (7, 8), "h265": (32, 33, 34)}


def unit_type(codec: VideoCodec, unit: bytes) -> int:
    """The nal_unit_type of ``unit`` (no start code); -1 when it is too short to have one."""
    if codec == "h264":
        return unit[0] & 0x1F if unit else -1
    return unit[0] >> 1 & 0x3F if len(unit) > 1 else -1


def is_key(codec: VideoCodec, units: list[bytes]) -> bool:
    """True when an access unit of these units can be decoded by itself (H.264 IDR, H.265 IRAP)."""
    types = [unit_type(codec, unit) for unit in units]
    return 5 in types if codec == "h264" else any(16 <= kind <= 21 for kind in types)


def split_start_codes(data: bytes) -> list[bytes]:
    """Units between Annex B start codes, without them and without trailing zero bytes."""
    marks = [match.end() for match in _START.finditer(data)]
    ends = [mark - 3 for mark in marks[1:]] + [len(data)]
    units = [data[mark:end].rstrip(b"\x00") for mark, end in zip(marks, ends, strict=False)]
    return [unit for unit in units if unit]


def split_lengths(data: bytes, width: int) -> list[bytes]:
    """Units behind big-endian lengths of ``width`` bytes. Raises ValueError when a length points outside."""
    units, at = [], 0
    while at < len(data):
        end = at + width + int.from_bytes(data[at : at + width])
        if at + width > len(data) or end > len(data):
            raise ValueError("a NAL unit ends outside its packet")
        if end > at + width:
            units.append(data[at + width : end])
        at = end
    return units


def read_configuration(codec: VideoCodec, extradata: bytes) -> tuple[int, list[bytes]]:
    """(length width, parameter sets) of a container's codec configuration; width 0 means Annex B."""
    if not extradata or extradata[:3] == b"\x00\x00\x01" or extradata[:4] == b"\x00\x00\x00\x01":
        return 0, split_start_codes(extradata)
    if codec == "h264":
        return _read_avcc(extradata)
    return _read_hvcc(extradata)


def _read_avcc(data: bytes) -> tuple[int, list[bytes]]:
    sets, at = [], 6
    for count in (data[5] & 0x1F, None):
        if count is None:
            count, at = data[at], at + 1
        for _ in range(count):
            size = int.from_bytes(data[at : at + 2])
            sets.append(data[at + 2 : at + 2 + size])
            at += 2 + size
    return (data[4] & 3) + 1, sets


def _read_hvcc(data: bytes) -> tuple[int, list[bytes]]:
    sets, at = [], 23
    for _ in range(data[22]):
        count = int.from_bytes(data[at + 1 : at + 3])
        at += 3
        for _ in range(count):
            size = int.from_bytes(data[at : at + 2])
            sets.append(data[at + 2 : at + 2 + size])
            at += 2 + size
    return (data[21] & 3) + 1, sets


def parameter_sets(codec: VideoCodec, units: list[bytes]) -> list[bytes]:
    """The first unit of each kind of parameter set among ``units``, in decoding order; missing kinds are left out."""
    found = []
    for kind in _PARAMETER_TYPES[codec]:
        found += [unit for unit in units if unit_type(codec, unit) == kind][:1]
    return found


def with_parameter_sets(codec: VideoCodec, units: list[bytes], sets: list[bytes]) -> list[bytes]:
    """``units`` of a key access unit, led (after a delimiter) by the parameter sets it does not carry itself."""
    carried = {unit_type(codec, unit) for unit in units}
    missing = [unit for unit in sets if unit_type(codec, unit) not in carried]
    delimiter = 9 if codec == "h264" else 35
    lead = 1 if units and unit_type(codec, units[0]) == delimiter else 0
    return units[:lead] + missing + units[lead:]
