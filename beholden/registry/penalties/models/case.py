"""A penalty case: violation, facts, what is proposed and decided (R26 to R31, 行政处罚法 44 to 64).

Its ``state`` changes only along `flow`; whoever decided is never who proposed.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.penalties import codes
from beholden.registry.penalties.models.choices import ENDED, Ground, Outcome, State


class Case(models.Model):
    """One violation of one main party, with those responsible for it beside. ``facts`` is what the rulebook is told."""

    code = models.CharField(max_length=16, unique=True, default=codes.case_code, editable=False)
    number = models.CharField(_("案号"), max_length=40, unique=True)
    state = models.CharField(_("状态"), max_length=16, choices=State.choices, default=State.OPENED)
    revision = models.PositiveIntegerField(default=1)  # every write counts up: what two tabs compare
    violation = models.CharField(_("违法行为"), max_length=16)  # id in law/rules/violations.yaml
    inspection = models.ForeignKey("inspections.Inspection", null=True, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(_("行政区划"), max_length=12)
    place = models.CharField(_("地点"), max_length=300, blank=True)
    place_category = models.CharField(max_length=32, blank=True)
    facts = models.JSONField(default=dict)  # names of law/rules/facts.yaml, dates as text
    story = models.TextField(_("违法事实"))
    evidence = models.TextField(_("证据"), blank=True)
    officers = models.ManyToManyField("people.Account", related_name="+")
    opened_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    opened_on = models.DateField(_("立案日期"))
    changed_at = models.DateTimeField()
    rulebook = models.CharField(max_length=64)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    ground = models.CharField(max_length=24, choices=Ground.choices, blank=True)
    measures = models.JSONField(default=list)  # codes of penalty.measures
    reason = models.TextField(_("裁量理由"), blank=True)
    far_reason = models.TextField(_("与同类决定相差较大的理由"), blank=True)
    separate_reason = models.TextField(_("不是同一个违法行为的理由"), blank=True)
    proposed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    noticed_on = models.DateField(_("告知日期"), null=True)
    defence_until = models.DateField(_("陈述申辩截止"), null=True)
    noticed_before = models.BooleanField(default=False)  # the unit keeps its sight of a case it was told of
    submitted_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    returned_why = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    on_spot = models.BooleanField(default=False)
    transferred_to = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("行政处罚案件")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["authority", "-id"], name="case_of_authority"),
            models.Index(fields=["authority", "state", "-id"], name="case_of_authority_state"),
            models.Index(fields=["unit", "-id"], name="case_of_unit"),
            models.Index(fields=["division", "-id"], name="case_of_division"),
            models.Index(fields=["violation", "authority"], name="case_alike"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="case_state_is_known"),
            models.CheckConstraint(
                condition=Q(on_spot=True) | Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="case_decided_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "served", "closed"])
                | Q(decided_at__isnull=False, decided_by__isnull=False, outcome__in=Outcome.values),
                name="case_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["noticed", "hearing_asked", "hearing_called", "heard"])
                | Q(noticed_on__isnull=False),
                name="case_notice_has_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["decided", "served", "closed"], outcome="penalty", on_spot=False)
                | Q(noticed_on__isnull=False),
                name="case_no_penalty_untold",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="none", state__in=["review", "decided", "served", "closed"]) | ~Q(ground=""),
                name="case_none_has_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def running(self) -> bool:
        """Whether it is not ended."""
        return self.state not in ENDED


class CaseSeries(models.Model):
    """The last case number given, by year and division: locked while the next is given, so without gaps."""

    year = models.PositiveIntegerField()
    division = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("案号序列")
        constraints = [models.UniqueConstraint(fields=["year", "division"], name="case_series_once")]
