"""Counts of filings by month and county, kept so that nobody waits for a count of millions (M4, M7). A job's copy."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FilingCount(models.Model):
    """How many filings handed in that month answer to a measure of `subjects.FILINGS`, by county and police."""

    month = models.DateField()
    county = models.CharField(max_length=6)
    jurisdiction = models.CharField(max_length=12)
    measure = models.CharField(max_length=40)
    count = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("备案月度数")
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "county", "month", "measure"], name="filing_count_once"),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="filing_count_of_something"),
        ]


class Counting(models.Model):
    """One counting: when it was done and how many filings it saw."""

    at = models.DateTimeField()
    filings = models.PositiveIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("备案数统计")
        get_latest_by = "at"
