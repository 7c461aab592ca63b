"""Declarations, kept self-checks, attestations sent, retention certificates (M10, R17, R24). Written by `services`.

Rows are only ever added; of an attestation only what became of it changes, along `flow`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import opaque


def declaration_code() -> str:
    """A new declaration's code."""
    return opaque("y")


def check_code() -> str:
    """A new self-check's code."""
    return opaque("z")


def certificate_code() -> str:
    """A new certificate's code."""
    return opaque("t")


class Result(models.TextChoices):
    """What an item comes to; the words are those an inspector uses."""

    CONFORM = "conform", _("符合")
    VIOLATION = "violation", _("不符合")
    NOT_APPLICABLE = "not_applicable", _("不适用")
    NOT_SEEN = "not_seen", _("待补充")


class Provenance(models.TextChoices):
    """What an answer rests on. ``seen`` is an officer's word and never a unit's."""

    DECLARED = "declared", _("单位自述")
    DOCUMENT = "document", _("档案文件")
    MEASURED = "measured", _("系统测得")


class State(models.TextChoices):
    """What became of an attestation."""

    WAITING = "waiting", _("待发送")
    RECEIVED = "received", _("公安机关已收到")
    REFUSED = "refused", _("公安机关未接收")


class Declaration(models.Model):
    """What a person of the unit says of one item, for a while; the newest of an item counts. ``sha256``: its photo."""

    code = models.CharField(max_length=16, unique=True, default=declaration_code, editable=False)
    system = models.ForeignKey("systems.System", models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统"))
    item = models.PositiveSmallIntegerField(_("检查项"))
    checklist = models.CharField(max_length=64)
    result = models.CharField(_("结论"), max_length=16, choices=Result.choices)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    until = models.DateField(_("有效至"))
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("填写人"))
    at = models.DateTimeField(_("填写时间"))
    file_name = models.CharField(_("文件名"), max_length=200, blank=True)
    media_type = models.CharField(max_length=40, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("自述")
        ordering = ("-id",)
        indexes = [models.Index(fields=["system", "item", "-id"], name="declaration_of_item")]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=["conform", "violation"]), name="declaration_says_yes_or_no"),
            models.CheckConstraint(
                condition=Q(sha256="", media_type="") | (~Q(sha256="") & ~Q(media_type="")),
                name="declaration_file_is_whole",
            ),
            models.CheckConstraint(condition=~Q(note="") | ~Q(result="violation"), name="declaration_gap_is_told"),
        ]


class FilingSeen(models.Model):
    """What the registry said last about the filing of a System, and the number the unit gave to find it by."""

    system = models.OneToOneField("systems.System", models.PROTECT, related_name="+")
    number = models.CharField(_("备案编号"), max_length=40, blank=True)
    asked_at = models.DateTimeField(_("询问时间"), null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    answer = models.JSONField(default=dict)
    said = models.CharField(_("未能答复的原因"), max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("备案情况")


class SelfCheck(models.Model):
    """One self-check as it was kept: every answer with its sentences, both languages, and the lists it answers to."""

    code = models.CharField(max_length=16, unique=True, default=check_code, editable=False)
    number = models.CharField(_("编号"), max_length=60, unique=True)
    system = models.ForeignKey("systems.System", models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统"))
    place_category = models.CharField(_("公共场所类别"), max_length=32)
    at = models.DateTimeField(_("自查时间"))
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("自查人"))
    checklist = models.CharField(max_length=64)
    rulebook = models.CharField(max_length=64)
    answers = models.JSONField()
    asked = models.PositiveSmallIntegerField(_("适用项数"))
    conform = models.PositiveSmallIntegerField(_("符合项数"))
    document = models.CharField(max_length=16)
    log_index = models.PositiveBigIntegerField(_("存证序号"))

    class Meta:
        verbose_name = verbose_name_plural = _("自查记录")
        ordering = ("-id",)
        indexes = [models.Index(fields=["system", "-id"], name="selfcheck_of_system")]
        constraints = [
            models.CheckConstraint(condition=Q(conform__lte=F("asked")), name="selfcheck_counts_agree"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(document=""), name="selfcheck_has_a_report"),
        ]

    def __str__(self) -> str:
        return self.number


class Attestation(models.Model):
    """The signed statement of one self-check and what the registry said to it. ``note`` is what was signed."""

    selfcheck = models.OneToOneField(SelfCheck, models.PROTECT, related_name="attestation", verbose_name=_("自查记录"))
    note = models.TextField()
    sha256 = models.CharField(max_length=64, unique=True)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("签发人"))
    at = models.DateTimeField(_("签发时间"))
    log_index = models.PositiveBigIntegerField(_("存证序号"))
    tries = models.PositiveIntegerField(_("发送次数"), default=0)
    next_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(_("答复时间"), null=True)
    said = models.CharField(_("答复"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("自证声明")
        ordering = ("-id",)
        indexes = [models.Index(fields=["state", "next_at"], name="attestation_to_send")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False)
                | (~Q(state="waiting") & Q(next_at__isnull=True, answered_at__isnull=False)),
                name="attestation_waits_or_is_answered",
            ),
        ]


class RetentionCertificate(models.Model):
    """How long the footage of one System's cameras is held, signed on a day (R17). ``cameras`` is the signed list."""

    code = models.CharField(max_length=16, unique=True, default=certificate_code, editable=False)
    number = models.CharField(_("编号"), max_length=60, unique=True)
    system = models.ForeignKey("systems.System", models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统"))
    at = models.DateTimeField(_("出具时间"))
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("出具人"))
    note = models.TextField()
    cameras = models.JSONField()
    document = models.CharField(max_length=16)
    log_index = models.PositiveBigIntegerField(_("存证序号"))

    class Meta:
        verbose_name = verbose_name_plural = _("保存期限证明")
        ordering = ("-id",)
        indexes = [models.Index(fields=["system", "-id"], name="certificate_of_system")]

    def __str__(self) -> str:
        return self.number
