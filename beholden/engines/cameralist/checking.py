"""Each row against what a filing can hold, against the rows before it, and against the place it should lie in.

One pass, one row at a time; of the rows before only keys are kept. Coordinates are judged, never changed: a swapped
pair or another datum is a finding that a person puts right (M6(2): position as it is).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from beholden.engines.cameralist import headers
from beholden.engines.cameralist.findings import Finding
from beholden.engines.cameralist.positions import Known, Where, found_in_list
from beholden.engines.cameralist.reading import Row, Table

LONGEST: Final = {"name": 100, "position": 200}
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c\u200b\ufeff")
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})(?:\s*[-/.月]?\s*(\d{1,2}))?")
_SHORT_DAY: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LOST: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words a cell may hold → the value that is kept, by field (function_type, place_category …); words as `plain`."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def value(self, name: str, text: str) -> str | None:
        """The value of a typed word, or None when it is none of them."""
        return self.words.get(name, {}).get(headers.plain(text))


@dataclass(slots=True)
class Line:
    """One row as it would be taken over, with what was found in it. ``cells`` are the file's own."""

    number: int
    cells: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    lon: float | None = None
    lat: float | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Nothing grave was found."""
        return not any(finding.grave for finding in self.findings)


class Checker:
    """Goes through a list once. ``home`` is (lon, lat) of the county, ``known`` the cameras already there."""

    def __init__(
        self,
        table: Table,
        mapping: headers.Mapping,
        vocabulary: Vocabulary | None = None,
        *,
        home: tuple[float, float] | None = None,
        known: Iterable[Known] = (),
        datum: str = "wgs84",
        skip: Sequence[int] = (),
    ) -> None:
        self.table = table
        self.mapping = {name: column for name, column in mapping.items() if name in headers.FIELDS}
        self.vocabulary = vocabulary or Vocabulary()
        self.where = Where(home, datum)
        self.skip = frozenset(skip)
        self.known = list(known)
        self._codes: dict[str, int] = {}
        self._names: dict[str, int] = {}
        self._spots: dict[tuple[float, float], int] = {}
        self._same: dict[tuple[object, ...], int] = {}
        self._there = {camera.code for camera in self.known if camera.code}
        self._there_too = {(camera.name, _rounded(camera.lon, camera.lat)) for camera in self.known}
        self._by_name = {camera.name: camera for camera in self.known}

    def lines(self) -> Iterator[Line]:
        """Every row, checked, in the file's order. Raises ListError as the table does."""
        for row in self.table.rows():
            yield self._line(row)

    def whole(self) -> list[Finding]:
        """What was found about the list as a whole; call it after the last line."""
        return found_in_list(self.where, headers.stated_datum(self.table.header))

    def _line(self, row: Row) -> Line:
        line = Line(*row)
        cells = line.cells
        told = {name: cells[column] for name, column in self.mapping.items() if 0 <= column < len(cells)}
        self._texts(line, told)
        self._choices(line, told)
        self._code(line, told.get("device_code", ""))
        for code, name, values in self.where.judge(line, told):
            line.findings.append(Finding(line.number, code, name, values))
        self._repeated(line)
        known = self._by_name.get(line.values["name"])
        if known is not None:
            self.where.beside(line.lon, line.lat, known)
        return line

    def _texts(self, line: Line, told: Mapping[str, str]) -> None:
        for name, longest in LONGEST.items():
            kept = unicodedata.normalize("NFC", told.get(name, ""))
            kept = " ".join(kept.split()) if not kept.isprintable() else kept
            line.values[name] = kept
            if len(kept) > longest:
                line.findings.append(Finding(line.number, "too_long", name, (str(longest), str(len(kept)))))
            elif not kept.isprintable() or not _TURNING.isdisjoint(kept):
                hidden = next(c for c in kept if c in _TURNING or not c.isprintable())
                line.findings.append(Finding(line.number, "invisible", name, (f"U+{ord(hidden):04X}",)))
        if not line.values["name"]:
            line.findings.append(Finding(line.number, "name_missing", "name"))
        line.values["own_code"] = told.get("own_code", "")[:100]

    def _choices(self, line: Line, told: Mapping[str, str]) -> None:
        for name in ("function_type", "structure_type", "place_category", "area"):
            typed = told.get(name, "")
            value = self.vocabulary.value(name, typed) if typed else ""
            if value is None:
                line.findings.append(Finding(line.number, "no_choice", name, (typed[:40],)))
            line.values[name] = value or ""
        typed = told.get("installed_on", "")
        day = day_of(typed) if typed else None
        if typed and day is None:
            line.findings.append(Finding(line.number, "not_a_day", "installed_on", (typed[:40],)))
        line.values["installed_on"] = day.isoformat() if day else ""

    def _code(self, line: Line, typed: str) -> None:
        line.values["device_code"] = ""
        code = "".join(typed.split())
        if not code:
            return
        if _LOST.fullmatch(code):
            line.findings.append(Finding(line.number, "code_digits_lost", "device_code", (typed[:40],)))
        elif len(code) != 20 or not (code.isascii() and code.isdigit()):
            line.findings.append(Finding(line.number, "code_shape", "device_code", (typed[:40],)))
        else:
            line.values["device_code"] = code
            if code.endswith("00000"):  # a spreadsheet keeps fifteen digits of a number
                line.findings.append(Finding(line.number, "code_zeros", "device_code", (code,)))

    def _repeated(self, line: Line) -> None:
        code, name, spot = line.values["device_code"], line.values["name"], _rounded(line.lon, line.lat)
        if code in self._there or (spot is not None and (name, spot) in self._there_too):
            line.findings.append(Finding(line.number, "already_there", "name"))
        if code and (first := self._codes.setdefault(code, line.number)) != line.number:
            line.findings.append(Finding(line.number, "duplicate_code", "device_code", (code, str(first))))
        if not name:
            return
        key = (name, line.values["position"], spot, line.values["own_code"])
        if (first := self._same.setdefault(key, line.number)) != line.number:
            line.findings.append(Finding(line.number, "duplicate", "name", (str(first),)))
            return
        if (first := self._names.setdefault(name, line.number)) != line.number:
            line.findings.append(Finding(line.number, "same_name", "name", (str(first),)))
        if spot is not None and (first := self._spots.setdefault(spot, line.number)) != line.number:
            line.findings.append(Finding(line.number, "same_spot", "lon", (str(first),)))


def _rounded(lon: float | None, lat: float | None) -> tuple[float, float] | None:
    """The position to about ten centimetres, to compare by."""
    return None if lon is None or lat is None else (round(lon, 6), round(lat, 6))


def day_of(text: str) -> date | None:
    """A day as lists write it (2024-3-1, 2024/03/01, 2024年3月, 20240301); a month is its first day."""
    word = unicodedata.normalize("NFKC", text).strip().split(" ")[0].rstrip("日月")
    found = _SHORT_DAY.fullmatch(word) or _DAY.fullmatch(word)
    if found is None:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        made = date(year, month, day)
    except ValueError:
        return None
    return made if 1980 <= year <= 2100 else None


__all__ = ["Checker", "Known", "Line", "Vocabulary", "day_of", "found_in_list"]
