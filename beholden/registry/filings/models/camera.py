"""A camera as a filing declares it (R14(1), M6(2))."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.models.filing import Filing


class FilingCamera(models.Model):
    """One camera as declared in one filing. Position as typed, with its datum, and as WGS-84 for the map."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="cameras", verbose_name=_("备案"))
    number = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("名称"), max_length=100)
    position = models.CharField(_("点位"), max_length=200, blank=True)
    device_code = models.CharField(_("设备编码"), max_length=20, blank=True)  # GB/T 28181
    function_type = models.CharField(_("功能类型"), max_length=12, blank=True)
    structure_type = models.CharField(_("设备类型"), max_length=12, blank=True)
    place_category = models.CharField(_("公共场所类别"), max_length=32, choices=PlaceCategory.choices, blank=True)
    area = models.CharField(_("安装部位"), max_length=24, blank=True)  # a word of the fact `area`
    sees = models.JSONField(_("可以拍到的区域"), default=list)  # more of them: the declared field of view
    near_secret = models.BooleanField(_("位于涉密单位周边"), default=False)
    installed_on = models.DateField(_("安装日期"), null=True)
    datum = models.CharField(_("坐标系"), max_length=8, blank=True)
    typed_lon = models.FloatField(null=True)
    typed_lat = models.FloatField(null=True)
    lon = models.FloatField(_("经度"), null=True)
    lat = models.FloatField(_("纬度"), null=True)
    cell = models.CharField(max_length=16, blank=True)  # quadkey of (lon, lat): a prefix is a map tile
    source = models.CharField(max_length=16, blank=True)  # code of the recorder's own camera

    class Meta:
        verbose_name = verbose_name_plural = _("申报点位")
        ordering = ("filing_id", "number")
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="filing_camera_number_once"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="filing_camera_is_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["cell"], name="filing_camera_cell"),
            models.Index(fields=["name"], name="filing_camera_name"),
            models.Index(fields=["device_code"], condition=~Q(device_code=""), name="filing_camera_device"),
        ]

    def __str__(self) -> str:
        return self.name
