"""An export: which cameras, which interval, who asked, how far it is. The footage lies in `DATA/exports/<code>`."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """How far an export is."""

    WAITING = "waiting", _("待他人同意")
    BUILDING = "building", _("制作中")
    READY = "ready", _("可下载")
    FAILED = "failed", _("未完成")
    DECLINED = "declined", _("未同意")
    CANCELLED = "cancelled", _("已取消")
    REMOVED = "removed", _("已清除")


class Why(models.TextChoices):
    """Why an export failed, or what it waits for while it is made."""

    RECORDING = "recording", _("最后一段还在录制，封存后继续，一般不超过一分钟")
    LOG = "log", _("存证账本暂时不可用，恢复后继续")
    NOTHING = "nothing", _("这段时间没有录像，或者已到期删除")
    ALTERED = "altered", _("录像文件与录制时的不一致，没有一个可以调取；请系统管理员查看硬盘")
    DISK = "disk", _("磁盘空间不足：录像所需的空间不能占用。清理后可以重试")
    INDEX = "index", _("录像索引不可读")
    CREDENTIAL = "credential", _("签名证书不可用，请系统管理员查看系统日志")
    REVOKED = "revoked", _("调取人的授权已撤销或者到期")
    ERROR = "error", _("读写文件出错，可以重试；原因在系统日志中")


class LeftOut(models.TextChoices):
    """Why footage that the index has is not in a package."""

    ALTERED = "altered", _("录像文件与录制时的不一致")
    GONE = "gone", _("录像文件已经不在")
    UNREADABLE = "unreadable", _("画面无法读出")


class Form(models.TextChoices):
    """What is made: footage that proves itself, or pictures to look at."""

    EVIDENCE = "evidence", _("证据原件")
    VIEWING = "viewing", _("查看副本")


class Export(models.Model):
    """One package. Written by `services` only."""

    code = models.CharField(_("编号"), max_length=16, unique=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices)
    form = models.CharField(_("形式"), max_length=8, choices=Form.choices, default=Form.EVIDENCE)
    why = models.CharField(_("原因"), max_length=10, choices=Why.choices, blank=True)
    at = models.DateTimeField(_("申请时间"))
    by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("调取人"))
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("管理单位"))
    starts = models.DateTimeField(_("录像起"))
    ends = models.DateTimeField(_("录像止"))
    purpose = models.CharField(_("事由"), max_length=200)
    decided_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, related_name="+", verbose_name=_("复核人")
    )
    decided_at = models.DateTimeField(_("复核时间"), null=True)
    done = models.PositiveBigIntegerField(_("已处理字节"), default=0)
    total = models.PositiveBigIntegerField(_("总字节"), default=0)
    manifest = models.CharField(_("清单哈希"), max_length=64, blank=True)
    salt = models.CharField(_("存证盐值"), max_length=64, blank=True)
    log_index = models.PositiveBigIntegerField(_("存证序号"), null=True)
    bytes = models.PositiveBigIntegerField(_("大小"), default=0)
    ready_at = models.DateTimeField(_("完成时间"), null=True)
    until = models.DateTimeField(_("保留至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("录像调取包")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["unit", "-id"], name="exports_by_unit"),
            models.Index(fields=["by", "-id"], name="exports_by_person"),
            models.Index(fields=["state", "id"], name="exports_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="export_state_is_known"),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="export_form_is_known"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="export_interval_is_whole"),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(log_index__isnull=False, until__isnull=False, ready_at__isnull=False),
                name="export_ready_is_on_the_log",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")), name="export_two_are_two"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def work(self) -> Path:
        """The folder of everything that is kept of it."""
        return Path(settings.DATA) / "exports" / self.code

    @property
    def percent(self) -> int:
        """How much of it is made."""
        return min(99, self.done * 100 // self.total) if self.total else 0


class ExportCamera(models.Model):
    """One camera of an export; ``number`` the entry of the register made before anything was read."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="cameras", verbose_name=_("录像调取包"))
    camera = models.ForeignKey("systems.Camera", models.PROTECT, related_name="+", verbose_name=_("图像采集设备"))
    number = models.PositiveBigIntegerField(_("登记编号"))
    order = models.PositiveSmallIntegerField(_("次序"))
    left_out = models.JSONField(_("没有收入的时段"), default=list)  # [from_us, to_us, LeftOut]

    class Meta:
        verbose_name = verbose_name_plural = _("调取的摄像机")
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["export", "camera"], name="export_camera_once")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.camera_id}"


def interval_us(export: Export) -> tuple[int, int]:
    """[from, to) in microseconds since 1970."""
    return _us(export.starts), _us(export.ends)


def _us(at: datetime) -> int:
    return int(at.timestamp() // 1) * 1_000_000 + at.microsecond


__all__ = ["Export", "ExportCamera", "Form", "LeftOut", "State", "Why", "interval_us"]
