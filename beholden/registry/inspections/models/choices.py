"""Words an inspection is sorted by: where it stands, its kind, its reason, what was found (R24, M10 to M13)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where an inspection stands."""

    PLANNED = "planned", _("待检查")
    BEGUN = "begun", _("检查中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


OPEN = (State.PLANNED, State.BEGUN)


class Kind(models.TextChoices):
    """General by the police station, professional by the technology department (M11)."""

    GENERAL = "general", _("一般检查")
    PROFESSIONAL = "professional", _("专业检查")


class Method(models.TextChoices):
    """How it is done."""

    ON_SITE = "on_site", _("现场检查")
    OFF_SITE = "off_site", _("非现场检查")


class Reason(models.TextChoices):
    """Why it is done."""

    ROUTINE = "routine", _("日常检查")
    SAMPLE = "sample", _("随机抽查")
    TIP = "tip", _("举报核查")
    DATA = "data", _("数据监测")
    REQUEST = "request", _("单位申请")
    REINSPECTION = "reinspection", _("复查")


class Outcome(models.TextChoices):
    """How the visit went; empty while it is an ordinary one."""

    ORDINARY = "", _("正常进行")
    REFUSED = "refused", _("拒绝检查")
    ABSENT = "absent", _("无人在场")


class Result(models.TextChoices):
    """What was found for one item."""

    CONFORM = "conform", _("符合")
    VIOLATION = "violation", _("不符合")
    NOT_APPLICABLE = "not_applicable", _("不适用")
    NOT_SEEN = "not_seen", _("未查")


class Provenance(models.TextChoices):
    """Where an answer comes from."""

    SEEN = "seen", _("民警查看")
    DOCUMENT = "document", _("查验文件")
    MEASURED = "measured", _("系统测得")
    DECLARED = "declared", _("单位陈述")


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    PHOTO = "photo", _("照片")
    DOCUMENT = "document", _("文件")
    BODY_CAMERA = "body_camera", _("执法记录仪")


class Signer(models.TextChoices):
    """Who signs the record."""

    OFFICER = "officer", _("检查民警")
    UNIT = "unit", _("被检查单位")


class Manner(models.TextChoices):
    """How it was signed."""

    DRAWN = "drawn", _("手写")
    TYPED = "typed", _("键入姓名")
    REFUSED = "refused", _("拒绝签名")


class DrawState(models.TextChoices):
    """Where a random draw stands: the order of these is what makes it honest."""

    COMMITTED = "committed", _("种子已封存")
    FIXED = "fixed", _("名单已固定")
    DRAWN = "drawn", _("已抽取")
    ABANDONED = "abandoned", _("已放弃")


class PlanState(models.TextChoices):
    """Where a plan stands."""

    DRAFTED = "drafted", _("待批准")
    APPROVED = "approved", _("已批准")
    ENDED = "ended", _("已结束")
