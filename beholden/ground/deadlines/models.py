"""Running and ended legal clocks. Written by `services` only; a due date is never typed in by hand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook


class Ending(models.TextChoices):
    """How a clock stopped."""

    MET = "met", _("已完成")
    DROPPED = "dropped", _("不再需要")


class Deadline(models.Model):
    """One term of one matter: when it began, its last day, what it rests on, and whose turn it is."""

    subject_kind = models.CharField(max_length=32)
    subject_code = models.CharField(max_length=32)
    rule = models.CharField(_("规则"), max_length=64)  # id in law/rules
    division = models.CharField(_("行政区划"), max_length=12)
    facts = models.JSONField(default=dict)  # what the rulebook was told
    owner = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("责任单位")
    )
    started = models.DateField(_("起算日"))  # does not count itself
    due = models.DateField(_("截止日"))  # the last day in law, moved off a holiday
    strict = models.DateField(_("严格日期"))  # the same, not moved
    provisional = models.BooleanField(default=False)  # stands on a calendar that is not published yet
    certain = models.BooleanField(default=True)  # False: the number is our reading or unverified, never "the law says"
    calendar = models.CharField(_("所据日历"), max_length=16)
    value = models.PositiveIntegerField()
    unit = models.CharField(max_length=16)
    cite = models.CharField(_("依据"), max_length=64)
    counted_by = models.JSONField(default=list)  # citations of how days are counted
    rulebook = models.CharField(max_length=64)
    former = models.JSONField(default=list)  # results of earlier countings, oldest first
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)  # the day, in China, that decides whether it was in time
    ending = models.CharField(max_length=8, choices=Ending.choices, blank=True)
    why = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("法定期限")
        ordering = ("due", "id")
        indexes = [
            models.Index(fields=["subject_kind", "subject_code"], name="deadline_subject"),
            models.Index(fields=["owner", "due"], condition=Q(ended_at__isnull=True), name="deadline_open"),
            # what was late is counted in figures of every division: found without reading what was in time
            models.Index(
                fields=["subject_kind", "rule", "subject_code"],
                condition=Q(ending=Ending.MET, ended_on__gt=F("due")),
                name="deadline_met_late",
            ),
            models.Index(
                fields=["subject_kind", "rule", "due"], condition=Q(ended_at__isnull=True), name="deadline_running"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_code", "rule"],
                condition=Q(ended_at__isnull=True),
                name="deadline_one_running",
            ),
            models.CheckConstraint(condition=Q(due__gte=F("started")), name="deadline_after_its_start"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_on__isnull=True, ending="")
                | Q(ended_at__isnull=False, ended_on__isnull=False, ending__in=Ending.values),
                name="deadline_ends_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.due}"

    @property
    def running(self) -> bool:
        """Whether it still counts."""
        return self.ended_at is None

    @property
    def met_at(self) -> Any:
        """When it was met; None while it runs and when it was dropped."""
        return self.ended_at if self.ending == Ending.MET else None

    def title(self, language: str) -> str:
        """The rule's name in the reader's language, or its id when the law no longer has it."""
        known = rulebook.opened(settings.LAW).rules.get(self.rule)
        return known.title[language.startswith("en")] if known else self.rule
