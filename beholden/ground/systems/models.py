"""Systems and Cameras as they are today, and every version they ever had (R11 archives, R14 filing, M9 changes).

Written only by `services`. A camera's password is sealed and stands in no version.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems import codes


class PlaceCategory(models.TextChoices):
    """Where a camera looks: decides which duties apply (R7, R9, R33). Declared by the unit, per camera area."""

    GOV_ROAD = "gov_road", _("城乡主要路段、广场、桥隧等公共场所（第七条第一款）")
    CROWD = "op_crowd", _("商贸中心、学校、医院、公园等人员聚集场所（第七条第二款第一项）")
    HUB = "op_hub", _("机场、车站、港口等交通枢纽（第七条第二款第二项）")
    VEHICLE = "op_vehicle", _("大中型公共交通工具（第七条第二款第三项）")
    SERVICE_AREA = "op_service_area", _("高速公路、普通国省干线服务区（第七条第二款第四项）")
    OTHER = "other_public", _("其他公共场所（第九条）")
    NON_PUBLIC = "non_public", _("非公共场所（第三十三条）")


class System(models.Model):
    """One public-safety video system: cameras, transmission, display and storage of one unit at one place."""

    code = models.CharField(max_length=16, unique=True, default=codes.system_code, editable=False)
    unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, related_name="systems", verbose_name=_("管理单位")
    )
    name = models.CharField(_("名称"), max_length=100)
    division = models.CharField(_("行政区划"), max_length=12, db_index=True)  # GB/T 2260, 6 to 12 digits
    address = models.TextField(_("地址"), max_length=300, blank=True)
    place_category = models.CharField(_("公共场所类别"), max_length=32, choices=PlaceCategory.choices)
    facts = models.JSONField(_("法律事实"), default=dict, blank=True)  # flat, names as in law/rules
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("公共安全视频系统")
        verbose_name_plural = _("公共安全视频系统")
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    def law_facts(self) -> dict[str, Any]:
        """What the rulebook is told about this System: the declared facts and the category of the place."""
        return {**self.facts, "place_category": self.place_category}


class CameraState(models.TextChoices):
    """Whether a camera is to be recorded."""

    ACTIVE = "active", _("启用")
    STOPPED = "stopped", _("停用")


class Transport(models.TextChoices):
    """How the camera's media reach us."""

    TCP = "tcp", _("TCP（推荐）")
    UDP = "udp", _("UDP")


class Camera(models.Model):
    """One capture device at one position. ``code`` names its footage folder; ``url`` holds no credentials."""

    code = models.CharField(max_length=16, unique=True, default=codes.camera_code, editable=False)
    system = models.ForeignKey(
        System, on_delete=models.PROTECT, related_name="cameras", verbose_name=_("公共安全视频系统")
    )
    name = models.CharField(_("名称"), max_length=100)
    position = models.CharField(_("点位"), max_length=200, blank=True)
    place_category = models.CharField(  # blank: as the System; R7 and R9 areas may lie in one building
        _("公共场所类别"), max_length=32, choices=PlaceCategory.choices, blank=True
    )
    url = models.CharField(_("取流地址"), max_length=500)
    username = models.CharField(_("摄像机用户名"), max_length=100, blank=True)
    password = models.TextField(_("摄像机密码"), blank=True, editable=False)  # sealed, context is the code
    transport = models.CharField(_("传输方式"), max_length=3, choices=Transport.choices, default=Transport.TCP)
    # "" anybody · "ca" whom an authority vouches for · "sha256:…" this certificate only
    trust = models.CharField(_("证书核验"), max_length=71, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=CameraState.choices, default=CameraState.ACTIVE)
    order = models.PositiveIntegerField(_("次序"), default=0)
    probe = models.JSONField(_("检测结果"), default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("图像采集设备")
        verbose_name_plural = _("图像采集设备")
        ordering = ("order", "id")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="active", stopped_at__isnull=True)
                | models.Q(state="stopped", stopped_at__isnull=False),
                name="camera_stopped_has_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(trust__in=("", "ca")) | models.Q(trust__regex=r"^sha256:[0-9a-f]{64}$"),
                name="camera_trust_is_understood",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def encrypted(self) -> bool:
        """Its address is one of TLS."""
        return self.url.lower().startswith("rtsps://")

    def law_facts(self) -> dict[str, Any]:
        """The System's facts, with this camera's own place category where it differs."""
        facts = self.system.law_facts()
        if self.place_category:
            facts["place_category"] = self.place_category
        return facts


class _Version(models.Model):
    """What stood in a record after its change number ``number``. Rows are only ever added."""

    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    fields = models.JSONField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class SystemVersion(_Version):
    """One version of a System."""

    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = _("系统版本")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("system", "number"), name="system_version_once")]


class CameraVersion(_Version):
    """One version of a Camera; a changed password shows as a changed ``password`` mark, never as text."""

    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="versions")

    class Meta:
        verbose_name = _("设备版本")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("camera", "number"), name="camera_version_once")]
