"""Plans, random draws, and statements units sent of themselves (M11, M17)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.inspections import codes
from beholden.registry.inspections.models.choices import DrawState, Kind, PlanState


class InspectionPlan(models.Model):
    """What an authority means to inspect in a period; approved by the one in charge before visits follow from it."""

    code = models.CharField(max_length=16, unique=True, default=codes.plan_code, editable=False)
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(_("检查方式"), max_length=12, choices=Kind.choices)
    starts = models.DateField(_("开始"))
    ends = models.DateField(_("结束"))
    note = models.CharField(_("范围和理由"), max_length=1000)
    state = models.CharField(_("状态"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFTED)
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检查计划")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="plan_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(state="drafted") | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="plan_approved_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(approved_by=models.F("created_by")), name="plan_approved_by_another"),
        ]

    def __str__(self) -> str:
        return self.title


class SampleDraw(models.Model):
    """A random draw that anybody can repeat. The order is: seed committed, population fixed, public value, sample.

    ``seed`` is sealed until the draw; ``population`` are codes of filings, sorted; a draw is done once.
    """

    code = models.CharField(max_length=16, unique=True, default=codes.draw_code, editable=False)
    plan = models.ForeignKey(InspectionPlan, on_delete=models.PROTECT, related_name="draws")
    state = models.CharField(_("状态"), max_length=10, choices=DrawState.choices, default=DrawState.COMMITTED)
    size = models.PositiveIntegerField(_("抽取数量"))
    seed_sealed = models.TextField()
    seed = models.CharField(max_length=64, blank=True)  # hex, once drawn
    commitment = models.CharField(_("种子的哈希"), max_length=64)
    committed_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    committed_at = models.DateTimeField()
    criteria = models.JSONField(default=dict)
    population = models.JSONField(default=list)
    population_sha256 = models.CharField(_("名单的哈希"), max_length=64, blank=True)
    source = models.CharField(_("公开值的来源"), max_length=200, blank=True)
    expected_at = models.DateTimeField(_("公布时间"), null=True)
    fixed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    fixed_at = models.DateTimeField(null=True)
    public_value = models.CharField(_("公开值"), max_length=200, blank=True)
    drawn_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(null=True)
    sample = models.JSONField(default=list)
    abandoned_why = models.CharField(max_length=500, blank=True)
    log = models.JSONField(default=list)  # [{"what", "index", "leaf", "at"}]

    class Meta:
        verbose_name = _("随机抽取")
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=["plan"], condition=~Q(state="abandoned"), name="draw_once_a_plan"),
            models.CheckConstraint(condition=Q(size__gte=1), name="draw_takes_somebody"),
            models.CheckConstraint(condition=Q(state="drawn") | Q(seed=""), name="draw_keeps_its_seed_till_drawn"),
            models.CheckConstraint(
                condition=~Q(state__in=["fixed", "drawn"])
                | (Q(fixed_at__gt=models.F("committed_at")) & Q(expected_at__gt=models.F("fixed_at"))),
                name="draw_keeps_its_order",
            ),
            models.CheckConstraint(
                condition=~Q(state="drawn") | Q(drawn_at__gte=models.F("expected_at")), name="draw_after_the_value"
            ),
            models.CheckConstraint(
                condition=~Q(state="abandoned") | ~Q(abandoned_why=""), name="draw_abandoned_for_a_reason"
            ),
        ]


class ReceivedAttestation(models.Model):
    """A signed statement a System made about itself, as it came; verified on arrival."""

    unit = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=200)  # name of the key that signed it
    system = models.CharField(_("系统"), max_length=200)
    sha256 = models.CharField(max_length=64, unique=True)  # of the note
    note = models.TextField()
    statement = models.JSONField()
    issued_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("收到的自证声明")
        ordering = ("-issued_at", "-id")
        indexes = [models.Index(fields=["unit", "-issued_at"], name="attestation_of_unit")]
