"""A redaction: a copy of one camera's footage in which others are covered. Its files lie in `DATA/redactions/<code>`.

Originals are only read. Written by `services` only; what must never happen, the database refuses too.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import opaque

SHA = r"^[0-9a-f]{64}$"


def redaction_code() -> str:
    """An opaque code for a redaction's address."""
    return opaque("m")


class Aim(models.TextChoices):
    """What the copy is for: it decides what is covered."""

    INDIVIDUAL = "individual", _("个人查阅")
    PUBLICATION = "publication", _("公开传播")
    MOSAIC = "mosaic", _("整幅打码预览")


class State(models.TextChoices):
    """How far it is."""

    MAKING = "making", _("制作中")
    REVIEW = "review", _("待人工核对")
    CONFIRMED = "confirmed", _("已核对")
    RELEASED = "released", _("已提供公开传播")
    PREVIEW = "preview", _("可以预览")
    FAILED = "failed", _("没有做成")
    CANCELLED = "cancelled", _("已取消")
    REMOVED = "removed", _("已清除")


OPEN = (State.MAKING, State.REVIEW, State.FAILED)  # neither usable nor given up
KEPT = (State.REVIEW, State.CONFIRMED, State.RELEASED, State.PREVIEW)  # a copy lies on the disk


class Why(models.TextChoices):
    """Why there is no copy, or what its making waits for."""

    RECORDING = "recording", _("最后一段还在录制，封存后继续，一般不超过一分钟")
    DETECTOR = "detector", _("没有安装检测模型，无法判断哪里需要遮挡，所以没有生成任何文件。请管理员安装后重试")
    CRASHED = "crashed", _("检测程序中途出错，所以没有生成任何文件。可以重试")
    KILLED = "killed", _("处理程序被中断，已经做的部分已删除，没有生成任何文件。可以重试")
    DAMAGED = "damaged", _("原始录像有一半以上无法解码，所以没有生成任何文件。可以换一段时间再做")
    ALTERED = (
        "altered",
        _(
            "原始录像的文件与录制时不一致（占一半以上，或者在制作、核对期间变了），所以没有生成任何文件。请管理员核对存储，再重试或者作废重做"
        ),
    )
    NOTHING = "nothing", _("这段时间没有录像，或者已到期删除")
    DISK = "disk", _("磁盘空间不足：录像所需的空间不能占用，所以没有生成任何文件。清理后可以重试")
    AUDIT = "audit", _("复查发现仍有没遮住的地方，自动补遮后仍未通过，所以没有生成任何文件")
    INDEX = "index", _("录像索引不可读，可以稍后重试")
    REVOKED = "revoked", _("制作人的授权已撤销或者到期")
    ERROR = "error", _("读写文件出错，可以重试；原因在系统日志中")


class Gone(models.TextChoices):
    """Why a copy was taken off the disk."""

    REQUEST = "request", _("申请已经办结或者撤回")
    TERM = "term", _("保留时间已到")
    ORIGINAL = "original", _("原始录像已到期删除")
    PERSON = "person", _("人工作废")


