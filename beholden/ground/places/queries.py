"""Divisions as `law/divisions` has them: by code, by name, and what lies in what."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from beholden.engines import rulebook
from beholden.engines.rulebook.divisions import NATION, UMBRELLAS, Division, Divisions

MOST: Final = 20


def division(code: str, on: date | None = None) -> Division:
    """The division of a code of 6 to 12 digits (those behind the county are the unit's own affair) on a day.

    Raises rulebook.UnknownPlace: no such code, ended, not yet there, or outside the reach of the Regulation.
    """
    known = code[:6] if code.isascii() and code.isdigit() and len(code) in (6, 9, 12) else code
    return _divisions().find(known, on or timezone.localdate())


def name(code: str) -> str:
    """Its full name from the province down; the code itself when nobody knows it."""
    return _divisions().name(code[:6])


def short_name(code: str) -> str:
    """Its own name alone, 路北区; "" when nobody knows the code."""
    found = _divisions().by_code.get(code[:6])
    return found.name if found else ""


def prefix(code: str) -> str:
    """What every code within this division begins with: "13" for 130000, "1302" for 130200, "" for the nation."""
    county = code[:6]
    if county == NATION:
        return ""
    for ending, length in (("0000", 2), ("00", 4)):
        if county.endswith(ending):
            return county[:length]
    return code


def around(division: str) -> tuple[str, ...]:
    """What codes begin with of each area that holds a division, from the smallest: "130203", "1302", "13", ""."""
    return tuple(dict.fromkeys(division[:digits] for digits in (6, 4, 2, 0)))


def lying_in(division: str) -> Q:
    """Rows with indexed columns county, city and province that lie in this division; all of them for the nation."""
    begins = prefix(division[:6])
    column = {6: "county", 4: "city", 2: "province"}.get(len(begins))
    return Q(**{column: begins}) if column else Q()


def ever(code: str) -> bool:
    """Whether the county, city or province of this code is known on any day, also one that is no more."""
    return code[:6] in _divisions().by_code


def codes(area: str) -> tuple[str, ...]:
    """Every code that lies in this division on any day: its own and those of what was or is below it."""
    return _codes(_divisions(), prefix(area[:6]))


def within(code: str, area: str) -> bool:
    """Whether a division lies in another, or is it."""
    return code.startswith(prefix(area))


def search(text: str, on: date | None = None) -> list[Division]:
    """Divisions whose code begins with the text or whose name holds it, in force that day; at most twenty, by code.

    Umbrella names (市辖区, 县) and places where the Regulation is not in force are left out.
    """
    wanted = text.strip()
    if not wanted:
        return []
    day = on or timezone.localdate()
    found = []
    for known in sorted(_divisions().by_code.values(), key=lambda item: item.code):
        if known.name in UMBRELLAS or known.kind == "outside" or not _stands(known, day):
            continue
        if known.code.startswith(wanted) or wanted in known.name or (len(wanted) > 2 and wanted in name(known.code)):
            found.append(known)
        if len(found) == MOST:
            break
    return found


def counties(area: str, on: date | None = None) -> list[Division]:
    """The counties of a province or city that exist that day, by code; a city that has none stands for its own."""
    start = prefix(area)
    return [item for item in _counties(_divisions(), on or timezone.localdate()) if item.code.startswith(start)]


def has_county_police(code: str, on: date | None = None) -> bool:
    """Whether the police of this division are those that R14(1) calls the county's: of a county, or of a city that has
    no counties (东莞市, 中山市, 儋州市) and does their work itself. Which those are, the table of divisions says."""
    county = code[:6]
    return len(prefix(county)) == 6 or any(item.code == county for item in counties(county, on))


@lru_cache(maxsize=64)
def _codes(known: Divisions, begins: str) -> tuple[str, ...]:
    return tuple(code for code in known.by_code if code.startswith(begins))


@lru_cache(maxsize=8)
def _counties(known: Divisions, day: date) -> tuple[Division, ...]:
    there = [item for item in known.by_code.values() if item.kind != "outside" and _stands(item, day)]
    divided = {item.code[:4] for item in there if item.level == "county"}
    found = [
        item for item in there if item.level == "county" or (item.level == "city" and item.code[:4] not in divided)
    ]
    return tuple(sorted(found, key=lambda item: item.code))


def _stands(item: Division, day: date) -> bool:
    return not ((item.until and day > item.until) or (item.from_ and day < item.from_))


def _divisions() -> Divisions:
    return rulebook.opened(settings.LAW).divisions
