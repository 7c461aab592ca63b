"""The 20-digit device code: centre 8, industry 2, type 3, network 1, serial 6.

The tables are those public projects agree on; the printed annex was not at hand, so a value outside a table is a remark
and not a refusal, except what makes a code unreadable: its length and its digits.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from beholden.engines.gb28181.tables import INDUSTRIES, NETWORKS, TYPES, Words

LENGTH: Final = 20
REGIONS: Final = (2, 4, 6, 8)  # lengths of codes of civil regions
CAMERA: Final = "131"
NETWORK_CAMERA: Final = "132"
_ALL: Final = re.compile(r"[0-9]+")
_RESERVED: Final = range(15, 40)


class CodeError(ValueError):
    """No code: ``zh`` and ``en`` are complete sentences."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class Code:
    """A code taken apart. ``centre`` holds province, city, county (GB/T 2260) and grassroots, two digits each."""

    centre: str
    industry: str
    type: str
    network: str
    serial: str

    def __str__(self) -> str:
        return self.centre + self.industry + self.type + self.network + self.serial

    @property
    def division(self) -> str:
        """The GB/T 2260 code of the county."""
        return self.centre[:6]

    @property
    def domain(self) -> str:
        """The SIP domain: the first ten digits."""
        return self.centre + self.industry

    @property
    def words(self) -> dict[str, Words | None]:
        """Industry, type and network in Chinese and English; None for what no table has."""
        return {
            "industry": _industry(self.industry),
            "type": _kind(self.type),
            "network": NETWORKS.get(self.network),
        }

    @property
    def is_camera(self) -> bool:
        """Whether it names a camera or a network camera."""
        return self.type in (CAMERA, NETWORK_CAMERA)


def parse(text: str) -> Code:
    """A code from its digits, blanks around them forgiven. Raises CodeError."""
    digits = text.strip()
    if not _ALL.fullmatch(digits):
        raise CodeError("设备编码只能是数字", "a device code is made of digits only")
    if len(digits) != LENGTH:
        raise CodeError(
            f"设备编码应为 {LENGTH} 位，现在是 {len(digits)} 位",
            f"a device code has {LENGTH} digits, this one has {len(digits)}",
        )
    return Code(digits[:8], digits[8:10], digits[10:13], digits[13], digits[14:])


def is_region(text: str) -> bool:
    """Whether it is the code of a civil region instead: 2, 4, 6 or 8 digits."""
    return len(text) in REGIONS and _ALL.fullmatch(text) is not None


def compose(division: str, industry: str, kind: str, network: str, serial: int, *, grassroots: str = "00") -> Code:
    """The code of a device of a county (six digits). Raises CodeError when a part is not of its length or table."""
    if not (_ALL.fullmatch(division) and len(division) == 6):
        raise CodeError("行政区划应为 6 位数字", "the division has six digits")
    if not (_ALL.fullmatch(grassroots) and len(grassroots) == 2):
        raise CodeError("基层编号应为 2 位数字", "the grassroots number has two digits")
    if not 0 <= serial <= 999_999:
        raise CodeError("序号应在 0 至 999999 之间", "the serial lies between 0 and 999999")
    code = Code(division + grassroots, industry, kind, network, f"{serial:06d}")
    if len(industry) != 2 or code.words["industry"] is None:
        raise CodeError(f"没有“{industry}”这个行业编码", f"there is no industry '{industry}'")
    if len(kind) != 3 or code.words["type"] is None:
        raise CodeError(f"没有“{kind}”这个类型编码", f"there is no type '{kind}'")
    if code.words["network"] is None:
        raise CodeError(f"没有“{network}”这个网络标识", f"there is no network '{network}'")
    return code


def problems(code: Code, *, divisions: Mapping[str, object] | None = None, camera: bool = False) -> list[Words]:
    """What a person should look at: remarks (Chinese, English), none of which makes the code unusable.

    ``divisions`` are the known GB/T 2260 codes; ``camera`` says that it is meant for a camera.
    """
    found: list[Words] = []
    if divisions is not None and code.division not in divisions:
        found.append((f"区划 {code.division} 不在行政区划表中", f"division {code.division} is in no table"))
    words = code.words
    for part, zh, value in (
        ("industry", "行业编码", code.industry),
        ("type", "类型编码", code.type),
        ("network", "网络标识", code.network),
    ):
        if words[part] is None:
            found.append((f"{zh} {value} 不在表中", f"{part} {value} is in no table"))
    if camera and words["type"] is not None and not code.is_camera:
        found.append((f"类型 {code.type} 是{words['type'][0]}，不是摄像机", f"type {code.type} is no camera"))
    return found


def _industry(value: str) -> Words | None:
    if value.isdigit() and int(value) in _RESERVED:
        return ("行业预留", "reserved for industries")
    return INDUSTRIES.get(value)


def _kind(value: str) -> Words | None:
    if "300" <= value <= "343":
        return ("中心用户", "user at a centre")
    if "400" <= value <= "443":
        return ("终端用户", "user at a terminal")
    return TYPES.get(value)
