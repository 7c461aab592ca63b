"""The one writer of this room: what was counted anew replaces what was kept (M4, M7, R25(1)).

Counting reads for as long as it takes and locks nobody out; then what changed is written at once, all or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from beholden.registry.statistics import counting, often
from beholden.registry.statistics.counting import Tally
from beholden.registry.statistics.models import Counting, KeptCount, KeptTimes
from beholden.registry.statistics.scope import Period

_BATCH: Final = 2_000
_UNIQUE: Final = ["subject", "jurisdiction", "area", "measure", "month"]


def count_all(now: datetime | None = None) -> dict[str, int]:
    """Count filings, inspections, orders and how often units were inspected; how many records of each there are."""
    at = now or timezone.now()
    today = timezone.localdate(at)
    seen = {}
    for subject, count in counting.COUNTED.items():
        tally = count(today)
        seen[subject] = tally.total()
        tally.roll_up()
        _keep(subject, tally, at, seen[subject])
    seen["times"] = _keep_times(at)
    return seen


def _keep(subject: str, tally: Tally, at: datetime, records: int) -> None:
    """Write what differs from what is kept: after a quiet hour that is little, and the lock is held as long."""
    gone: list[int] = []
    changed: list[tuple[counting.Key, str, int]] = []
    kept = KeptCount.objects.filter(subject=subject).values_list(
        "pk", "area", "jurisdiction", "month", "measure", "count"
    )
    for pk, *key, measure, count in kept.iterator(chunk_size=_BATCH):
        where: counting.Key = (key[0], key[1], key[2])
        wanted = tally.take(where, measure)
        if not wanted:
            gone.append(pk)
        elif wanted != count:
            changed.append((where, measure, wanted))
    with transaction.atomic():
        for some in _in_batches(gone):
            KeptCount.objects.filter(pk__in=some).delete()
        for some in _in_batches(_rows(subject, chain(changed, tally.left()))):
            KeptCount.objects.bulk_create(some, update_conflicts=True, unique_fields=_UNIQUE, update_fields=["count"])
        _told(subject, at, records)


def _rows(subject: str, counts: Iterable[tuple[counting.Key, str, int]]) -> Iterator[KeptCount]:
    for (area, police, month), measure, count in counts:
        yield KeptCount(subject=subject, area=area, jurisdiction=police, month=month, measure=measure, count=count)


def _keep_times(at: datetime) -> int:
    wanted = often.periods(timezone.localdate(at))
    counted = often.counted(wanted)
    with transaction.atomic():
        KeptTimes.objects.all().delete()
        for some in _in_batches(counted.items()):
            KeptTimes.objects.bulk_create(_times(place, wanted[place[2]], one) for place, one in some)
        _told("times", at, len(counted))
    return len(counted)


def _times(place: often.Place, period: Period, one: often.Times) -> KeptTimes:
    police, area, _number = place
    return KeptTimes(
        jurisdiction=police, area=area, start=period.start, until=period.until, classes=one.classes, most=one.most
    )


def _told(subject: str, at: datetime, records: int) -> None:
    Counting.objects.update_or_create(subject=subject, defaults={"at": at, "records": records})


def _in_batches(every: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(every)
    while some := list(islice(rest, _BATCH)):
        yield some
