"""The counts of `VisitCount` follow each visit in the transaction that plans, moves or cancels it."""

from __future__ import annotations

from datetime import date

from django.db.models import F

from beholden.ground.places import queries as places
from beholden.registry.inspections.models import NOBODY, Inspection, VisitCount


def counted(visit: Inspection) -> None:
    """A visit was planned."""
    _add(visit, visit.scheduled_on, 1)


def uncounted(visit: Inspection) -> None:
    """It is not done after all."""
    _add(visit, visit.scheduled_on, -1)


def moved(visit: Inspection, before: date) -> None:
    """It was planned for another day before."""
    after = visit.scheduled_on
    if before.year != after.year:
        for on, more in sorted([(before, -1), (after, 1)]):  # whoever moves the other way waits, is not stuck
            _add(visit, on, more)


def _add(visit: Inspection, on: date, more: int) -> None:
    """From the smallest area to the largest: what many wait for is held shortest."""
    for area in places.around(visit.division):
        place = {"area": area, "jurisdiction": visit.jurisdiction, "year": on.year}
        for what in (
            {"unit": visit.unit_id or NOBODY, "unit_name": visit.unit_name, "reason": ""},
            {"unit": NOBODY, "unit_name": "", "reason": visit.reason},
        ):
            kept = VisitCount.objects.filter(**place, **what)
            if not kept.update(visits=F("visits") + more):
                VisitCount.objects.get_or_create(**place, **what)
                kept.update(visits=F("visits") + more)
