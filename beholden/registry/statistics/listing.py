"""The list behind a number: the same rows by the same condition, newest first (R25(1))."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from beholden.registry.filings.models import Filing
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order
from beholden.registry.penalties.models import Case
from beholden.registry.statistics.scope import Scope
from beholden.registry.statistics.subjects import SUBJECTS
from beholden.registry.tips.models import Tip

PAGE: Final = 50
EXPORTED: Final = 10_000
COUNTED: Final = 10_000
_DAY: Final[Mapping[str, str]] = {  # what a list goes by: the indexes of its room do too
    "inspections": "scheduled_on",
    "orders": "issued_on",
    "tips": "received_at",
    "filings": "submitted_at",
    "standing": "submitted_at",
    "penalties": "opened_on",
}


class NoSuchNumber(ValueError):
    """No figure is called so."""


@dataclass(frozen=True, slots=True)
class Line:
    """One record: its day, number, whom it is about, where, how it stands, and its address."""

    day: str
    number: str
    who: str
    where: str
    state: str
    href: str


@dataclass(frozen=True, slots=True)
class Page:
    """What a number counts: the words for it, a page of records, how many (up to `COUNTED`), and what follows."""

    subject: str
    measure: str
    lines: list[Line]
    count: int
    after: str


def page(scope: Scope, subject: str, measure: str, after: str = "", size: int = PAGE) -> Page:
    """One page. Raises NoSuchNumber."""
    found, by = _rows(scope, subject, measure), _DAY[subject]
    count = found.order_by()[: COUNTED + 1].count()
    if (last := _read(after, moment=by.endswith("_at"))) is not None:
        day, pk = last
        found = found.filter(Q(**{f"{by}__lt": day}) | Q(**{by: day, "pk__lt": pk}), **{f"{by}__lte": day})
    keys = list(found.order_by(f"-{by}", "-pk").values_list("pk", by)[: size + 1])  # whole rows are not what is sorted
    shown = {row.pk: row for row in found.filter(pk__in=[pk for pk, _day in keys[:size]])}
    rest = _written(*keys[size - 1]) if len(keys) > size else ""
    about = SUBJECTS[subject]
    lines = [_line(shown[pk]) for pk, _day in keys[:size] if pk in shown]
    return Page(str(about.word), str(about.measures()[measure].word), lines, count, rest)


def _written(pk: int, day: date | datetime) -> str:
    return f"{day.isoformat()}_{pk}"


def _read(after: str, *, moment: bool) -> tuple[date | datetime, int] | None:
    """The last line of the page before; None where the address bar holds something else."""
    text, _bar, pk = after.partition("_")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    try:
        day = datetime.fromisoformat(text) if moment else date.fromisoformat(text)
    except ValueError:
        return None
    return None if isinstance(day, datetime) and timezone.is_naive(day) else (day, int(pk))


def every(scope: Scope, subject: str, measure: str) -> Iterator[Line]:
    """All of them, `EXPORTED` at most. Raises NoSuchNumber."""
    found = _rows(scope, subject, measure).order_by(f"-{_DAY[subject]}", "-pk")[:EXPORTED]
    return (_line(row) for row in found.iterator(chunk_size=500))


def _rows(scope: Scope, subject: str, measure: str) -> QuerySet[Any]:
    known = SUBJECTS.get(subject)
    mark = known.measures().get(measure) if known else None
    if known is None or mark is None:
        raise NoSuchNumber
    found = known.rows(scope).filter(mark.where(scope.today))
    return found.prefetch_related("parties") if subject == "penalties" else found


def _line(row: Any) -> Line:
    if isinstance(row, Inspection):
        href = reverse("inspections:visit", args=[row.code])
        return Line(f"{row.scheduled_on}", row.number, row.unit_name, row.place, str(row.get_state_display()), href)
    if isinstance(row, Order):
        day, href = str(row.issued_on or ""), reverse("orders:order", args=[row.code])
        return Line(day, row.number or row.code, row.party_name, row.place, str(row.get_state_display()), href)
    if isinstance(row, Tip):
        day = f"{timezone.localtime(row.received_at):%Y-%m-%d}"
        return Line(day, row.code, "", row.place, str(row.get_state_display()), reverse("tips:tip", args=[row.code]))
    if isinstance(row, Filing):
        day = f"{timezone.localtime(row.submitted_at):%Y-%m-%d}" if row.submitted_at else ""
        where, href = str(row.answers.get("location", "")), reverse("filings:filing", args=[row.code])
        return Line(day, row.number or row.code, row.unit_name, where, str(row.get_state_display()), href)
    assert isinstance(row, Case)
    party = next(iter(row.parties.all()), None)
    href = reverse("penalties:case", args=[row.code])
    return Line(
        f"{row.opened_on}", row.number, party.shown if party else "", row.place, str(row.get_state_display()), href
    )
