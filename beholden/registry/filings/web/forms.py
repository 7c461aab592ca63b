"""What people type about filings: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Organisation
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.ground.systems.models import PlaceCategory, System
from beholden.registry.filings import answers
from beholden.registry.filings.cameras import CameraFields, areas, words_of
from beholden.registry.filings.completeness import BY_EYE, local_fields
from beholden.registry.filings.kinds import Datum, FunctionType, IdKind, StructureType, UnitType
from beholden.registry.filings.models import Filing, FilingCamera, Jurisdiction, Sector

_AREA = {"rows": 2}


def _blank(choices: Any) -> list[tuple[str, Any]]:
    return [("", _("请选择")), *(pair for pair in choices if pair[0] != "")]


def _premises() -> list[tuple[str, Any]]:
    return [("", _("没有特别类型")), *words_of("premises").items()]


def _text(label: Any, longest: int, *, optional: bool = False, **more: Any) -> forms.CharField:
    """``optional``: the law doesn't ask for it, and the page says so. Saving half is allowed for every field."""
    more.setdefault("required", False)
    field = forms.CharField(label=label, max_length=longest * 4 + 40, **more)
    field.optional = optional  # type: ignore[attr-defined]
    return field


def _day(label: Any, **more: Any) -> forms.CharField:
    return _text(label, 10, widget=forms.TextInput({"type": "date"}), **more)


class AnswersForm(forms.Form):
    """Answers of one task; nothing is required here: saving half is allowed, what is missing is listed elsewhere."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, filing: Filing, data: Any = None) -> AnswersForm:
        """A form that starts from the answers kept."""
        return cls(data, initial={**filing.answers, "revision": filing.revision})

    def given(self) -> dict[str, object]:
        """The answers by name."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class UnitForm(AnswersForm):
    """The managing unit (M6(1))."""

    unit_name = _text(_("单位名称"), 200, help_text=_("与营业执照或者登记证书一致。"))
    unit_type = forms.ChoiceField(label=_("单位类型"), choices=_blank(UnitType.choices), required=False)
    unit_uscc = _text(_("统一社会信用代码"), 18, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}))
    unit_address = _text(_("单位地址"), 300, optional=True, widget=forms.Textarea(_AREA))
    public_contact = _text(
        _("公众联系方式"), 100, optional=True, help_text=_("印在提示标识和公众说明页上，供人申请查阅，例如值班电话。")
    )


