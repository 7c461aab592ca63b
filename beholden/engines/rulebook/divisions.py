"""Administrative divisions, county level and up: code, name, dates, successors; zones outside GB/T 2260 marked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beholden.engines.rulebook.errors import BadLawData, Spot, UnknownPlace
from beholden.engines.rulebook.reading import read_rows

COLUMNS = ("code", "name", "level", "kind", "from", "until", "successors")
LEVELS = ("nation", "province", "city", "county")
KINDS = ("gbt2260", "zone", "former", "outside")
NATION = "000000"
UMBRELLAS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@dataclass(frozen=True, slots=True)
class Division:
    """One division. ``kind``: gbt2260; zone (statistical, not in GB/T 2260); former; outside (the Regulation
    is not in force there). Dates None: not recorded."""

    code: str
    name: str
    level: str
    kind: str
    from_: date | None
    until: date | None
    successors: tuple[str, ...]


class Divisions:
    """All divisions by code."""

    def __init__(self, by_code: dict[str, Division]) -> None:
        self.by_code = by_code

    def find(self, code: str, on: date) -> Division:
        """The division of a code on a day. Raises UnknownPlace."""
        if not re.fullmatch(r"\d{6}", code):
            raise UnknownPlace(code, "不是六位数字", "is not six digits")
        found = self.by_code.get(code)
        if found is None:
            raise UnknownPlace(code, "不在行政区划表中", "is not in the table of divisions")
        if found.kind == "outside":
            raise UnknownPlace(
                code, f"（{found.name}）不施行本条例", f"({found.name}) lies outside the reach of the Regulation"
            )
        if found.until is not None and on > found.until:
            heirs = "、".join(found.successors) or "未记载"
            plain = ", ".join(found.successors) or "not recorded"
            raise UnknownPlace(
                code,
                f"（{found.name}）已于 {found.until} 后撤销，继任：{heirs}",
                f"({found.name}) ended after {found.until}; successors: {plain}",
            )
        if found.from_ is not None and on < found.from_:
            raise UnknownPlace(
                code, f"（{found.name}）自 {found.from_} 起才设立", f"({found.name}) exists only from {found.from_}"
            )
        return found

    def chain(self, code: str, on: date) -> tuple[str, ...]:
        """The code and what it lies in, up to the nation: county, city, province, 000000."""
        self.find(code, on)
        wanted = (code, code[:4] + "00", code[:2] + "0000", NATION)
        return tuple(dict.fromkeys(wanted))

    def name(self, code: str) -> str:
        """Full name from the province down, or the code when it isn't known."""
        parts = [self.by_code[part].name for part in (code[:2] + "0000", code[:4] + "00", code) if part in self.by_code]
        return "".join(part for part in dict.fromkeys(parts) if part not in UMBRELLAS) or code


def load_divisions(root: Path) -> Divisions:
    """Every CSV under `divisions/`. Raises BadLawData."""
    by_code: dict[str, Division] = {}
    for path in sorted((root / "divisions").glob("*.csv")):
        name = path.relative_to(root).as_posix()
        for line, row in read_rows(root, path, COLUMNS):
            division = _division(Spot(name, line), row)
            if division.code in by_code:
                raise BadLawData(
                    Spot(name, line),
                    f"代码 {division.code} 重复",
                    f"the code {division.code} stands twice",
                    "删去一行",
                    "delete one row",
                )
            by_code[division.code] = division
    return Divisions(by_code)


def _division(spot: Spot, row: list[str]) -> Division:
    code, name, level, kind, start, end, successors = row
    try:
        if not re.fullmatch(r"\d{6}", code) or level not in LEVELS or kind not in KINDS:
            raise ValueError
        first = date.fromisoformat(start) if start else None
        last = date.fromisoformat(end) if end else None
    except ValueError as error:
        raise BadLawData(
            spot,
            "代码、级别、类别或日期不对",
            "code, level, kind or date is wrong",
            "六位代码；nation/province/city/county；gbt2260/zone/former/outside；年-月-日",
            "six digits; a known level and kind; ISO dates",
        ) from error
    return Division(code, name, level, kind, first, last, tuple(successors.split()))
