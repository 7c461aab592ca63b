"""What is kept of a case's way: defence, hearing, payments, matters beside, who did what (行政处罚法 44, 45, 64)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.penalties.models.case import Case
from beholden.registry.penalties.models.choices import EventKind
from beholden.registry.penalties.models.party import Party


class Statement(models.Model):
    """What a party said in its defence, and what the authority answered after looking at it again."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statements")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="statements")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    online = models.BooleanField(default=False)
    text = models.TextField(_("陈述、申辩"))
    document = models.CharField(max_length=60, blank=True)
    adopted = models.BooleanField(null=True)  # null: not answered yet
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("陈述申辩")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="statement_says_something"),
            models.CheckConstraint(
                condition=Q(adopted__isnull=True) | ~Q(answer="") & Q(answered_by__isnull=False),
                name="statement_answer_is_whole",
            ),
        ]


class Hearing(models.Model):
    """A hearing that was asked for: when it is, who chairs it, what came of it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="hearings")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="hearings")
    asked_on = models.DateField(_("要求听证日期"))
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=500, blank=True)
    called_at = models.DateTimeField(null=True)
    on = models.DateTimeField(_("听证时间"), null=True)
    place = models.CharField(_("听证地点"), max_length=200, blank=True)
    open = models.BooleanField(default=True)
    chair = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    held_at = models.DateTimeField(null=True)
    present = models.TextField(_("到场人员"), blank=True)
    record = models.TextField(_("听证记录"), blank=True)
    opinion = models.TextField(_("听证意见"), blank=True)
    document = models.CharField(max_length=60, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("听证")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(held_at__isnull=True, withdrawn_at__isnull=True),
                name="hearing_one_open",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(chair__isnull=False, on__isnull=False) & ~Q(record=""),
                name="hearing_held_is_whole",
            ),
        ]


class Payment(models.Model):
    """Money that came in on a decision."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="payments")
    on = models.DateField(_("缴纳日期"))
    amount = models.PositiveIntegerField(_("金额（元）"))
    receipt = models.CharField(_("票据号"), max_length=60)
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("罚款缴纳")
        ordering = ("on", "id")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=1), name="payment_is_money"),
            models.UniqueConstraint(fields=["party", "receipt"], name="payment_receipt_once"),
        ]


class CaseEvent(models.Model):
    """A matter beside the main way: evidence fixed, a measure carried out, a department told, a review."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=16, choices=EventKind.choices)
    what = models.CharField(max_length=200)  # measure code, department, court
    on = models.DateField()
    note = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)  # of the evidence
    ended_on = models.DateField(null=True)  # of a review
    result = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("案件事项")
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="event_says_what")]


class CaseAct(models.Model):
    """One act on a case, as the timeline shows it. Rows are only ever added."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=60, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("办案记录")
        ordering = ("id",)
