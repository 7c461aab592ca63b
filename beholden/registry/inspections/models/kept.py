"""How many inspections a year has, added up as they are planned, moved and cancelled (M17)."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

NOBODY: Final = 0  # of a unit that is only named


class VisitCount(models.Model):
    """Inspections of one year in one area by one jurisdiction, cancelled ones left out: of a unit, or for a reason.

    ``area`` is how the codes of a county, city or province begin, "" the nation. A unit's row has no ``reason``; a
    reason's row no unit. ``unit`` is the organisation's key, `NOBODY` of one that is only named.
    """

    area = models.CharField(max_length=6, blank=True)
    jurisdiction = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=12, blank=True)
    unit = models.PositiveBigIntegerField(default=NOBODY)
    unit_name = models.CharField(max_length=200, blank=True)
    visits = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("年度检查次数")
        constraints = [
            models.UniqueConstraint(
                fields=["unit_name", "unit", "area", "jurisdiction", "year", "reason"], name="visit_count_once"
            ),
            models.CheckConstraint(
                condition=(Q(reason="") & ~Q(unit_name="")) | (~Q(reason="") & Q(unit_name="")),
                name="visit_count_of_unit_or_reason",
            ),
            models.CheckConstraint(condition=Q(visits__gte=0), name="visit_count_not_below_none"),
        ]
        indexes = [
            models.Index(
                fields=["area", "jurisdiction", "year", "reason", "-visits", "id", "unit_name"], name="visit_count_most"
            )
        ]
