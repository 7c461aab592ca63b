"""The one writer of this room: counts filings by month and county anew, all or nothing (M4, M7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from beholden.registry.filings.models import Filing
from beholden.registry.statistics import subjects
from beholden.registry.statistics.models import Counting, FilingCount

_BATCH: Final = 1_000


@transaction.atomic
def count_filings(now: datetime | None = None) -> int:
    """Count what was handed in, by month, county and police; how many filings there are. One pass over them."""
    at = now or timezone.now()
    today = timezone.localdate(at)
    known = {**subjects.filing_measures(), **subjects.standing_measures()}
    counts = {f"m{place}": Count("pk", filter=one.where(today)) for place, one in enumerate(known.values())}
    found = (
        Filing.objects.filter(province__isnull=False, submitted_at__isnull=False)
        .annotate(month=TruncMonth("submitted_at"))
        .order_by()
        .values("month", "county", "jurisdiction")
        .annotate(**counts)
    )
    FilingCount.objects.all().delete()
    total = 0

    def made() -> Iterator[FilingCount]:
        nonlocal total
        for row in found.iterator(chunk_size=_BATCH):
            total += row["m0"]  # the first measure counts all
            month = timezone.localdate(row["month"])
            for place, name in enumerate(known):
                if count := row[f"m{place}"]:
                    yield FilingCount(
                        month=month, county=row["county"], jurisdiction=row["jurisdiction"], measure=name, count=count
                    )

    FilingCount.objects.bulk_create(made(), batch_size=_BATCH)
    Counting.objects.all().delete()
    Counting.objects.create(at=at, filings=total)
    return total
