"""Who was inspected how often, by whom and why: the city supervisor's view (M17, R25(1)).

How often is read from `VisitCount`, kept for each area whose police read its visits; all else is asked of the visits
of a page's units, from `visible_to`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, F, Max, Q, QuerySet

from beholden.ground.people.models import Account
from beholden.ground.places import queries as places
from beholden.registry.filings.queries import holds
from beholden.registry.inspections import permissions, queries
from beholden.registry.inspections.models import NOBODY, Inspection, Reason, State, VisitCount

PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One unit in one year: inspections by reason, authorities, findings of violation, the latest day."""

    unit: str
    unit_id: int | None
    total: int
    reasons: tuple[tuple[str, int], ...]
    authorities: int
    violations: int
    last: date


@dataclass(frozen=True, slots=True)
class Page:
    """One page of units; ``after`` is what the next one starts behind, "" at the end."""

    lines: list[Line]
    after: str


def counts_visible_to(account: Account) -> QuerySet[VisitCount]:
    """How many visits `queries.visible_to` shows the police of this area and remit; nobody else any."""
    if not permissions.is_police(account) or account.organisation is None:
        return VisitCount.objects.none()
    area = places.prefix(account.organisation.division[:6])
    return VisitCount.objects.filter(area=area, jurisdiction=permissions.jurisdiction_of(account))


def page(account: Account, year: int, words: str = "", after: str = "", size: int = PAGE) -> Page:
    """Units inspected in a year whose name holds the words, most often first, then as they came."""
    found = counts_visible_to(account).filter(year=year, reason="")
    if kept := words.strip()[:100]:
        found = found.filter(holds("unit_name", kept))
    ordered, key = found.order_by("-visits", "pk"), _key(after)
    if key is None:
        rows = list(ordered.filter(visits__gt=0)[: size + 1])
    else:
        visits, pk = key
        rows = list(ordered.filter(visits=visits, pk__gt=pk)[: size + 1])
        if len(rows) <= size:
            rows += ordered.filter(visits__gt=0, visits__lt=visits)[: size + 1 - len(rows)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(_lines(account, year, rows), f"{rows[-1].visits}_{rows[-1].pk}" if rows and more else "")


def every(account: Account, year: int, words: str, most: int) -> Iterator[Line]:
    """The same for an export, page after page, at most ``most``."""
    after, given = "", 0
    while given < most:
        one = page(account, year, words, after, min(200, most - given))
        yield from one.lines
        given += len(one.lines)
        after = one.after
        if not after:
            return


def totals(account: Account, year: int) -> list[tuple[str, int]]:
    """Inspections of a year by reason, most first."""
    kept = counts_visible_to(account).filter(year=year, unit=NOBODY, unit_name="")
    counted = dict(kept.values_list("reason", "visits"))
    known = [(str(one.label), counted.get(one.value, 0)) for one in Reason]
    return sorted(known, key=lambda pair: -pair[1])


def _key(after: str) -> tuple[int, int] | None:
    visits, _bar, pk = after.partition("_")
    numbers = all(one.isascii() and one.isdigit() and len(one) < 18 for one in (visits, pk))
    return (int(visits), int(pk)) if numbers else None


def _lines(account: Account, year: int, rows: list[VisitCount]) -> list[Line]:
    """What is said of each of these units beside how often."""
    seen = queries.visible_to(account, along=False).select_related(None).exclude(state=State.CANCELLED).order_by()
    seen = seen.filter(scheduled_on__gte=date(year, 1, 1), scheduled_on__lte=date(year, 12, 31))
    told: dict[tuple[int | None, str], dict[str, Any]] = {}
    for there in _of(seen, rows):
        told |= _told(there)
    lines = []
    for row in rows:
        known = told.get((row.unit or None, row.unit_name))
        if known is None:
            continue  # the last of its visits was moved or cancelled since
        reasons = tuple((str(one.label), known[f"of_{one.value}"]) for one in Reason if known[f"of_{one.value}"])
        wrong = known.get("wrong", 0)
        unit, name = row.unit or None, row.unit_name
        lines.append(Line(name, unit, row.visits, reasons, known["authorities"], wrong, known["last"]))
    return lines


def _of(seen: QuerySet[Inspection], rows: list[VisitCount]) -> Iterator[QuerySet[Inspection]]:
    """The visits of these units, and those of the names nobody knows a unit of: each has its own index."""
    units = [row.unit for row in rows if row.unit != NOBODY]
    names = [row.unit_name for row in rows if row.unit == NOBODY]
    if units:
        yield seen.filter(unit__in=units)
    if names:
        yield seen.filter(unit__isnull=True, unit_name__in=names)


def _told(seen: QuerySet[Inspection]) -> dict[tuple[int | None, str], dict[str, Any]]:
    by_reason = {f"of_{one}": Count("pk", filter=Q(reason=one)) for one in Reason.values}
    who = {"who": F("unit_id"), "called": F("unit_name")}
    authorities, last = Count("authority", distinct=True), Max("scheduled_on")
    rows = seen.values(**who).annotate(authorities=authorities, last=last, **by_reason)
    told = {(row["who"], row["called"]): row for row in rows}
    wrong = seen.filter(answers__superseded=False, answers__result="violation")
    for unit, name, count in wrong.values_list("unit_id", "unit_name").annotate(Count("answers")):
        told[unit, name]["wrong"] = count
    return told
