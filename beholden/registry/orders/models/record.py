"""What is kept about an order: files, reports of correction, extensions, re-inspections, acts. Rows are only added."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.orders import codes
from beholden.registry.orders.models.choices import FileKind, Result
from beholden.registry.orders.models.order import Order


class CorrectionReport(models.Model):
    """The unit says what it has put right; it may ask to be re-inspected before the term is over."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reports")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("改正情况"))
    asks_early = models.BooleanField(_("申请提前复查"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("改正报告")
        ordering = ("id",)
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="correction_report_says_something")]


class OrderFile(models.Model):
    """An uploaded file. Kept under its hash, told by its content what it is; never shown inside a page of ours."""

    code = models.CharField(max_length=16, unique=True, default=codes.file_code, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="files")
    report = models.ForeignKey(CorrectionReport, null=True, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=16, choices=FileKind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("责令材料")
        ordering = ("id",)


class OrderExtension(models.Model):
    """A longer term, given before the old one was over, with its reason."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="extensions")
    days = models.PositiveIntegerField()
    before = models.DateField()
    after = models.DateField()
    why = models.CharField(_("理由"), max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = _("延长改正期限")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(after__gt=F("before")), name="order_extension_is_longer"),
            models.CheckConstraint(condition=~Q(why=""), name="order_extension_has_a_reason"),
        ]


class Reinspection(models.Model):
    """One re-inspection of an order and, once concluded, what it recorded (M15)."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="reinspections")
    inspection = models.OneToOneField("inspections.Inspection", on_delete=models.PROTECT, related_name="+")
    scheduled_on = models.DateField(_("安排日期"))
    by_itself = models.BooleanField(default=False)  # planned by the clock, not by a person
    early = models.BooleanField(default=False)  # before expiry, because the unit asked
    at = models.DateTimeField()
    done_on = models.DateField(_("复查日期"), null=True)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    why = models.TextField(_("复查情况"), blank=True)
    found = models.JSONField(default=list)  # [{item, violation, result, note}] as the visit recorded it
    refused = models.JSONField(default=list)  # violations of which correction was refused
    concluded_at = models.DateTimeField(null=True)
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=60, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("复查")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", concluded_at__isnull=True)
                | Q(result__in=Result.values, concluded_at__isnull=False, by__isnull=False, done_on__isnull=False)
                & ~Q(why=""),
                name="reinspection_concluded_whole",
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.REFUSED) | ~Q(refused=[]) & Q(early=False),
                name="reinspection_refusal_is_of_something",
            ),
        ]


class OrderAct(models.Model):
    """One act on an order, as the timeline shows it."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=60, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("责令办理记录")
        ordering = ("id",)