class SystemForm(AnswersForm):
    """The System (M6(2), R14(1))."""

    name = _text(_("系统名称"), 100)
    division = _text(
        _("行政区划代码"),
        12,
        help_text=_("系统所在县（市、区）的 6 位代码，例如 130203；不是单位注册地。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
    )
    location = _text(_("系统建设位置"), 300, widget=forms.Textarea(_AREA))
    place_category = forms.ChoiceField(
        label=_("公共场所类别"),
        choices=[c for c in PlaceCategory.choices if c[0] not in ("other_public", "non_public")],
    )
    premises = forms.ChoiceField(
        label=_("场所的特别类型"), choices=_premises, required=False, help_text=_("有的场所保存期限更长。")
    )
    in_use_date = _day(_("投入使用日期"), help_text=_("备案期限从这一天起算。"))
    retention_days = _text(
        _("视频图像信息存储期限（天）"), 6, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"})
    )
    necessity = _text(_("为维护公共安全所必需的说明"), 500, widget=forms.Textarea(_AREA))
    operator_name = _text(_("受托运营单位"), 200, optional=True, help_text=_("没有委托他人运营的，不填。"))
    jurisdiction = forms.ChoiceField(
        label=_("受理的公安机关"),
        choices=Jurisdiction.choices,
        required=False,
        help_text=_("铁路、民航、出入境口岸内的系统由行业公安机关受理。"),
    )
    sector = forms.ChoiceField(label=_("行业主管部门"), choices=Sector.choices, required=False)
    counter_terror_target = forms.BooleanField(label=_("已被确定为防范恐怖袭击重点目标"), required=False)
    guarded = forms.BooleanField(label=_("由保安从业单位提供保安服务"), required=False)
    near_secret_unit = forms.BooleanField(label=_("位于军事禁区、军事管理区或者国家机关等涉密单位周边"), required=False)
    consent_unit = _text(
        _("作出同意的涉密单位"), 200, help_text=_("只在涉密单位周边时填写；只有本单位和受理机关看得到。")
    )
    consent_number = _text(_("同意文件的文号"), 100)
    consent_date = _day(_("同意的日期"), help_text=_("必须早于设备安装日期。"))

    @classmethod
    def of(cls, filing: Filing, data: Any = None) -> SystemForm:
        """With a reason for changes, and with what a local rule asks beyond our own questions."""
        form = cls(data, initial={**filing.answers, "revision": filing.revision})
        if filing.kind != "new":
            form.fields["change_reason"] = _text(_("变更或者停用的原因"), 500, widget=forms.Textarea(_AREA))
        for name, label, cite in local_fields(filing, timezone.localdate()):
            told = gettext("当地规定要求填写（%(cite)s）。") % {"cite": cite}
            form.fields[name] = _text(label, 500, help_text=told, widget=forms.Textarea(_AREA))
        return form


class AgentForm(forms.Form):
    """The agent and the sealed letter (M6). Numbers typed are sealed and not written back to the page."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = _text(_("经办人姓名"), 64)
    id_kind = forms.ChoiceField(label=_("证件种类"), choices=IdKind.choices, required=False)
    id_number = _text(_("证件号码"), 64, widget=forms.TextInput({"autocomplete": "off"}))
    telephone = _text(_("联系电话"), 64, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}))
    agent_id = forms.FileField(label=_("经办人身份证件（扫描件）"), required=False)
    authorisation_letter = forms.FileField(
        label=_("加盖单位公章的委托办理备案授权书（扫描件）"),
        required=False,
        help_text=_("PDF、JPG 或 PNG，最大 10 MB。"),
    )
    letter_received = forms.BooleanField(label=_("已收到加盖单位公章的授权书原件"), required=False)
    id_checked = forms.BooleanField(label=_("已核对经办人身份证件"), required=False)

    def __init__(self, *args: Any, window: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if not window:
            del self.fields["letter_received"], self.fields["id_checked"]


class CameraForm(forms.Form):
    """One declared camera (M6(2)): where it stands, what it is for, what it sees."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = _text(_("设备名称"), 100, required=True)
    position = _text(_("点位"), 200, help_text=_("安装在哪里、朝向哪里，例如“一层正门内侧，朝外”。"))
    function_type = forms.ChoiceField(label=_("功能类型"), choices=_blank(FunctionType.choices), required=False)
    structure_type = forms.ChoiceField(label=_("设备类型"), choices=_blank(StructureType.choices), required=False)
    place_category = forms.ChoiceField(
        label=_("拍摄区域的公共场所类别"), choices=[("", _("与系统相同")), *PlaceCategory.choices], required=False
    )
    area = forms.ChoiceField(label=_("安装部位"), choices=lambda: [("", _("请选择")), *areas().items()], required=False)
    sees = forms.MultipleChoiceField(
        label=_("还能拍到的区域"),
        choices=lambda: list(areas().items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("按实际视野填写。能拍到隐私部位的不得安装，调整角度后再登记。"),
    )
    installed_on = _day(_("安装日期"))
    near_secret = forms.BooleanField(label=_("位于涉密单位周边"), required=False)
    datum = forms.ChoiceField(label=_("坐标系"), choices=_blank(Datum.choices), required=False)
    lon = forms.FloatField(label=_("经度"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    lat = forms.FloatField(label=_("纬度"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    device_code = _text(_("设备编码"), 20, optional=True, help_text=_("GB/T 28181 的 20 位编码，没有可以不填。"))

    @classmethod
    def of(cls, camera: FilingCamera, revision: int, data: Any = None) -> CameraForm:
        """A form that starts from a declared camera."""
        names = [name for name in cls.base_fields if name not in ("revision", "lon", "lat")]
        start = {name: getattr(camera, name) for name in names}
        day = camera.installed_on.isoformat() if camera.installed_on else ""
        more = {"lon": camera.typed_lon, "lat": camera.typed_lat, "installed_on": day, "revision": revision}
        return cls(data, initial={**start, **more})

    def fields_of(self) -> CameraFields:
        """The cleaned answers. Raises answers.Refused for a day that is none."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("revision", "installed_on")}
        typed = self.cleaned_data["installed_on"]
        day = answers.day({"d": answers.cleaned({"in_use_date": typed})["in_use_date"]}, "d") if typed else None
        return CameraFields(**{**data, "sees": tuple(data["sees"])}, installed_on=day)


class StartForm(forms.Form):
    """The first question: what kind of place is it? It decides whether a filing is owed at all."""

    place_category = forms.ChoiceField(
        label=_("这些摄像机拍的是哪类场所？"),
        choices=PlaceCategory.choices,
        widget=forms.RadioSelect,
        help_text=_("按摄像机实际拍摄的区域选择，不按单位性质。有几类的，先选主要的，个别设备可以另选。"),
    )
    system = forms.ChoiceField(label=_("从本单位的系统带入"), required=False)

    def __init__(self, *args: Any, systems: list[System], **more: Any) -> None:
        super().__init__(*args, **more)
        field: Any = self.fields["system"]
        field.choices = [("", _("不带入，自己填写")), *((one.code, one.name) for one in systems)]
        if not systems:
            del self.fields["system"]


class ReceiveForm(forms.Form):
    """Papers handed in at the window."""

    unit_name = _text(_("单位名称"), 200, required=True)
    uscc = _text(_("统一社会信用代码"), 18, optional=True)
    division = _text(_("行政区划代码"), 12, help_text=_("系统所在地；不填就是本机关所在的县（市、区）。"))
    received_on = _day(_("接收日期"), help_text=_("转交归档的期限从这一天起算；不填就是今天。"))


class AskForm(forms.Form):
    """What the officer saw by eye, beyond the list the rulebook makes."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    by_eye = forms.MultipleChoiceField(
        label=_("看材料时发现的"),
        choices=[(code, says) for code, (says, _kind, _cite) in BY_EYE.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = _text(_("说明"), 500, optional=True, widget=forms.Textarea(_AREA))


class RemitForm(forms.Form):
    """What an organisation answers for."""

    organisation = forms.ChoiceField(label=_("单位"))
    jurisdiction = forms.ChoiceField(label=_("公安机关的管辖"), choices=Jurisdiction.choices, required=False)
    sector = forms.ChoiceField(label=_("主管的行业"), choices=Sector.choices, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        offices = Organisation.objects.filter(kind__in=[OrganisationKind.AUTHORITY, OrganisationKind.SECTOR])
        field: Any = self.fields["organisation"]
        field.choices = [(one.code, f"{one.name}（{one.get_kind_display()}）") for one in offices[:2000]]
