"""Numbers of inspections: given inside the caller's transaction, by year and division, so without gaps."""

from __future__ import annotations

from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beholden.registry.filings.answers import Refused
from beholden.registry.inspections.models import InspectionSeries

_TRIES: Final = 5


def next_number(year: int, division: str) -> str:
    """The next number of the year and the authority's division. Raises Refused when the series cannot be opened."""
    area = division[:6]
    for _try in range(_TRIES):
        series = InspectionSeries.objects.select_for_update().filter(year=year, division=area).first()
        if series is not None:
            InspectionSeries.objects.filter(pk=series.pk).update(last=F("last") + 1)
            return f"查〔{year}〕{area}-{series.last + 1:04d}"
        try:
            with transaction.atomic():
                InspectionSeries.objects.create(year=year, division=area)
        except IntegrityError:
            continue  # another visit opened the series at the same moment
    raise Refused("busy", _("现在办理的人太多，请稍后再试。"))
