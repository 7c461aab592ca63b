"""How often units were inspected: counted when asked, and by the job for the periods a page offers (M17).

Re-inspections are owed by law (M15) and left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import CharField, Count, Min, Q, QuerySet
from django.db.models.functions import Cast, Coalesce

from beholden.ground.places import queries as places
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.inspections.models import Inspection, Reason
from beholden.registry.inspections.models import State as VisitState
from beholden.registry.inspections.permissions import jurisdiction_of
from beholden.registry.statistics import subjects
from beholden.registry.statistics.models import KeptTimes
from beholden.registry.statistics.scope import Period, Scope, presets

SHOWN: Final = 10
TIMES: Final = (1, 2, 3)  # columns of their own; more in one
REASONS: Final = tuple(one for one in Reason if one != Reason.REINSPECTION)
_CHUNK: Final = 1_000

Unit = tuple[str, str, int, dict[str, int]]  # name, class of place, times, times by reason


@dataclass(slots=True)
class Times:
    """``classes``: for each class of place visits, then units with one, two, three visits, more; ``most``: units."""

    classes: dict[str, list[int]] = field(default_factory=dict)
    most: list[Unit] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        """One more unit."""
        row = self.classes.setdefault(unit[1], [0] * (len(TIMES) + 2))
        row[0] += unit[2]
        row[min(unit[2], len(TIMES) + 1)] += 1
        self.most.append(unit)
        if len(self.most) > 10 * SHOWN:
            self.trim()

    def merge(self, other: Times) -> None:
        """All of another area too."""
        for name, row in other.classes.items():
            own = self.classes.setdefault(name, [0] * len(row))
            self.classes[name] = [one + more for one, more in zip(own, row, strict=True)]
        self.most += other.most
        self.trim()

    def trim(self) -> None:
        """Only those that are shown, the most first."""
        self.most.sort(key=lambda unit: (-unit[2], unit[0]))
        del self.most[SHOWN:]


def of(scope: Scope) -> Times:
    """The times of a scope: kept ones where the job has counted this period, else counted now."""
    police = jurisdiction_of(scope.account)
    kept = KeptTimes.objects.filter(
        jurisdiction=police, area=scope.area, start=scope.period.start, until=scope.period.until
    ).first()
    if kept is not None:
        return Times(kept.classes, [tuple(unit) for unit in kept.most])
    return _now(scope)


def periods(today: date) -> list[Period]:
    """What the job counts: this month, this year up to now, last year."""
    return [period for _name, period in presets(today)]


def _by_unit(found: QuerySet[Any]) -> QuerySet[Any]:
    """Visits that count towards fairness, with whom they were paid to."""
    who = Coalesce(Cast("unit_id", CharField()), "unit_name")
    return found.exclude(reason=Reason.REINSPECTION).select_related(None).order_by().annotate(who=who)


def _now(scope: Scope) -> Times:
    """Three questions over all visits of the scope."""
    visits = _by_unit(subjects.visits(scope))
    units = visits.values("place_category", "who").annotate(times=Count("pk"))
    wanted = {}
    for category in PlaceCategory.values:
        for times in TIMES:
            wanted[f"{category}_{times}"] = Count("times", filter=Q(place_category=category, times=times))
        wanted[f"{category}_more"] = Count("times", filter=Q(place_category=category, times__gt=TIMES[-1]))
    got = units.aggregate(**wanted)
    paid = dict(visits.values_list("place_category").annotate(Count("pk")))
    found = Times()
    for category in PlaceCategory.values:
        found.classes[category] = [paid.get(category, 0), *(got[f"{category}_{times}"] for times in (*TIMES, "more"))]
    why = {f"of_{one.value}": Count("pk", filter=Q(reason=one)) for one in REASONS}
    for row in units.annotate(name=Min("unit_name"), **why).order_by("-times", "name")[:SHOWN]:
        reasons = {one.value: row[f"of_{one.value}"] for one in REASONS if row[f"of_{one.value}"]}
        found.most.append((row["name"], row["place_category"], row["times"], reasons))
    return found


# The job's ---------------------------------------------------------------------------------------------------------
Place = tuple[str, str, int]  # police, area, which period


def counted(wanted: Sequence[Period]) -> dict[Place, Times]:
    """The times of each of these periods in each area for each police. One pass over the visits, unit by unit.

    Units that lie in one county are counted there and added up; those of several are counted in each area anew.
    """
    days = Q(scheduled_on__gte=min(one.start for one in wanted), scheduled_on__lt=max(one.until for one in wanted))
    found = _by_unit(Inspection.objects.filter(days).exclude(state=VisitState.CANCELLED))
    within = {
        f"p{number}": Count("pk", filter=Q(scheduled_on__gte=one.start, scheduled_on__lt=one.until))
        for number, one in enumerate(wanted)
    }
    columns = ("jurisdiction", "place_category", "who", "county", "reason")
    rows = found.values(*columns).annotate(name=Min("unit_name"), **within).order_by(*columns[:3])
    alone: dict[Place, Times] = defaultdict(Times)
    spread: dict[Place, Times] = defaultdict(Times)
    every = rows.values_list(*columns, "name", *within).iterator(chunk_size=_CHUNK)
    for (police, category, _who), lines in groupby(every, key=itemgetter(0, 1, 2)):
        visits = list(lines)
        counties = {row[3] for row in visits}
        kept, areas = (alone, counties) if len(counties) == 1 else (spread, _areas(counties))
        for area in areas:
            there = [row for row in visits if row[3].startswith(area)]
            for number in range(len(wanted)):
                if (unit := _unit(category, there, 6 + number)) is not None:
                    kept[police, area, number].add(unit)
    for (police, county, number), one in alone.items():
        for area in places.around(county):
            spread[police, area, number].merge(one)
    for one in spread.values():
        one.trim()
    return spread


def _areas(counties: Iterable[str]) -> set[str]:
    return {area for county in counties for area in places.around(county)}


def _unit(category: str, rows: Sequence[tuple[Any, ...]], column: int) -> Unit | None:
    """A unit as its rows tell of one period; None: not inspected in it."""
    reasons: dict[str, int] = {}
    for row in rows:
        if row[column]:
            reasons[row[4]] = reasons.get(row[4], 0) + row[column]
    times = sum(reasons.values())
    return (min(row[5] for row in rows if row[column]), category, times, reasons) if times else None
