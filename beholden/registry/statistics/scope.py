"""What figures are asked about: by whom, for which area, for which months (R5, R25(1))."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.places import queries as places

FIRST_YEAR: Final = 2025  # the Regulation came into force in it; earlier months hold nothing
_LAST_YEAR: Final = 2100
_MONTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}")


class NotYours(ValueError):
    """An area outside the one the person answers for, or none at all."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months: ``start`` is the first day, ``until`` the first day after."""

    start: date
    until: date

    @property
    def first(self) -> str:
        """The first month as the address bar has it, 2026-01."""
        return f"{self.start:%Y-%m}"

    @property
    def last(self) -> str:
        """The last month."""
        return f"{_before(self.until):%Y-%m}"

    def moments(self) -> tuple[datetime, datetime]:
        """Both ends as instants, by the clock of China."""
        return _midnight(self.start), _midnight(self.until)


@dataclass(frozen=True, slots=True)
class Scope:
    """One question: ``area`` is the beginning of the division codes that count, "" for the nation."""

    account: Account
    area: str
    period: Period
    today: date

    @property
    def division(self) -> str:
        """The six digits of the area."""
        return self.area.ljust(6, "0")

    def query(self, **more: str) -> str:
        """The address bar's words for this scope, and more."""
        from urllib.parse import urlencode

        told = {"from": self.period.first, "to": self.period.last, "division": self.division, **more}
        return urlencode(told)


def own_area(account: Account) -> str:
    """The beginning of the codes of all divisions this person's authority answers for. Raises NotYours: no office."""
    if account.organisation is None:
        raise NotYours
    return places.prefix(account.organisation.division[:6])


def asked(account: Account, division: str, first: str, last: str, today: date) -> Scope:
    """The scope that was asked for; what is missing is the own area and this year. Raises NotYours."""
    own = own_area(account)
    area = places.prefix(division[:6]) if division else own
    if (division and not re.fullmatch(r"[0-9]{6,12}", division)) or not area.startswith(own):
        raise NotYours
    return Scope(account, area, period(first, last, today), today)


def period(first: str, last: str, today: date) -> Period:
    """From one month to another, turned round when they are; what cannot be read is this year up to now."""
    start = _month(first) or date(today.year, 1, 1)
    end = _month(last) or max(start, today.replace(day=1))
    start, end = min(start, end), max(start, end)
    return Period(start, _after(end))


def presets(today: date) -> list[tuple[str, Period]]:
    """Periods one click away: this month, this year, last year."""
    month = today.replace(day=1)
    year = date(today.year, 1, 1)
    return [
        ("month", Period(month, _after(month))),
        ("year", Period(year, _after(month))),
        ("last_year", Period(date(today.year - 1, 1, 1), year)),
    ]


def _month(text: str) -> date | None:
    if not _MONTH.fullmatch(text):
        return None
    year, month = int(text[:4]), int(text[5:])
    return date(year, month, 1) if FIRST_YEAR <= year <= _LAST_YEAR and 1 <= month <= 12 else None


def _after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
