"""The end of what an entry tells of a person: first on the log that it goes, then gone, row and opening alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import models, transaction

from beholden.ground.evidence import logs
from beholden.ground.evidence import services as evidence
from beholden.site.access.models import AccessEntry


def erase(entries: Sequence[AccessEntry], months: int, cite: str, at: datetime) -> None:
    """Erase the content of ``entries`` (not empty) whose term of ``months`` is over. Raises LogUnavailable.

    Killed after the log holds it, the rows are still there: the next run enters it again and erases.
    """
    numbers = [entry.number for entry in entries]
    body = {"action": "register_erase", "first": numbers[0], "last": numbers[-1], "count": len(numbers)}
    with transaction.atomic():
        evidence.append("decide", {**body, "months": months, "rule": cite}, at=at)
        evidence.erase(logs.ACCESS, [entry.log_index for entry in entries])
        rows: models.QuerySet[AccessEntry] = models.QuerySet(AccessEntry)  # the register's own never changes a row
        rows.filter(number__in=numbers, erased_at__isnull=True).update(
            erased_at=at, account=None, username="", name="", unit="", purpose_note="", client=""
        )
