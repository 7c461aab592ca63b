"""Who was inspected how often, by whom and why: the city supervisor's view (M17, R25(1)). Starts from `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Count, Max, Q, QuerySet

from beholden.ground.people.models import Account
from beholden.registry.inspections import queries
from beholden.registry.inspections.models import Inspection, Reason, State

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


def lines(account: Account, year: int, words: str = "", start: int = 0, size: int = PAGE) -> tuple[list[Line], bool]:
    """Units inspected in a year, most often first; and whether there are more. Two questions: what was found is asked
    of the units of this page only."""
    found = queries.visible_to(account).select_related(None).exclude(state=State.CANCELLED)
    found = found.filter(scheduled_on__gte=date(year, 1, 1), scheduled_on__lte=date(year, 12, 31))
    found = queries.search(found, words).order_by()
    by_reason = {f"of_{one}": Count("pk", filter=Q(reason=one)) for one in Reason.values}
    rows = list(
        found.values("unit_id", "unit_name")
        .annotate(
            total=Count("pk"), authorities=Count("authority", distinct=True), last=Max("scheduled_on"), **by_reason
        )
        .order_by("-total", "-last", "unit_name")[start : start + size + 1]
    )
    wrong = _violations(found, rows[:size])
    made = [
        Line(
            row["unit_name"],
            row["unit_id"],
            row["total"],
            tuple((str(one.label), row[f"of_{one.value}"]) for one in Reason if row[f"of_{one.value}"]),
            row["authorities"],
            wrong.get((row["unit_id"], row["unit_name"]), 0),
            row["last"],
        )
        for row in rows[:size]
    ]
    return made, len(rows) > size


def _violations(found: QuerySet[Inspection], rows: list[dict[str, Any]]) -> dict[tuple[int | None, str], int]:
    """How many violations were found at each of these units."""
    named = Q(unit__isnull=True, unit_name__in=[row["unit_name"] for row in rows if row["unit_id"] is None])
    there = found.filter(named | Q(unit__in=[row["unit_id"] for row in rows if row["unit_id"] is not None]))
    wrong = there.filter(answers__superseded=False, answers__result="violation")
    counted = wrong.values_list("unit_id", "unit_name").annotate(Count("answers"))
    return {(unit, name): count for unit, name, count in counted}


def totals(account: Account, year: int) -> list[tuple[str, int]]:
    """Inspections of a year by reason, most first."""
    found = queries.visible_to(account).exclude(state=State.CANCELLED).filter(scheduled_on__year=year).order_by()
    counted = dict(found.values_list("reason").annotate(Count("pk")))
    known = [(str(one.label), counted.get(one.value, 0)) for one in Reason]
    return sorted(known, key=lambda pair: -pair[1])
