"""Choices a camera is described with: GB/T 28181-2022 vocabulary, as the filing platform's device records use it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class FunctionType(models.TextChoices):
    """What a camera is for (M6(2) 功能类型). Declared only: this product processes no biometrics."""

    WATCH = "watch", _("一般视频监控")
    FACE = "01", _("人脸卡口")
    PERSON = "02", _("人员卡口")
    VEHICLE = "03", _("机动车卡口")
    CYCLE = "04", _("非机动车卡口")
    GOODS = "05", _("物品卡口")
    OTHER = "99", _("其他功能")


class StructureType(models.TextChoices):
    """How a camera is built."""

    BALL = "1", _("球机")
    HALF = "2", _("半球")
    FIXED = "3", _("固定枪机")
    REMOTE = "4", _("遥控枪机")
    REMOTE_HALF = "5", _("遥控半球")
    PANORAMA = "6", _("全景、拼接")
    SPLIT = "7", _("分割")
    OTHER = "99", _("其他类型")


class Datum(models.TextChoices):
    """What the typed coordinates refer to; the map always uses WGS-84."""

    WGS84 = "wgs84", _("WGS-84（GPS、北斗终端）")
    GCJ02 = "gcj02", _("GCJ-02（高德、腾讯地图）")
    CGCS2000 = "cgcs2000", _("CGCS2000（天地图、测绘成果）")


class UnitType(models.TextChoices):
    """What kind of unit files (M6(1))."""

    GOVERNMENT = "government", _("国家机关")
    INSTITUTION = "institution", _("事业单位")
    STATE_OWNED = "state_owned", _("国有企业")
    COMPANY = "company", _("其他企业")
    SOLE = "sole", _("个体工商户")
    SOCIETY = "society", _("社会团体、民办非企业单位")
    VILLAGE = "village", _("村（居）民委员会")
    OTHER = "other", _("其他单位")


class IdKind(models.TextChoices):
    """The agent's identity document (M6)."""

    RESIDENT = "resident", _("居民身份证")
    PASSPORT = "passport", _("护照")
    MILITARY = "military", _("军人证件")
    OTHER = "other", _("其他证件")
