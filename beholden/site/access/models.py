"""The register of looks (信息调用登记, R16(2)(3)): an entry is written once and never changed.

What becomes known only afterwards (bytes, when it ended) stands in `AccessUse`. Names are copied as text: renaming a
person, a unit or a camera later must not rewrite what happened.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NoReturn

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What is done with the footage of one camera."""

    LIVE = "live", _("实时查看")
    PLAYBACK = "playback", _("回放")
    SNAPSHOT = "snapshot", _("抓图")
    EXPORT = "export", _("调取")
    MASKED = "masked", _("遮挡件")


class Purpose(models.TextChoices):
    """事由: why somebody looks. Chosen before the first picture."""

    DUTY = "duty", _("值班监看")
    INCIDENT = "incident", _("事件处置")
    MAINTENANCE = "maintenance", _("设备维护")
    INTERNAL = "internal", _("内部调查")
    AUTHORITY = "authority", _("配合国家机关依法查阅")
    REQUEST = "request", _("办理查阅、公开申请")


class Result(models.TextChoices):
    """What came of a look that was asked for."""

    GRANTED = "granted", _("已放行")
    REFUSED = "refused", _("已拒绝")
    INTERRUPTED = "interrupted", _("登记中断")  # on the log without a row: nothing was let out


class Ended(models.TextChoices):
    """Why a look ended."""

    VIEWER = "viewer", _("查看人结束")
    IDLE = "idle", _("长时间未操作")
    EXPIRED = "expired", _("超过有效时间")
    REVOKED = "revoked", _("授权已撤销或到期")
    SIGNED_OUT = "signed_out", _("已退出登录")
    DUTY_ENDED = "duty_ended", _("事由已结束")
    CAMERA = "camera", _("摄像机停止传输")
    STOPPED = "stopped", _("系统停止")
    UNUSED = "unused", _("未使用")
    LOST = "lost", _("连接中断")


class Immutable(RuntimeError):
    """Somebody tried to change or remove what the register says."""


class _EntrySet(models.QuerySet["AccessEntry"]):
    def update(self, **kwargs: Any) -> NoReturn:
        raise Immutable("a register entry is never changed")

    def delete(self) -> NoReturn:
        raise Immutable("a register entry is never removed")


