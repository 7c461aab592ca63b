"""What a manager types about Systems and Cameras: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook
from beholden.ground.systems import wording
from beholden.ground.systems.models import Camera, PlaceCategory, System, Transport
from beholden.ground.systems.services import CameraFields, SystemFields

FLAGS = ("counter_terror_target", "guarded")


def _premises() -> list[tuple[str, str]]:
    try:
        words = rulebook.opened(settings.LAW).facts["premises"].words
    except rulebook.BadLawData:
        words = {}  # what was declared stays, see fields_of
    spoken = 0 if wording.language() == "zh" else 1
    return [("", str(_("没有特别类型"))), *((name, both[spoken]) for name, both in words.items())]


class SystemForm(forms.Form):
    """A System as its manager declares it."""

    name = forms.CharField(label=_("名称"), max_length=400, help_text=_("例如“城南商场公共安全视频系统”。"))
    division = forms.CharField(
        label=_("行政区划代码"),
        max_length=20,
        help_text=_("所在县（市、区）的 6 位代码，例如 130203。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    address = forms.CharField(label=_("地址"), max_length=900, required=False, widget=forms.Textarea({"rows": 2}))
    place_category = forms.ChoiceField(
        label=_("公共场所类别"),
        choices=PlaceCategory.choices,
        help_text=_("决定适用哪些义务；个别设备拍摄的区域不同的，可以在设备上另选。"),
    )
    premises = forms.ChoiceField(
        label=_("场所的特别类型"), choices=_premises, required=False, help_text=_("有的场所保存期限更长。")
    )
    counter_terror_target = forms.BooleanField(label=_("已被确定为防范恐怖袭击重点目标"), required=False)
    guarded = forms.BooleanField(label=_("由保安从业单位提供保安服务"), required=False)

    @classmethod
    def of(cls, system: System, data: Any = None) -> SystemForm:
        """A form that starts from what the System is now."""
        names = ("name", "division", "address", "place_category")
        return cls(data, initial={**{name: getattr(system, name) for name in names}, **system.facts})

    def fields_of(self, known: dict[str, Any] | None = None) -> SystemFields:
        """The cleaned answers; facts that this page doesn't ask for stay as ``known``."""
        data = self.cleaned_data
        asked = {*FLAGS, "premises"} if len(list(self.fields["premises"].choices)) > 1 else {*FLAGS}  # type: ignore[attr-defined]
        facts = {name: value for name, value in (known or {}).items() if name not in asked}
        facts |= {name: True for name in FLAGS if data[name]}
        if data["premises"]:
            facts["premises"] = data["premises"]
        return SystemFields(data["name"], data["division"], data["place_category"], data["address"], facts)


TRUST = [
    ("", _("不核验：加密，但不确认对方是谁")),
    ("ca", _("由证书机构核验")),
    ("sha256", _("固定指纹：只认这一张证书")),
]


class CameraForm(forms.Form):
    """A Camera on one page: where it is, how it is reached. The password typed is never written back to the page."""

    name = forms.CharField(label=_("名称"), max_length=400, help_text=_("监看人员看到的名称，例如“01 大门”。"))
    position = forms.CharField(label=_("点位"), max_length=800, required=False, help_text=_("安装在哪里、对着哪里。"))
    url = forms.CharField(
        label=_("取流地址"),
        max_length=2000,
        help_text=_("例如 rtsp://192.168.1.10:554/Streaming/Channels/101"),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    username = forms.CharField(
        label=_("摄像机用户名"), max_length=400, required=False, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("摄像机密码"),
        max_length=800,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    transport = forms.ChoiceField(label=_("传输方式"), choices=Transport.choices, initial=Transport.TCP)
    trusted = forms.ChoiceField(
        label=_("证书核验"),
        choices=TRUST,
        required=False,
        help_text=_("只用于 rtsps:// 地址。多数摄像机用自签证书，固定指纹就能认出它。"),
    )
    fingerprint = forms.CharField(
        label=_("证书指纹（SHA-256）"),
        max_length=200,
        required=False,
        help_text=_("选“固定指纹”时填写 64 位十六进制。不知道时留空并检测：提示里有摄像机的指纹，核对后填入。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    place_category = forms.ChoiceField(
        label=_("拍摄区域的公共场所类别"), choices=[("", _("与系统相同")), *PlaceCategory.choices], required=False
    )
    kept_password = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    probed = forms.CharField(required=False, max_length=8000, widget=forms.HiddenInput)
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, camera: Camera, data: Any = None) -> CameraForm:
        """A form that starts from what the Camera is now; the password stays where it is."""
        names = ("name", "position", "url", "username", "transport", "place_category")
        start = {**{name: getattr(camera, name) for name in names}, "seen_version": camera.version}
        kind, _colon, digest = camera.trust.partition(":")
        return cls(data, initial={**start, "trusted": kind, "fingerprint": digest})

    def trust(self) -> str:
        """What was chosen, as a Camera keeps it."""
        data = self.cleaned_data
        kind = data.get("trusted", "")
        return f"sha256:{data.get('fingerprint', '')}" if kind == "sha256" else kind

    def fields_of(self, password: str | None) -> CameraFields:
        """The cleaned answers, with the password as it is meant (None: as before)."""
        data = self.cleaned_data
        return CameraFields(
            name=data["name"],
            url=data["url"],
            username=data["username"],
            password=password,
            position=data["position"],
            place_category=data["place_category"],
            transport=data["transport"],
            trust=self.trust(),
        )


class ReasonForm(forms.Form):
    """Why a camera is taken out of use."""

    note = forms.CharField(label=_("停用原因"), max_length=800)
