"""The list behind a number: the same rows by the same condition, newest first (R25(1))."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
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
    found = _rows(scope, subject, measure)
    count = found.order_by()[: COUNTED + 1].count()
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    keys = list(found.order_by("-pk").values_list("pk", flat=True)[: size + 1])  # whole rows are not what is sorted
    rows = list(found.filter(pk__in=keys).order_by("-pk"))
    last = str(rows[size - 1].pk) if len(rows) > size else ""
    about = SUBJECTS[subject]
    return Page(str(about.word), str(about.measures()[measure].word), [_line(row) for row in rows[:size]], count, last)


def every(scope: Scope, subject: str, measure: str) -> Iterator[Line]:
    """All of them, `EXPORTED` at most. Raises NoSuchNumber."""
    found = _rows(scope, subject, measure).order_by("-pk")[:EXPORTED]
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
