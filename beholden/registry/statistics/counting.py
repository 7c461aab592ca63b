"""Counting anew, for the job: every record once, by month, county and police; it only reads (M4, M7, R25(1)).

Rows stream from the database already grouped; what is held are the counts. The conditions are those of `subjects`,
so that a kept number is the length of the list behind it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import TruncMonth
from django.utils import timezone

from beholden.ground.places import queries as places
from beholden.registry.filings.models import Filing
from beholden.registry.inspections.models import Answer, Inspection, Reason
from beholden.registry.inspections.models import State as VisitState
from beholden.registry.orders.models import Order
from beholden.registry.orders.models import State as OrderState
from beholden.registry.statistics import subjects
from beholden.registry.statistics.subjects import Measure

DAYS: Final = "took_days"  # of all that were put right together: what a mean is made of
TIMES: Final = "took"
_CHUNK: Final = 1_000

Key = tuple[str, str, date]  # area, jurisdiction, month


class Tally:
    """Numbers by area, police and month: an array for each, a place for each measure. The first one counts all."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = list(names)
        self.place = {name: place for place, name in enumerate(self.names)}
        self._nothing = array("Q", bytes(8 * len(self.names)))
        self.rows: dict[Key, array[int]] = {}

    def add(self, key: Key, counts: Iterable[tuple[int, int]]) -> None:
        """Add (place, count) to what is there."""
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = self._nothing[:]
        for place, count in counts:
            if count:
                row[place] += count

    def roll_up(self) -> None:
        """Counties into cities, provinces and the nation."""
        for (county, police, month), row in list(self.rows.items()):
            for area in places.around(county):
                if area != county:
                    self.add((area, police, month), enumerate(row))

    def total(self) -> int:
        """How many records there were; of the counties alone or of the nation, so ask before rolling up."""
        return sum(row[0] for row in self.rows.values())

    def take(self, key: Key, measure: str) -> int:
        """The number, which is nought from now on: what was taken is not `left`."""
        row, place = self.rows.get(key), self.place.get(measure)
        if row is None or place is None:
            return 0
        count, row[place] = row[place], 0
        return count

    def left(self) -> Iterator[tuple[Key, str, int]]:
        """All numbers but noughts."""
        for key, row in self.rows.items():
            for name, count in zip(self.names, row, strict=True):
                if count:
                    yield key, name, count


def _walked(
    tally: Tally, found: QuerySet[Any], columns: tuple[str, str, str], known: Mapping[str, Measure], today: date
) -> None:
    """Add what answers to each measure; ``columns`` are county, police and day."""
    wanted = {f"m{place}": Count("pk", filter=one.where(today)) for place, one in enumerate(known.values())}
    places = [tally.place[name] for name in known]
    grouped = found.order_by().values(*columns).annotate(**wanted)
    for row in grouped.values_list(*columns, *wanted).iterator(chunk_size=_CHUNK):
        county, police, day, *counts = row
        tally.add((county, police, _month(day)), zip(places, counts, strict=True))


def _month(day: date) -> date:
    local = timezone.localdate(day) if isinstance(day, datetime) else day
    return local.replace(day=1)


def filings(today: date) -> Tally:
    """What was handed in, by the month of its latest submission."""
    known = {**subjects.filing_measures(), **subjects.standing_measures()}
    tally = Tally(known)
    found = Filing.objects.filter(province__isnull=False, submitted_at__isnull=False)
    months = found.annotate(month=TruncMonth("submitted_at"))
    _walked(tally, months, ("county", "jurisdiction", "month"), known, today)
    return tally


def inspections(today: date) -> Tally:
    """Inspections that were not cancelled, by the month of their day."""
    every = subjects.visit_measures()
    known = {name: one for name, one in every.items() if not name.startswith(("item_", "again_"))}
    tally = Tally(every)
    columns = ("county", "jurisdiction", "scheduled_on")
    _walked(tally, Inspection.objects.exclude(state=VisitState.CANCELLED), columns, known, today)
    _items(tally)
    return tally


def _items(tally: Tally) -> None:
    """Items found violated and found again: from the answers, which are few, not asked for of every visit."""
    again = subjects.found_before() & ~Q(inspection__reason=Reason.REINSPECTION)
    columns = ("inspection__county", "inspection__jurisdiction", "inspection__scheduled_on", "item")
    found = (
        Answer.objects.filter(superseded=False, result="violation", inspection__state=VisitState.CLOSED)
        .order_by()
        .values(*columns)
        .annotate(times=Count("pk"), again=Count("pk", filter=again))
    )
    for county, police, day, item, times, before in found.values_list(*columns, "times", "again").iterator(
        chunk_size=_CHUNK
    ):
        if (place := tally.place.get(f"item_{item}")) is not None:
            counts = ((place, times), (tally.place[f"again_{item}"], before))
            tally.add((county, police, _month(day)), counts)


def orders(today: date) -> Tally:
    """Orders that were given, by the month they were given in. Whose they are does not matter: the division does."""
    every = subjects.order_measures()
    known = {name: one for name, one in every.items() if not name.startswith("took_")}
    given = Order.objects.filter(issued_on__isnull=False).exclude(state__in=[OrderState.DRAFTED, OrderState.DISCARDED])
    tally = Tally([*every, DAYS, TIMES])
    _walked(tally, given.annotate(police=Value("")), ("county", "police", "issued_on"), known, today)
    columns = ("county", "issued_on", "state", "took")
    found = subjects.taking(given).filter(took__gte=timedelta()).order_by().values(*columns).annotate(times=Count("pk"))
    for county, day, state, took, times in found.values_list(*columns, "times").iterator(chunk_size=_CHUNK):
        counts = [(tally.place[DAYS], times * (took // timedelta(days=1))), (tally.place[TIMES], times)]
        if state == OrderState.CLOSED_CORRECTED:
            counts.append((tally.place[subjects.took_name(took)], times))
        tally.add((county, "", _month(day)), counts)
    return tally


COUNTED: Final[Mapping[str, Callable[[date], Tally]]] = {
    "filings": filings,
    "inspections": inspections,
    "orders": orders,
}
