"""An order to correct (M14): what was found, what is to be done until when, and how far it has come.

Its ``state`` changes only along `flow`. ``due`` is the last day of whoever's turn it is, a copy of the running clock.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Substr
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.orders import codes
from beholden.registry.orders.models.choices import CLOSED, RUNNING, Kind, Manner, State

NO_DAY: Final = date(9999, 12, 31)  # where nothing is due: such orders come last
_UNSERVED: Final = (State.DRAFTED, State.ISSUED, State.REVOKED, State.DISCARDED)


def _lying_in(digits: int) -> models.GeneratedField:
    return models.GeneratedField(
        expression=Substr("division", 1, digits), output_field=models.CharField(max_length=digits), db_persist=True
    )


class Order(models.Model):
    """One order. ``grounds`` are the findings it rests on: {item, violation, note}, as they were when drafted."""

    code = models.CharField(max_length=16, unique=True, default=codes.order_code, editable=False)
    number = models.CharField(_("编号"), max_length=60, null=True, unique=True)  # that of the document
    kind = models.CharField(_("种类"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=20, choices=State.choices, default=State.DRAFTED)
    revision = models.PositiveIntegerField(default=1)  # every write counts up: what two tabs compare
    inspection = models.ForeignKey("inspections.Inspection", on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    party_name = models.CharField(_("当事人"), max_length=200)
    place = models.CharField(_("地点"), max_length=300)
    division = models.CharField(_("行政区划"), max_length=12)
    place_category = models.CharField(max_length=32, choices=PlaceCategory.choices)
    violations = models.JSONField(default=list)  # "P-…", each once
    items = models.JSONField(default=list)  # checklist numbers, each once: what is re-inspected
    grounds = models.JSONField(default=list)
    text = models.TextField(_("改正要求"), blank=True)
    term_days = models.PositiveIntegerField(null=True)  # set by the officer: the law has no number
    term_why = models.CharField(_("期限的理由"), max_length=500, blank=True)
    delete_footage = models.BooleanField(default=False)  # the article orders deletion (R26)
    fixed = models.JSONField(default=list)  # [{sha256, name}]: evidence fixed before deletion is ordered
    rulebook = models.CharField(max_length=64)  # the law it was drawn up under
    drafted_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(_("作出日期"), null=True)
    issued_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    served_on = models.DateField(_("送达日期"), null=True)
    served_manner = models.CharField(_("送达方式"), max_length=16, choices=Manner.choices, blank=True)
    served_note = models.CharField(max_length=500, blank=True)
    served_to = models.TextField(blank=True)  # sealed: who took it, who witnessed
    posted_on = models.DateField(null=True)  # of a public notice
    expires_on = models.DateField(_("期满日期"), null=True)
    expires_provisional = models.BooleanField(default=False)  # stands on a calendar that is not published yet
    due = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    due_or_never = models.GeneratedField(
        expression=Coalesce(F("due"), Value(NO_DAY)), output_field=models.DateField(), db_persist=True
    )
    county, city, province = _lying_in(6), _lying_in(4), _lying_in(2)

    class Meta:
        verbose_name = verbose_name_plural = _("责令改正")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["unit", "due_or_never", "-id"], name="order_of_unit"),
            models.Index(fields=["authority", "due_or_never", "-id"], name="order_of_authority"),
            models.Index(fields=["county", "due_or_never", "-id"], name="order_of_county"),
            models.Index(fields=["city", "due_or_never", "-id"], name="order_of_city"),
            models.Index(fields=["province", "due_or_never", "-id"], name="order_of_province"),
            models.Index(fields=["county", "state", "due_or_never", "-id"], name="order_tab_of_county"),
            models.Index(fields=["city", "state", "due_or_never", "-id"], name="order_tab_of_city"),
            models.Index(fields=["province", "state", "due_or_never", "-id"], name="order_tab_of_province"),
            models.Index(fields=["state", "expires_on"], name="order_by_expiry"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="order_state_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="order_kind_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFTED, State.DISCARDED])
                | Q(number__isnull=False, issued_on__isnull=False, issued_by__isnull=False),
                name="order_issued_has_number_and_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_UNSERVED)
                | Q(served_on__isnull=False, served_manner__in=Manner.values, served_on__gte=F("issued_on")),
                name="order_running_was_served",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True)
                | Q(kind=Kind.TIME_LIMITED, served_on__isnull=False, expires_on__gte=F("served_on")),
                name="order_term_runs_from_service",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.IMMEDIATE)
                | ~Q(state__in=[*RUNNING, State.REINSPECTING, *CLOSED])
                | Q(expires_on__isnull=False),
                name="order_with_a_term_expires",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.TIME_LIMITED) | Q(term_days__isnull=True), name="order_immediate_has_no_term"
            ),
            models.CheckConstraint(
                condition=Q(delete_footage=False) | Q(state__in=[State.DRAFTED, State.DISCARDED]) | ~Q(fixed=[]),
                name="order_deletion_after_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*CLOSED, State.REVOKED]) | Q(closed_at__isnull=False), name="order_closed_when"
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code