class AccessEntry(models.Model):
    """One look, or one refused wish to look. Written by `services` only, after the log holds it durably."""

    number = models.PositiveBigIntegerField(_("登记编号"), primary_key=True)
    at = models.DateTimeField(_("时间"), db_index=True)
    account = models.ForeignKey("people.Account", models.PROTECT, null=True, related_name="+", verbose_name=_("账号"))
    username = models.CharField(_("用户名"), max_length=64, blank=True)
    name = models.CharField(_("姓名"), max_length=64, blank=True)
    unit = models.CharField(_("单位"), max_length=200, blank=True)
    purpose = models.CharField(_("事由"), max_length=16, choices=Purpose.choices, blank=True)
    purpose_note = models.CharField(_("事由说明"), max_length=200, blank=True)
    action = models.CharField(_("操作"), max_length=8, choices=Action.choices, blank=True)
    camera = models.ForeignKey(
        "systems.Camera", models.PROTECT, null=True, related_name="+", verbose_name=_("图像采集设备")
    )
    owner = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", verbose_name=_("管理单位")
    )
    camera_code = models.CharField(_("设备编号"), max_length=32, blank=True)  # as asked for, also when there is none
    camera_name = models.CharField(_("设备名称"), max_length=100, blank=True)
    system_name = models.CharField(_("公共安全视频系统"), max_length=100, blank=True)
    starts = models.DateTimeField(_("录像起"), null=True)
    ends = models.DateTimeField(_("录像止"), null=True)
    client = models.CharField(_("网络地址"), max_length=45, blank=True)
    result = models.CharField(_("结果"), max_length=12, choices=Result.choices)
    why = models.CharField(_("拒绝原因"), max_length=32, blank=True)  # a key of refusals.SENTENCES
    log_index = models.PositiveBigIntegerField(_("存证序号"), unique=True)
    leaf_hash = models.CharField(_("存证哈希"), max_length=64)
    erased_at = models.DateTimeField(_("内容删除时间"), null=True)  # who looked is gone, at the end of its term

    objects = _EntrySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("信息调用登记")
        ordering = ["-number"]
        indexes = [
            models.Index(fields=["account", "-number"], name="access_by_person"),
            models.Index(fields=["owner", "-number"], name="access_by_unit"),
            models.Index(fields=["camera", "-number"], name="access_by_camera"),
            models.Index(fields=["account", "result", "at"], name="access_by_pace"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="access_number_from_one"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="access_result_is_known"),
            models.CheckConstraint(condition=Q(action__in=[*Action.values, ""]), name="access_action_is_known"),
            models.CheckConstraint(condition=Q(purpose__in=[*Purpose.values, ""]), name="access_purpose_is_known"),
            models.CheckConstraint(
                condition=~Q(result="granted")
                | Q(erased_at__isnull=False)
                | (
                    Q(account__isnull=False, camera__isnull=False, why="")
                    & ~Q(purpose="")
                    & ~Q(action="")
                    & ~Q(name="")
                ),
                name="access_granted_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(result="refused") | (Q(account__isnull=False) | Q(erased_at__isnull=False)) & ~Q(why=""),
                name="access_refused_says_why",
            ),
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(starts__lte=F("ends")),
                name="access_interval_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(account__isnull=True, username="", name="", unit="", purpose_note="", client=""),
                name="access_erased_tells_nobody",
            ),
            models.CheckConstraint(condition=Q(leaf_hash__regex=r"^[0-9a-f]{64}$"), name="access_leaf_is_sha256"),
        ]

    def __str__(self) -> str:
        return f"No.{self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise Immutable("a register entry is never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Never."""
        raise Immutable("a register entry is never removed")

    def body(self) -> dict[str, Any]:
        """What the log commits to: the fields of R16(2)(3) as they stood, JSON types only, times in microseconds."""
        return {
            "number": self.number,
            "at_us": microseconds(self.at),
            "username": self.username,
            "name": self.name,
            "unit": self.unit,
            "purpose": self.purpose,
            "purpose_note": self.purpose_note,
            "action": self.action,
            "camera": self.camera_code,
            "camera_name": self.camera_name,
            "system": self.system_name,
            "from_us": None if self.starts is None else microseconds(self.starts),
            "to_us": None if self.ends is None else microseconds(self.ends),
            "client": self.client,
            "result": self.result,
            "why": self.why,
        }


class AccessUse(models.Model):
    """What became of a granted look: opened, bytes let out, ended. An ended use is never changed again."""

    entry = models.OneToOneField(
        AccessEntry, models.PROTECT, primary_key=True, related_name="use", verbose_name=_("登记")
    )
    opened_at = models.DateTimeField(_("开始传输"), null=True)
    last_at = models.DateTimeField(_("最近传输"), null=True)
    bytes = models.PositiveBigIntegerField(_("字节数"), default=0)
    ended_at = models.DateTimeField(_("结束时间"), null=True, db_index=True)
    ended_why = models.CharField(_("结束原因"), max_length=12, choices=Ended.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("查看情况")
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="") | (Q(ended_at__isnull=False) & ~Q(ended_why="")),
                name="access_end_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(bytes=0) | Q(opened_at__isnull=False), name="access_bytes_only_when_opened"
            ),
        ]

    def __str__(self) -> str:
        return f"No.{self.entry_id}"

    @property
    def seconds(self) -> float | None:
        """How long pictures flowed, in seconds; None when none did."""
        if self.opened_at is None:
            return None
        until = self.ended_at or self.last_at or self.opened_at
        return max((until - self.opened_at).total_seconds(), 0.0)


class RefusedMore(models.Model):
    """How many further refusals of one person were counted into one entry, so that a script cannot fill the disk."""

    entry = models.OneToOneField(
        AccessEntry, models.PROTECT, primary_key=True, related_name="more", verbose_name=_("登记")
    )
    count = models.PositiveBigIntegerField(_("合并次数"), default=0)
    last_at = models.DateTimeField(_("最近一次"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("合并的拒绝")


class RegisterHead(models.Model):
    """One row: the last number given and how far the log was read. Its lock puts looks in one line."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    log_size = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("登记簿末尾")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="register_has_one_head")]


def microseconds(at: datetime) -> int:
    """Wall time as integer microseconds since the Unix epoch, UTC, without rounding."""
    whole = int(at.timestamp() // 1)
    return whole * 1_000_000 + at.microsecond


def instant(at_us: int) -> datetime:
    """Microseconds since the Unix epoch as an aware instant, UTC, exact."""
    return datetime.fromtimestamp(at_us // 1_000_000, UTC).replace(microsecond=at_us % 1_000_000)


__all__ = ["AccessEntry", "AccessUse", "Action", "Ended", "Purpose", "RefusedMore", "RegisterHead", "Result"]
