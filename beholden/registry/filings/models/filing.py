"""A declaration of one System (R14, M5 to M9). Its ``state`` changes only along `flow`.

Those of one System form a chain that starts at ``first``; of each chain at most one version is in force.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import codes
from beholden.registry.filings.models.choices import KEYABLE, WAITING, Channel, Jurisdiction, Kind, Sector, State

NO_DAY: Final = date(9999, 12, 31)  # where nothing is due: such filings come last

# An authority has what was handed in: no drafts, and nothing that was taken back before (R14(1)).
_AT_NO_AUTHORITY: Final = Q(state=State.DRAFT) | Q(state=State.WITHDRAWN, submitted_at__isnull=True)

# An authority's list in its order; the last two so that its saved views are counted without reading the rows.
_ON_THE_DESK: Final = ("jurisdiction", "due_or_never", "-id", "state", "channel")

# What statistics count: handed in during months, or in force by what kind of place.
_IN_A_PERIOD: Final = ("jurisdiction", "submitted_at", "kind", "channel")
_STANDING: Final = ("jurisdiction", "place_category", "-id")


def _lying_in(digits: int) -> models.GeneratedField:
    """The first digits of the division once handed in, else null: what an authority's list is looked up by."""
    found = Case(When(_AT_NO_AUTHORITY, then=None), default=Substr("division", 1, digits))
    return models.GeneratedField(
        expression=found, output_field=models.CharField(max_length=digits, null=True), db_persist=True
    )


class Filing(models.Model):
    """One declaration. ``answers`` is what was typed, by the names of `answers.FIELDS`; some are columns to search."""

    code = models.CharField(max_length=16, unique=True, default=codes.filing_code, editable=False)
    kind = models.CharField(_("事项"), max_length=10, choices=Kind.choices, default=Kind.NEW)
    channel = models.CharField(_("方式"), max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    state = models.CharField(_("状态"), max_length=24, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # every write counts up: what two tabs compare
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="chain")  # null: is the first
    version = models.PositiveIntegerField(default=1)
    in_force = models.BooleanField(default=False)
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    system = models.ForeignKey("systems.System", null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("编号"), max_length=40, null=True, unique=True)
    unit_name = models.CharField(max_length=200, blank=True)
    division = models.CharField(_("行政区划"), max_length=12, blank=True)
    jurisdiction = models.CharField(max_length=12, choices=Jurisdiction.choices, default=Jurisdiction.COUNTY)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    place_category = models.CharField(max_length=32, choices=PlaceCategory.choices, blank=True)
    answers = models.JSONField(default=dict)
    form = models.PositiveIntegerField(default=1)  # the form version the answers were typed into
    camera_count = models.PositiveIntegerField(default=0)
    sign = models.CharField(max_length=16, default=codes.sign_code, editable=False, db_index=True)
    agent = models.TextField(blank=True)  # sealed: name, kind and number of the document, telephone
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # latest: a resubmission starts anew (filing.resubmission)
    due = models.DateField(null=True)  # of whoever's turn it is; a copy of the running deadline, to sort by
    decided_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)  # paper, at the window
    archived_at = models.DateTimeField(null=True)
    archived_to = models.CharField(max_length=100, blank=True)
    due_or_never = models.GeneratedField(
        expression=Coalesce(F("due"), Value(NO_DAY)), output_field=models.DateField(), db_persist=True
    )
    county, city, province = _lying_in(6), _lying_in(4), _lying_in(2)

    class Meta:
        verbose_name = verbose_name_plural = _("备案")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["unit", "due_or_never", "-id"], name="filing_of_unit"),
            models.Index(fields=[*_ON_THE_DESK, "province"], name="filing_of_nation"),
            models.Index(fields=["county", *_ON_THE_DESK], name="filing_of_county"),
            models.Index(fields=["city", *_ON_THE_DESK], name="filing_of_city"),
            models.Index(fields=["province", *_ON_THE_DESK], name="filing_of_province"),
            models.Index(fields=["county", "sector", "due_or_never", "-id"], name="filing_of_county_sector"),
            models.Index(fields=["city", "sector", "due_or_never", "-id"], name="filing_of_city_sector"),
            models.Index(fields=["province", "sector", "due_or_never", "-id"], name="filing_of_province_sector"),
            models.Index(fields=["county", *_IN_A_PERIOD], name="filing_in_period_of_county"),
            models.Index(fields=["city", *_IN_A_PERIOD], name="filing_in_period_of_city"),
            models.Index(fields=["province", *_IN_A_PERIOD], name="filing_in_period_of_province"),
            models.Index(fields=["county", *_STANDING], condition=Q(in_force=True), name="filing_standing_in_county"),
            models.Index(fields=["city", *_STANDING], condition=Q(in_force=True), name="filing_standing_in_city"),
            models.Index(fields=["province", *_STANDING], condition=Q(in_force=True), name="filing_standing_in_prov"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="filing_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[*WAITING, *KEYABLE]) & ~Q(state=State.FILED, channel=Channel.WINDOW)
                | Q(due__isnull=False),
                name="filing_on_the_desk_has_a_due_day",
            ),
            models.UniqueConstraint(fields=["first", "version"], name="filing_version_once"),
            models.UniqueConstraint(
                fields=["first"],
                condition=Q(state__in=["draft", "change_submitted", "correction_requested", "resubmitted"]),
                name="filing_one_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(state__in=["filed", "archived"]), name="filing_in_force_is_filed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "paper_received", "keyed", "withdrawn", "correction_requested"])
                | Q(submitted_at__isnull=False),
                name="filing_submitted_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code

    @property
    def root(self) -> int:
        """Primary key of the chain's first filing."""
        return self.first_id or self.pk
