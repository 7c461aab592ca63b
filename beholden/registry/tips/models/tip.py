"""A tip about an illegal installation (R24(2), M16), and what is kept of its course.

No address, no device and no browser of the reporter is kept. Words and contact are sealed; a contact is opened by the
handler alone (程序规定63).
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.tips import codes
from beholden.registry.tips.models.choices import TipAction, TipOutcome, TipState


class Tip(models.Model):
    """What somebody reported. ``subject`` is a word of the rule `tip.subjects`; ``state`` changes only along `flow`."""

    code = models.CharField(max_length=16, unique=True, default=codes.tip_code, editable=False)
    receipt = models.CharField(max_length=64, unique=True)  # SHA-256 of the receipt code
    state = models.CharField(_("状态"), max_length=12, choices=TipState.choices, default=TipState.RECEIVED)
    revision = models.PositiveIntegerField(default=1)
    subject = models.CharField(_("举报事项"), max_length=32)
    urgent = models.BooleanField(_("涉及隐私场所"), default=False)
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    handler = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    division = models.CharField(_("行政区划"), max_length=12)
    place = models.CharField(_("地点"), max_length=300)
    lon = models.FloatField(_("经度"), null=True)
    lat = models.FloatField(_("纬度"), null=True)
    sign = models.CharField(max_length=16, blank=True)  # of the sign page it came from
    words = models.TextField()  # sealed
    contact = models.TextField(blank=True)  # sealed
    received_at = models.DateTimeField(_("收到时间"))
    arrived_at = models.DateTimeField()  # at the authority whose it is now: the transfer clock begins
    transfer_by = models.DateTimeField(null=True)  # to the hour, while the clock to pass it on runs
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("处理结果"), max_length=12, choices=TipOutcome.choices, blank=True)
    answer = models.TextField(blank=True)  # sealed: what the reporter is told
    document = models.CharField(max_length=40, blank=True)  # number of the written answer
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("举报")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["authority", "-id"], name="tip_of_authority"),
            models.Index(fields=["authority", "state", "-id"], name="tip_of_authority_state"),
            models.Index(fields=["division", "lat", "lon"], name="tip_by_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TipState.values), name="tip_state_is_known"),
            models.CheckConstraint(condition=~Q(words="") & ~Q(place=""), name="tip_says_what_and_where"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="tip_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["answered", "routed"], answered_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(answer="")
                | Q(state__in=["received", "checking", "transferred"], answered_at__isnull=True, outcome="", answer=""),
                name="tip_ends_with_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(state="checking") | Q(handler__isnull=False), name="tip_in_check_has_a_handler"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TipFile(models.Model):
    """A photo or a video, told by its content what it is. Its name is not kept: names tell who took it."""

    code = models.CharField(max_length=16, unique=True, default=codes.file_code, editable=False)
    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="files")
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("举报材料")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="tip_file_has_a_hash"),
            models.UniqueConstraint(fields=["tip", "sha256"], name="tip_file_once"),
        ]


class TipMessage(models.Model):
    """What reporter and handler wrote afterwards, sealed. Rows are only ever added."""

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="messages")
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")  # null: reporter
    words = models.TextField()  # sealed
    receipt = models.CharField(max_length=64, unique=True)  # of the form it came by: sent twice, it stands once

    class Meta:
        verbose_name = verbose_name_plural = _("举报往来")
        ordering = ("id",)


class TipTransfer(models.Model):
    """A tip passed on to the authority whose it is (程序规定61(2)). Rows are only ever added."""

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="transfers")
    sender = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    receiver = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    in_time = models.BooleanField()
    why = models.CharField(_("理由"), max_length=500)
    document = models.CharField(max_length=40, blank=True)
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("举报移送")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(sender=models.F("receiver")), name="tip_transfer_goes_elsewhere"),
            models.CheckConstraint(condition=~Q(why=""), name="tip_transfer_has_a_reason"),
        ]


class TipAct(models.Model):
    """One act on a tip, as its page shows it. Rows are only ever added; a reveal of the contact is one."""

    tip = models.ForeignKey(Tip, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=12, choices=TipAction.choices)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    link = models.CharField(max_length=200, blank=True)  # address of what came of it: a visit, a case
    document = models.CharField(max_length=40, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("举报办理记录")
        ordering = ("id",)
