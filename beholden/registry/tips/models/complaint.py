"""A complaint about police or officials (R25(2), R32, M20): another desk than tips, outside whom it is about.

Everything that was written is sealed. ``desk`` is never the authority complained about nor one beneath it: the first
is a constraint here, both are in `permissions` and `services`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.tips import codes
from beholden.registry.tips.models.choices import (
    ComplaintAction,
    ComplaintOutcome,
    ComplaintState,
    ComplaintSubject,
)


class Complaint(models.Model):
    """What somebody complained about. ``about`` null: none of the authorities here, see the sealed text."""

    code = models.CharField(max_length=16, unique=True, default=codes.complaint_code, editable=False)
    receipt = models.CharField(max_length=64, unique=True)  # SHA-256 of the receipt code
    state = models.CharField(_("状态"), max_length=12, choices=ComplaintState.choices, default=ComplaintState.RECEIVED)
    revision = models.PositiveIntegerField(default=1)
    subject = models.CharField(_("检举控告事项"), max_length=12, choices=ComplaintSubject.choices)
    about = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(_("行政区划"), max_length=12)
    text = models.TextField()  # sealed: {"who", "words", "contact"}
    received_at = models.DateTimeField(_("收到时间"))
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("处理结果"), max_length=12, choices=ComplaintOutcome.choices, blank=True)
    answer = models.TextField(blank=True)  # sealed

    class Meta:
        verbose_name = verbose_name_plural = _("检举、控告")
        ordering = ("-id",)
        indexes = [models.Index(fields=["desk", "state", "-id"], name="complaint_of_desk")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ComplaintState.values), name="complaint_state_is_known"),
            models.CheckConstraint(
                condition=Q(about__isnull=True) | ~Q(about=F("desk")), name="complaint_desk_is_another"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=Q(state="answered", answered_at__isnull=False) & ~Q(outcome="") & ~Q(answer="")
                | Q(state__in=["received", "accepted", "examining"], answered_at__isnull=True, outcome="", answer=""),
                name="complaint_ends_with_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ComplaintMessage(models.Model):
    """What complainant and desk wrote afterwards, sealed. Rows are only ever added."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()  # sealed
    receipt = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检举控告往来")
        ordering = ("id",)


class ComplaintAct(models.Model):
    """One act on a complaint; ``note`` is sealed, since a reason may name people. Rows are only ever added."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=12, choices=ComplaintAction.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("检举控告办理记录")
        ordering = ("id",)
