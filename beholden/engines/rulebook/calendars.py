"""Working days, from dated calendars and the notice each rests on; beyond them everything is provisional."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from beholden.engines.rulebook.errors import BadLawData, Spot
from beholden.engines.rulebook.reading import Entry, Items, read_yaml

DAY = timedelta(days=1)
LONGEST = 366


@dataclass(frozen=True, slots=True)
class Year:
    """One published calendar: days off and make-up working days (调休), some of which may lie in the year before."""

    id: str
    year: int
    title: str
    number: str
    addresses: tuple[str, ...]
    reading: str
    source: tuple[str, str]
    off: dict[date, str]
    work: frozenset[date]
    spot: Spot


class Calendars:
    """All published years, and what is assumed beyond them."""

    def __init__(
        self,
        years: dict[int, Year],
        unsettled: tuple[int, int],
        fixed: frozenset[tuple[int, int]],
        cites: tuple[str, ...],
    ) -> None:
        self.years = years
        self.cites = cites
        self._unsettled = unsettled
        self._fixed = fixed
        self._off = {day: name for year in years.values() for day, name in year.off.items()}
        self._work = frozenset().union(*(year.work for year in years.values())) if years else frozenset()

    def published(self, day: date) -> bool:
        """Whether the day is settled: its year's notice is in, for the last days of December the next year's, too."""
        if day.year not in self.years:
            return False
        return (day.month, day.day) < self._unsettled or day.year + 1 in self.years or day in self._off

    def working(self, day: date) -> bool:
        """Whether the day is a working day; provisional when it isn't `published`."""
        if day in self._work:
            return True
        if day in self._off or day.weekday() >= 5:
            return False
        return day.year in self.years or (day.month, day.day) not in self._fixed

    def name(self, day: date) -> str:
        """The holiday's name, or nothing."""
        return self._off.get(day, "")

    def id(self, day: date) -> str:
        """The calendar a day stands on: `cn-2025`, or `cn-2027?` when that notice isn't in."""
        year = self.years.get(day.year)
        return year.id if year else f"cn-{day.year}?"


def load_calendars(root: Path) -> Calendars:
    """Every calendar under `calendars/`. Raises BadLawData."""
    years: dict[int, Year] = {}
    folder = root / "calendars"
    for path in sorted(folder.glob("*.yaml")):
        if path.name == "provisional.yaml":
            continue
        top = read_yaml(root, path)
        if top.has("years"):
            reading = top.choice("reading", ("law", "unverified"))
            source = top.both("source")
            for part in top.entries("years"):
                _keep(years, _year(part, reading, source))
            top.done()
        else:
            _keep(years, _year(top, top.choice("reading", ("law", "unverified")), top.both("source")))
    return _with_provisional(years, read_yaml(root, folder / "provisional.yaml"))


def _with_provisional(years: dict[int, Year], top: Entry) -> Calendars:
    turn = top.entry("unsettled_from")
    unsettled = (turn.number("month"), turn.number("day"))
    turn.done()
    fixed = set()
    for part in top.entries("fixed"):
        part.text("name")
        fixed |= {(part.number("month"), day) for day in part.raw("days") or ()}
        part.done()
    cites = top.words("cite")
    top.done()
    return Calendars(years, unsettled, frozenset(fixed), cites)


def _keep(years: dict[int, Year], year: Year) -> None:
    if year.year in years:
        raise BadLawData(
            year.spot,
            f"{year.year} 年的日历重复，已在 {years[year.year].spot}",
            f"the year {year.year} stands twice, first at {years[year.year].spot}",
            "删去一处",
            "delete one",
        )
    years[year.year] = year


def _year(entry: Entry, reading: str, source: tuple[str, str]) -> Year:
    number = entry.number("year")
    title, paper = "", ""
    addresses: tuple[str, ...] = ()
    if entry.has("notice"):
        notice = entry.entry("notice")
        title, paper, addresses = notice.text("title"), notice.text_or("number", ""), notice.words("addresses")
        notice.day_or_none("issued")
        notice.done()
    elif reading == "law":
        raise entry.wrong(
            "notice", "日历须写明所据通知", "a calendar needs the notice it comes from", "补上 notice", "add 'notice'"
        )
    off: dict[date, str] = {}
    for part in entry.entries("holidays"):
        name, first, last = part.text("name"), part.day("from"), part.day("to")
        part.done()
        if not first <= last <= first + DAY * LONGEST or not number - 1 <= first.year <= last.year <= number:
            raise part.wrong(
                "from", "假期起止不对", "the days of the holiday are wrong", "核对通知", "check the notice"
            )
        while first <= last:
            if first in off:
                raise part.wrong("from", f"{first} 重复", f"{first} stands twice", "核对通知", "check the notice")
            off[first] = name
            first += DAY
    work = entry.raw("workdays")
    if not isinstance(work, Items) or not all(type(day) is date for day in work):
        raise entry.wrong(
            "workdays", "workdays 应是日期列表", "workdays must be a list of dates", "写成 [年-月-日, …]", "write dates"
        )
    both = sorted(set(work) & set(off))
    if both:
        raise entry.wrong(
            "workdays", f"{both[0]} 既放假又上班", f"{both[0]} is both off and working", "核对通知", "check the notice"
        )
    year = Year(entry.text("id"), number, title, paper, addresses, reading, source, off, frozenset(work), entry.spot)
    entry.done()
    return year
