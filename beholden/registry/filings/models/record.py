"""What is kept of each step: what was handed in, what was told, which papers came, who did what (M6 to M8)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.filings import codes
from beholden.registry.filings.models.filing import Filing


class FilingVersion(models.Model):
    """What was handed in at one submission. Rows are only ever added; ``cameras`` is zlib over canonical JSON."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("次数"))
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    cameras = models.BinaryField()
    camera_count = models.PositiveIntegerField()
    defects = models.JSONField(default=list)  # codes of what was visibly missing that day
    rulebook = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("备案版本")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="filing_version_number_once")]


class CorrectionNotice(models.Model):
    """The one, complete list of what is missing (M7, M8(1)). A further one names only what could not be seen before,
    unless a supervisor allowed an exception, with a reason that stays on record."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField(_("次数"))
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    defects = models.JSONField()  # codes
    said = models.JSONField()  # the sentences as they were told
    note = models.CharField(_("说明"), max_length=500, blank=True)
    exception_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    exception_why = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=40, blank=True)  # number of the printed notice
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("一次性告知补正")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="notice_number_once"),
            models.CheckConstraint(
                condition=Q(exception_by__isnull=True, exception_why="")
                | (Q(exception_by__isnull=False) & ~Q(exception_why="")),
                name="notice_exception_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(exception_by=F("by")), name="notice_exception_by_another"),
        ]


class ExceptionLeave(models.Model):
    """A supervisor's leave for one further notice, with the reason; used up by the notice it was given for."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="leaves")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(_("理由"), max_length=500)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("再次告知的许可")
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="leave_has_a_reason")]


class AttachmentKind(models.TextChoices):
    """What an uploaded file is."""

    LETTER = "authorisation_letter", _("委托办理备案授权书")
    AGENT_ID = "agent_id", _("经办人身份证件")
    PAPER = "paper", _("窗口纸质材料扫描件")
    CONSENT = "secret_consent", _("涉密单位同意文件")


class Attachment(models.Model):
    """An uploaded file. Kept under its hash, told by its content what it is; never shown inside a page of ours."""

    code = models.CharField(max_length=16, unique=True, default=codes.attachment_code, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=24, choices=AttachmentKind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # replaced by a later one

    class Meta:
        verbose_name = _("上传材料")
        ordering = ("id",)


class Act(models.Model):
    """One act on a filing, as the timeline shows it. Rows are only ever added."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=40, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("办理记录")
        ordering = ("id",)