class Redaction(models.Model):
    """One copy of one camera's footage in one interval."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=redaction_code, editable=False)
    aim = models.CharField(_("用途"), max_length=12, choices=Aim.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.MAKING)
    why = models.CharField(_("原因"), max_length=10, choices=Why.choices, blank=True)
    subject = models.CharField(_("申请"), max_length=32, blank=True)  # code of what it is made for
    number = models.CharField(_("申请编号"), max_length=60, blank=True)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("管理单位"))
    camera = models.ForeignKey("systems.Camera", models.PROTECT, related_name="+", verbose_name=_("图像采集设备"))
    starts = models.DateTimeField(_("录像起"))
    ends = models.DateTimeField(_("录像止"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("制作人"))
    at = models.DateTimeField(_("提交时间"))
    entry = models.PositiveBigIntegerField(_("登记编号"))
    done = models.PositiveSmallIntegerField(_("进度（千分之）"), default=0)
    stage = models.CharField(_("步骤"), max_length=12, blank=True)
    tries = models.PositiveSmallIntegerField(_("中断次数"), default=0)
    segments = models.JSONField(_("原始录像文件"), default=list)  # [[start_us, end_us, root], …]
    plan = models.PositiveIntegerField(_("核对修改次数"), default=0)
    made = models.PositiveIntegerField(_("已应用的修改"), default=0)
    made_at = models.DateTimeField(_("制作完成时间"), null=True)
    sha256 = models.CharField(_("遮挡件的 SHA-256"), max_length=64, blank=True)
    bytes = models.PositiveBigIntegerField(_("字节数"), default=0)
    frames = models.PositiveIntegerField(_("帧数"), default=0)
    milliseconds = models.PositiveIntegerField(_("时长（毫秒）"), default=0)
    blank = models.JSONField(_("无法解码、画面空白的时间"), default=list)  # [[from_ms, to_ms], …] of the copy
    altered = models.JSONField(_("与录制时不一致、画面空白的时间"), default=list)  # [[from_ms, to_ms, of segments], …]
    looked = models.PositiveIntegerField(_("复查的画面数"), default=0)
    repaired = models.PositiveIntegerField(_("复查补遮处数"), default=0)
    left = models.PositiveIntegerField(_("复查仍未遮住处数"), default=0)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("核对人")
    )
    confirmed_at = models.DateTimeField(_("核对时间"), null=True)
    said = models.CharField(_("核对意见"), max_length=500, blank=True)
    log_index = models.PositiveBigIntegerField(_("存证序号"), null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("公开审批人")
    )
    released_at = models.DateTimeField(_("提供公开时间"), null=True)
    release_index = models.PositiveBigIntegerField(_("公开存证序号"), null=True)
    until = models.DateTimeField(_("保留至"), null=True)
    removed_at = models.DateTimeField(_("清除时间"), null=True)
    gone = models.CharField(_("清除原因"), max_length=10, choices=Gone.choices, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("遮挡件")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["unit", "-id"], name="redaction_by_unit"),
            models.Index(fields=["subject", "id"], name="redaction_by_subject"),
            models.Index(fields=["state", "id"], name="redaction_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(aim__in=Aim.values), name="redaction_aim_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="redaction_state_is_known"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="redaction_interval_is_whole"),
            models.CheckConstraint(
                condition=Q(aim="mosaic", subject="") | (~Q(aim="mosaic") & ~Q(subject="")),
                name="redaction_is_for_a_request_or_a_preview",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("review", "confirmed", "released", "preview"))
                | Q(sha256__regex=SHA, made_at__isnull=False, left=0),
                name="redaction_copy_passed_its_audit",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "released"))
                | (Q(confirmed_by__isnull=False, confirmed_at__isnull=False, log_index__isnull=False, made=F("plan"))),
                name="redaction_confirmed_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(aim="publication") | Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                name="redaction_published_by_two_persons",
            ),
            models.CheckConstraint(
                condition=~Q(state="released")
                | Q(
                    aim="publication",
                    released_by__isnull=False,
                    released_at__isnull=False,
                    release_index__isnull=False,
                    until__isnull=False,
                ),
                name="redaction_released_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="preview") | Q(aim="mosaic"), name="redaction_preview_is_a_mosaic"
            ),
            models.CheckConstraint(
                condition=~Q(state="removed") | (Q(removed_at__isnull=False) & ~Q(gone="")),
                name="redaction_removed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def work(self) -> Path:
        """The folder of everything that is kept of it."""
        return Path(settings.DATA) / "redactions" / self.code

    @property
    def copy(self) -> Path:
        """The copy itself."""
        return self.work / "masked.mp4"

    @property
    def percent(self) -> int:
        """How much of it is made."""
        return min(99, self.done // 10)

    @property
    def seconds(self) -> float:
        """How long the copy plays."""
        return self.milliseconds / 1000

    @property
    def blank_seconds(self) -> float:
        """How much of it could not be decoded and is one plain colour."""
        return sum(to_ms - from_ms for from_ms, to_ms in self.blank) / 1000

    @property
    def altered_seconds(self) -> float:
        """How much of it was recorded in files that are not as they were then, and is one plain colour."""
        return sum(to_ms - from_ms for from_ms, to_ms, _file in self.altered) / 1000

    @property
    def changed(self) -> bool:
        """A reviewer decided something that the copy does not show yet."""
        return self.plan != self.made


class RedactionChange(models.Model):
    """One decision of a reviewer, with its reason; the plan of a copy is all of them in their order."""

    class Do(models.TextChoices):
        """What was decided."""

        UNCOVER = "uncover", _("不遮挡")
        COVER = "cover", _("恢复遮挡")
        POLYGON = "polygon", _("加遮挡区域")
        ERASE = "erase", _("撤销遮挡区域")

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="changes", verbose_name=_("遮挡件"))
    do = models.CharField(_("决定"), max_length=8, choices=Do.choices)
    track = models.PositiveIntegerField(_("对象编号"), null=True)
    points = models.JSONField(_("区域的角点"), default=list)
    from_ms = models.PositiveIntegerField(_("从（毫秒）"), null=True)
    to_ms = models.PositiveIntegerField(_("到（毫秒）"), null=True)
    of = models.ForeignKey("self", models.CASCADE, null=True, related_name="+", verbose_name=_("所撤销的区域"))
    reason = models.CharField(_("理由"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("核对人"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("遮挡核对决定")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="redaction_change_has_a_reason"),
            models.CheckConstraint(
                condition=Q(do__in=("uncover", "cover"), track__isnull=False)
                | (Q(do="polygon", from_ms__isnull=False, to_ms__gt=F("from_ms")) & ~Q(points=[]))
                | Q(do="erase", of__isnull=False),
                name="redaction_change_is_whole",
            ),
        ]
