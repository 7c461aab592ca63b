"""What people type about tips and complaints: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.people.models import Organisation
from beholden.ground.places import coordinates
from beholden.ground.places import queries as places
from beholden.ground.places.coordinates import Datum
from beholden.ground.systems.models import PlaceCategory
from beholden.ground.uploads import MB, PICTURES
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import desks, media, scope, wording
from beholden.registry.tips.models import ComplaintOutcome, ComplaintSubject, TipOutcome

_ROWS = {"rows": 6}
OTHER = "other"
MOST_LISTED = 500


class Words(forms.CharField):
    """Typed words; a NUL in them is left out, as other characters nobody sees are later."""

    def to_python(self, value: Any) -> str:
        """The text without NULs."""
        return str(super().to_python(value)).replace("\0", "")

    def prepare_value(self, value: Any) -> Any:
        """What is shown again."""
        return value.replace("\0", "") if isinstance(value, str) else value


def _text(label: Any, longest: int, *, required: bool = True, **more: Any) -> Words:
    field = Words(label=label, required=required, max_length=longest * 20, strip=False, **more)
    field.validators = [one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator)]
    field.widget.attrs["maxlength"] = longest
    return field


class ManyFiles(forms.ClearableFileInput):
    """A control for several files; what came is read from the request."""

    allow_multiple_selected = True


class PlacedForm(forms.Form):
    """Where it is: the county by its name or code; when several are called so, they are offered."""

    county = _text(
        gettext_lazy("所在县（市、区）"),
        60,
        help_text=gettext_lazy("写名称就可以，例如“唐山市路北区”；也可以写 6 位代码。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offers: list[tuple[str, str]] = []

    def clean_county(self) -> str:
        """The code of the one county meant. Several: they are offered, the form comes back."""
        try:
            wanted = wording.kept(self.cleaned_data["county"], _("县（市、区）"), 60)
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from refused
        found = [item for item in places.search(wanted.split("（")[0]) if places.has_county_police(item.code)]
        exact = [item for item in found if wanted in (item.code, item.name, places.name(item.code))]
        chosen = exact if len(exact) == 1 else found
        if len(chosen) == 1:
            return chosen[0].code
        if not chosen:
            raise forms.ValidationError(_("没有找到这个县（市、区）。请写全称，例如“唐山市路北区”。"))
        self.offers = [(item.code, places.name(item.code)) for item in chosen]
        raise forms.ValidationError(_("叫这个名字的不止一个，请在下面选一个，或者写上所在的市。"))


class TipForm(PlacedForm):
    """A tip. Nothing in it asks who writes; a contact is for those who want to be called."""

    field_order = ("token", "subject", "urgent", "sign", "words", "county", "place", "lon", "lat", "files", "contact")
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    subject = forms.CharField(widget=forms.HiddenInput, max_length=32)
    urgent = forms.CharField(widget=forms.HiddenInput, max_length=4, required=False)
    sign = forms.CharField(widget=forms.HiddenInput, max_length=16, required=False)
    datum = forms.CharField(widget=forms.HiddenInput, max_length=8, required=False, initial="wgs84")
    words = _text(
        gettext_lazy("看到了什么"),
        wording.LONGEST_WORDS,
        help_text=gettext_lazy("例如：三层女更衣室天花板烟感器里有镜头，今天下午看到的。不要写自己的姓名。"),
        widget=forms.Textarea(_ROWS),
    )
    place = _text(
        gettext_lazy("地点"),
        wording.LONGEST_PLACE,
        help_text=gettext_lazy("街道、门牌、单位名称、楼层、房间，越具体越好找。"),
    )
    lon = _text(
        gettext_lazy("经度"),
        20,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    lat = _text(
        gettext_lazy("纬度"),
        20,
        required=False,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    contact = _text(
        gettext_lazy("联系方式"),
        wording.LONGEST_CONTACT,
        required=False,
        help_text=gettext_lazy("不留也照样受理。留下的会加密保存，只有经办民警写明理由才能打开，每次打开都有记录。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    files = forms.Field(
        label=gettext_lazy("照片或者视频"),
        required=False,
        widget=ManyFiles({"accept": ",".join((*sorted(PICTURES), "image/heif", *media.VIDEOS))}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {"most": media.MOST, "photo": media.LARGEST_PHOTO // MB, "video": media.LARGEST_VIDEO // MB}
        self.fields["files"].help_text = (
            _(
                "最多 %(most)d 个；照片每张不超过 %(photo)d MB，视频每个不超过 %(video)d MB，"
                "更大的请先剪短。不保存文件名。"
            )
            % words
        )

    def clean(self) -> dict[str, Any]:
        """The position, when one was given, in WGS-84."""
        given = self.cleaned_data
        at = _position(given.get("lon", ""), given.get("lat", ""), given.get("datum", ""))
        given["lon"], given["lat"] = at or (None, None)
        return given


def _position(lon: str, lat: str, datum: str) -> tuple[float, float] | None:
    if not lon.strip() and not lat.strip():
        return None
    try:
        source = settings.MAP_DATUM if datum == "map" else Datum.WGS84
        return coordinates.convert(float(lon), float(lat), source, Datum.WGS84)
    except ValueError:
        raise forms.ValidationError(_("经纬度不正确，例如 118.1802 和 39.6301；不知道就都留空。")) from None


class PlaceForm(forms.Form):
    """A position an officer gives."""

    lon = _text(gettext_lazy("经度"), 20)
    lat = _text(gettext_lazy("纬度"), 20)

    def clean(self) -> dict[str, Any]:
        """Two numbers."""
        given = self.cleaned_data
        at = _position(given.get("lon", ""), given.get("lat", ""), "wgs84")
        if at is None:
            raise forms.ValidationError(_("请填写经度和纬度"))
        given["lon"], given["lat"] = at
        return given


class FollowForm(forms.Form):
    """A receipt code."""

    receipt = _text(
        gettext_lazy("回执码"),
        40,
        help_text=gettext_lazy("例如 ABCD-EFGH-JKMN-PQRS-T，大小写和短横线都不要紧。"),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )


class ComplaintForm(PlacedForm):
    """A complaint. ``about`` is chosen from the authorities here, or said in words."""

    field_order = ("token", "about", "county", "who", "subject", "words", "contact")
    token = forms.CharField(widget=forms.HiddenInput, max_length=64)
    about = forms.ChoiceField(label=gettext_lazy("被检举、控告的机关"))
    who = _text(
        gettext_lazy("被检举、控告的人或者部门"),
        wording.LONGEST_CONTACT,
        required=False,
        help_text=gettext_lazy("姓名、警号、职务、部门，知道什么写什么。"),
    )
    subject = forms.ChoiceField(
        label=gettext_lazy("哪一种情况"), choices=ComplaintSubject.choices, widget=forms.RadioSelect
    )
    words = _text(gettext_lazy("情况"), wording.LONGEST_WORDS, widget=forms.Textarea({"rows": 8}))
    contact = _text(
        gettext_lazy("联系方式"),
        wording.LONGEST_CONTACT,
        required=False,
        help_text=gettext_lazy("不留也照样受理。全部内容加密保存，只有办理机关的督察、纪检人员能看到。"),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(office.code, office.name) for office in desks.authorities()[:MOST_LISTED]]
        self.fields["about"].choices = [("", _("请选择")), *listed, (OTHER, _("其他机关，或者不清楚是哪个机关"))]
        self.fields["county"].required = False
        self.fields["county"].help_text = _("上面选“其他机关”时填写，用来确定由哪个上级机关办理。")

    def clean_county(self) -> str:
        """The county, where the authority was not chosen."""
        if self.cleaned_data.get("about") != OTHER:
            return ""
        if not str(self.cleaned_data.get("county") or "").strip():
            raise forms.ValidationError(_("请填写所在县（市、区）"))
        return super().clean_county()

    def office(self) -> Organisation | None:
        """The authority chosen."""
        code = self.cleaned_data["about"]
        return None if code == OTHER else desks.authorities().filter(code=code).first()


class VisitForm(forms.Form):
    """What a visit needs beyond the tip."""

    filing = forms.ChoiceField(label=gettext_lazy("被检查的对象"), required=False, widget=forms.RadioSelect)
    unit_name = _text(
        gettext_lazy("没有备案的单位或者个人"),
        200,
        required=False,
        help_text=gettext_lazy("上面选“没有备案”时填写名称或者姓名。"),
    )
    place = _text(gettext_lazy("检查地点"), 300)
    place_category = forms.ChoiceField(
        label=gettext_lazy("公共场所类别"), choices=[("", gettext_lazy("请选择")), *PlaceCategory.choices]
    )
    scheduled_on = forms.DateField(
        label=gettext_lazy("检查日期"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    officers = forms.MultipleChoiceField(label=gettext_lazy("检查民警"), widget=forms.CheckboxSelectMultiple)
    override_reason = _text(
        gettext_lazy("仍要检查的理由"),
        500,
        required=False,
        help_text=gettext_lazy("只有查到同一地点近期已有检查时才需要。"),
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, filings: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filing"].choices = [*filings, ("", _("没有备案，或者不在上面"))]
        self.fields["officers"].choices = people


def subjects() -> list[tuple[str, str, Any]]:
    """(name, words of the law, example) of what may be tipped today."""
    found = scope.subjects(timezone.localdate())
    return [(name, words, scope.EXAMPLES.get(name, "")) for name, words in found.items()]


OUTCOMES = [choice for choice in TipOutcome.choices if choice[0] != TipOutcome.ELSEWHERE]
COMPLAINT_OUTCOMES = ComplaintOutcome.choices
