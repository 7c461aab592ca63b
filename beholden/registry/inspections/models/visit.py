"""An inspection of one place by one authority (R24, M10 to M13). Its ``state`` changes only along `flow`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.inspections import codes
from beholden.registry.inspections.models.choices import Kind, Method, Outcome, Reason, State


def _lying_in(digits: int) -> models.GeneratedField:
    """The first digits of the division: what an authority's list is looked up by."""
    return models.GeneratedField(
        expression=Substr("division", 1, digits), output_field=models.CharField(max_length=digits), db_persist=True
    )


class PinnedChecklist(models.Model):
    """A version of the checklist as it stood when a visit was planned, in both languages. Never changed."""

    sha256 = models.CharField(max_length=64, unique=True)
    from_on = models.DateField(_("施行日期"))
    content = models.JSONField()  # {"title": [zh, en], "items": [{number, question: [zh, en], guide, cite, …}]}

    class Meta:
        verbose_name = _("检查项版本")


class InspectionSeries(models.Model):
    """The last number given to an inspection, by year and division: locked while the next is given, so no gaps."""

    year = models.PositiveIntegerField()
    division = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("检查编号序列")
        constraints = [models.UniqueConstraint(fields=["year", "division"], name="inspection_series_once")]


class Inspection(models.Model):
    """One visit. ``items`` are what it looks at; those beyond its kind's focus stand in ``extra`` with a reason."""

    code = models.CharField(max_length=16, unique=True, default=codes.visit_code, editable=False)
    number = models.CharField(_("编号"), max_length=40, unique=True)
    plan = models.ForeignKey("InspectionPlan", null=True, on_delete=models.PROTECT, related_name="visits")
    authority = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("检查机关")
    )
    unit = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    filing = models.ForeignKey("filings.Filing", null=True, on_delete=models.PROTECT, related_name="+")
    unit_name = models.CharField(_("单位名称"), max_length=200)
    place = models.CharField(_("地点"), max_length=300)
    division = models.CharField(_("行政区划"), max_length=12)
    jurisdiction = models.CharField(max_length=12, default="county")  # words of filings' Jurisdiction (M4(3))
    place_category = models.CharField(_("公共场所类别"), max_length=32, choices=PlaceCategory.choices)
    kind = models.CharField(_("检查方式"), max_length=12, choices=Kind.choices)
    method = models.CharField(_("现场或者非现场"), max_length=8, choices=Method.choices)
    method_reason = models.CharField(max_length=500, blank=True)  # why on site where the law prefers off site
    reason = models.CharField(_("检查事由"), max_length=12, choices=Reason.choices)
    reason_code = models.CharField(max_length=32, blank=True)  # of the tip, order or draw it follows
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.PLANNED)
    outcome = models.CharField(_("检查情况"), max_length=8, choices=Outcome.choices, blank=True, default="")
    outcome_note = models.CharField(max_length=1000, blank=True)
    revision = models.PositiveIntegerField(default=1)
    items = models.JSONField(default=list)
    extra = models.JSONField(default=list)  # [{"item", "reason", "by", "at"}]
    offered = models.JSONField(default=list)  # items that may still be added with a reason; all others never
    checklist = models.ForeignKey(PinnedChecklist, on_delete=models.PROTECT, related_name="+")
    rulebook = models.CharField(max_length=64)
    officers = models.ManyToManyField("people.Account", related_name="+", verbose_name=_("检查民警"))
    found_before = models.JSONField(default=list)  # what the search for duplicates showed when it was planned
    override_reason = models.CharField(_("仍要检查的理由"), max_length=500, blank=True)
    scheduled_on = models.DateField(_("检查日期"))
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)  # by the device that said so; see the act for its offset
    begun_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    shown = models.JSONField(default=list)  # identification, code: what was shown at the start
    no_recording_reason = models.CharField(max_length=500, blank=True)  # off site only
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)  # the unit was told the result
    document = models.CharField(max_length=60, blank=True)  # number of the written record
    county, city, province = _lying_in(6), _lying_in(4), _lying_in(2)

    class Meta:
        verbose_name = verbose_name_plural = _("监督检查")
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=["county", "jurisdiction", "state", "scheduled_on", "id"], name="inspection_tab_of_county"
            ),
            models.Index(fields=["city", "jurisdiction", "state", "scheduled_on", "id"], name="inspection_tab_of_city"),
            models.Index(
                fields=["province", "jurisdiction", "state", "scheduled_on", "id"], name="inspection_tab_of_province"
            ),
            models.Index(fields=["county", "jurisdiction", "scheduled_on", "id"], name="inspection_days_of_county"),
            models.Index(fields=["city", "jurisdiction", "scheduled_on", "id"], name="inspection_days_of_city"),
            models.Index(fields=["province", "jurisdiction", "scheduled_on", "id"], name="inspection_days_of_prov"),
            *(
                models.Index(
                    fields=[area, "jurisdiction", sort, "scheduled_on", "id"], name=f"inspection_{name}_of_{area}"
                )
                for area in ("county", "city", "province")
                for name, sort in (("why", "reason"), ("how", "kind"))
            ),
            models.Index(fields=["unit", "scheduled_on"], name="inspection_of_unit"),
            models.Index(
                fields=["unit_name", "scheduled_on"], condition=Q(unit__isnull=True), name="inspection_of_a_name"
            ),
            models.Index(fields=["authority", "unit", "scheduled_on"], name="inspection_by_authority"),
            models.Index(fields=["reason", "reason_code"], name="inspection_reason"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="inspection_state_is_known"),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="inspection_outcome_is_known"),
            models.CheckConstraint(condition=~Q(unit_name="") & ~Q(place=""), name="inspection_says_where"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | Q(begun_at__isnull=False, begun_by__isnull=False),
                name="inspection_begun_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | (Q(closed_at__isnull=False) & ~Q(document="")),
                name="inspection_closed_has_its_record",
            ),
            models.CheckConstraint(condition=Q(outcome="") | ~Q(outcome_note=""), name="inspection_outcome_described"),
        ]

    def __str__(self) -> str:
        return self.number
