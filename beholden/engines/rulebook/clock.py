"""Legal clocks: calendar days, working days with 调休, months, hours (rules T-1 to T-5).

The first day does not count (程序规定35, 民法典201). A month ends on the same day of a later month, or on its last
day (民法典202). A last day that is no working day moves to the next one (程序规定35, 民法典203): the strict date is
always shown beside it. Beyond the published calendars a date is provisional.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from beholden.engines.rulebook.calendars import DAY, Calendars
from beholden.engines.rulebook.errors import BadFacts

UNITS = ("day", "working_day", "month", "hour")
MAX_DAYS = 36_600


@dataclass(frozen=True, slots=True)
class Due:
    """``due``: the last day in law; ``strict``: the same, not moved off a holiday; ``calendars``: what it stands on."""

    start: date
    due: date
    strict: date
    provisional: bool
    calendar: str
    calendars: tuple[str, ...]
    cites: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether a holiday moved the last day."""
        return self.due != self.strict


def due(calendars: Calendars, start: date, count: int, unit: str) -> Due:
    """The last day of a term of ``count`` units that begins on ``start``. Raises BadFacts beyond a century."""
    if count < 0 or count > MAX_DAYS or start.year > 9000:
        raise BadFacts(f"期限 {count} 无法计算", f"a term of {count} cannot be counted")
    if unit == "working_day":
        return _working(calendars, start, count)
    if unit == "hour":
        last = start + DAY * -(-count // 24)
        return Due(start, last, last, False, calendars.id(last), (calendars.id(last),), ("程序规定35",))
    last = start + timedelta(days=count) if unit == "day" else add_months(start, count)
    cites = ("民法典201", "程序规定35") if unit == "day" else ("民法典201", "民法典202", "程序规定35")
    return _rolled(calendars, start, last, cites)


def _rolled(calendars: Calendars, start: date, strict: date, cites: tuple[str, ...]) -> Due:
    last, seen = strict, [strict]
    while last > start and not calendars.working(last):
        last += DAY
        seen.append(last)
    provisional = last > start and not all(calendars.published(day) for day in seen)
    if last != strict:
        cites = (*cites, "民法典203")
    return Due(start, last, strict, provisional, calendars.id(last), _ids(calendars, seen), cites)


def _working(calendars: Calendars, start: date, count: int) -> Due:
    last, left, seen = start, count, []
    while left:
        last += DAY
        seen.append(last)
        left -= calendars.working(last)
    provisional = not all(calendars.published(day) for day in seen)
    ids = _ids(calendars, seen or [last])
    return Due(start, last, last, provisional, calendars.id(last), ids, ("民法典201", "程序规定35"))


def _ids(calendars: Calendars, days: list[date]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(calendars.id(day) for day in days))


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the last day of that month (民法典202)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
