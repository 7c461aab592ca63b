"""Holds, alarms, deletions and daily figures. Footage itself stands in the index and the files, never here.

Written only by `services` and `deletion`.
"""

from __future__ import annotations

import secrets

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def hold_code() -> str:
    """An opaque code for a hold's address."""
    return "h-" + _letters()


def alarm_code() -> str:
    """An opaque code for an alarm's address."""
    return "w-" + _letters()


def _letters() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(10))


class HoldKind(models.TextChoices):
    """Why footage stays beyond its term: a purpose that has not been achieved yet (R17)."""

    RETRIEVAL = "retrieval", _("国家机关调取尚未办结（第二十条）")
    VIEWING = "viewing", _("本人等查阅申请尚未办结（第二十一条）")
    PUBLICATION = "publication", _("依法公开传播的申请已同意，尚未办结（第二十二条）")
    INCIDENT = "incident", _("事件已报告，正在处理（第十七条）")
    INSPECTION = "inspection", _("举报核查或者监督检查的证据（第二十四条）")
    ORDER = "order", _("公安机关责令删除，证据固定之前不得删除（第二十六条至第二十八条）")


CITES = {
    HoldKind.RETRIEVAL: "R20",
    HoldKind.VIEWING: "R21",
    HoldKind.PUBLICATION: "R22",
    HoldKind.INCIDENT: "R17",
    HoldKind.INSPECTION: "R24(1)",
    HoldKind.ORDER: "R26",
}


class Hold(models.Model):
    """Footage of one camera or one System in an interval that is not deleted until the hold is released or ends."""

    code = models.CharField(max_length=16, unique=True, default=hold_code, editable=False)
    kind = models.CharField(_("类型"), max_length=12, choices=HoldKind.choices)
    system = models.ForeignKey(
        "systems.System", models.PROTECT, related_name="holds", verbose_name=_("公共安全视频系统")
    )
    camera = models.ForeignKey(  # null: every camera of the System
        "systems.Camera", models.PROTECT, null=True, blank=True, related_name="holds", verbose_name=_("图像采集设备")
    )
    from_at = models.DateTimeField(_("录像起"))
    to_at = models.DateTimeField(_("录像止"))
    reason = models.CharField(_("事由"), max_length=500)
    placed_by = models.ForeignKey("people.Account", models.PROTECT, related_name="+", verbose_name=_("留存人"))
    placed_at = models.DateTimeField(_("留存时间"))
    ends_at = models.DateTimeField(_("到期时间"), null=True, blank=True)
    released_by = models.ForeignKey(
        "people.Account", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("解除人")
    )
    released_at = models.DateTimeField(_("解除时间"), null=True, blank=True)
    release_reason = models.CharField(_("解除事由"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("留存冻结")
        ordering = ("-placed_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="hold_has_an_interval"),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_has_a_reason"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by__isnull=True, release_reason="")
                | (Q(released_at__isnull=False, released_by__isnull=False) & ~Q(release_reason="")),
                name="hold_release_has_a_reason",
            ),
        ]

    @property
    def ended(self) -> bool:
        """Its own end has come."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def cite(self) -> str:
        """The article the hold rests on."""
        return CITES[HoldKind(self.kind)]


class AlarmKind(models.TextChoices):
    """What must not be overlooked."""

    CAMERA_DOWN = "camera_down", _("设备失联")
    RECORDER_DOWN = "recorder_down", _("录像服务未运行")
    DISK = "disk", _("磁盘不足")
    NO_RULE = "no_rule", _("没有适用的保存期限规定，不删除任何录像")
    CLOCK = "clock", _("系统时间可疑，暂停删除")
    DELETION = "deletion", _("到期录像未能删除")
    LEDGER = "ledger", _("存证账本不可用")
    WITNESS = "witness", _("外部见证中断")
    EMERGENCY = "emergency", _("紧急查看待复核")


class Alarm(models.Model):
    """Something that a person must know until it is over. Seen is not mended: acknowledging doesn't end it."""

    code = models.CharField(max_length=16, unique=True, default=alarm_code, editable=False)
    kind = models.CharField(_("类型"), max_length=16, choices=AlarmKind.choices)
    level = models.CharField(_("级别"), max_length=8, default="critical")  # watch, tight, critical
    subject = models.CharField(max_length=16, blank=True)  # code of the camera or System; "" the whole installation
    system = models.ForeignKey("systems.System", models.PROTECT, null=True, blank=True, related_name="alarms")
    camera = models.ForeignKey("systems.Camera", models.PROTECT, null=True, blank=True, related_name="alarms")
    since = models.DateTimeField(_("开始"))
    detail = models.JSONField(default=dict)
    ended_at = models.DateTimeField(_("结束"), null=True, blank=True)
    acknowledged_by = models.ForeignKey("people.Account", models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(_("知悉时间"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("告警")
        ordering = ("-since", "-id")
        constraints = [
            models.UniqueConstraint(
                fields=("kind", "subject"), condition=Q(ended_at__isnull=True), name="alarm_runs_once"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="alarm_acknowledged_by_somebody",
            ),
        ]


class Deletion(models.Model):
    """One lawful deletion of one camera's footage: decided, written to the evidence log, then done (R17, R23(1)(5))."""

    camera = models.ForeignKey("systems.Camera", models.PROTECT, related_name="deletions")
    from_at = models.DateTimeField(_("录像起"))
    to_at = models.DateTimeField(_("录像止"))
    segments = models.JSONField()  # [[start_us, root], …] of the index rows
    spared = models.JSONField(default=list)  # those of them that a hold kept in the last moment
    bytes = models.BigIntegerField()
    floor_days = models.PositiveIntegerField()
    because = models.JSONField()  # the rulebook's citations, as they stood that day
    decided_at = models.DateTimeField()
    log_index = models.BigIntegerField(null=True, blank=True)
    leaf_hash = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("到期删除")
        ordering = ("-decided_at", "-id")
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | (Q(log_index__isnull=False) & ~Q(leaf_hash="")),
                name="deletion_done_is_on_the_log",
            ),
        ]


class RetentionRun(models.Model):
    """When deletion last ran: a clock that has jumped since then deletes nothing before a person confirms it."""

    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("保存期限检查")


class CameraDay(models.Model):
    """Bytes and seconds of one camera on one local day, so that figures of a month cost no walk through the index."""

    camera = models.ForeignKey("systems.Camera", models.CASCADE, related_name="days")
    day = models.DateField()
    bytes = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("每日录像量")
        constraints = [models.UniqueConstraint(fields=("camera", "day"), name="camera_day_once")]
