"""Counts kept so that nobody waits while millions are counted (M4, M7, R25(1)): a job's copies, no record."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptCount(models.Model):
    """How many records of a subject and a month answer to a measure of `subjects`, by area and police.

    ``area`` is the beginning of the division code: 6, 4, 2 or no digits. ``jurisdiction`` is "" where every police of
    the area reads alike.
    """

    subject = models.CharField(max_length=12)
    jurisdiction = models.CharField(max_length=12, blank=True)
    area = models.CharField(max_length=6, blank=True)
    measure = models.CharField(max_length=40)
    month = models.DateField()
    count = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("月度数")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "jurisdiction", "area", "measure", "month"], name="kept_count_once"
            ),
            models.CheckConstraint(condition=models.Q(count__gt=0), name="kept_count_of_something"),
        ]


class KeptTimes(models.Model):
    """How often units of an area were inspected in one of the periods a page offers (M17).

    ``classes``: {class of place: [visits, units with one, two, three, more]}; ``most``: [[unit's name, class, times,
    {reason: times}]], the most first.
    """

    jurisdiction = models.CharField(max_length=12)
    area = models.CharField(max_length=6, blank=True)
    start = models.DateField()
    until = models.DateField()
    classes = models.JSONField()
    most = models.JSONField()

    class Meta:
        verbose_name = verbose_name_plural = _("受检次数")
        constraints = [
            models.UniqueConstraint(fields=["jurisdiction", "area", "start", "until"], name="kept_times_once"),
        ]


class Counting(models.Model):
    """The last counting of a subject: when it began and how many records it saw."""

    subject = models.CharField(max_length=12, unique=True)
    at = models.DateTimeField()
    records = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = _("最近一次统计")
