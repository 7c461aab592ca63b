"""What people type about dossiers: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import System
from beholden.site.dossiers import fields, uploads
from beholden.site.dossiers.fields import FIELDS
from beholden.site.dossiers.kinds import Kind, Service
from beholden.site.dossiers.models import DossierEntry, StaffMember
from beholden.site.dossiers.web.showing import terms

_MANY = 30  # cameras that are still ticked one by one
_HELP = {
    "party_uscc": _("填写后，这家单位的账号才能被认出是受托方。"),
    "interval_days": _("法律要求定期维护，没有规定天数；由本单位确定。"),
    "until_on": _("没有到期日的，不填。"),
}


def _file(*, required: bool) -> forms.FileField:
    most = uploads.LARGEST // (1024 * 1024)
    return forms.FileField(
        label=_("文件"),
        required=required,
        allow_empty_file=True,  # an empty one is told by its content, like any other that is none of ours
        help_text=_("PDF、JPG 或 PNG，最大 %(most)d MB。") % {"most": most},
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class EntryForm(forms.Form):
    """The fields of one kind; with a file at once when it is new."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, kind: Kind, system: System | None, *args: Any, with_file: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self.kind = kind
        for name in kind.fields:
            made = _field(kind, name, system)
            if made is not None:
                self.fields[name] = made
        if with_file:
            self.fields["file"] = _file(required=False)

    @classmethod
    def of(cls, entry: DossierEntry, data: Any = None) -> EntryForm:
        """A form that starts from what is kept."""
        start = {
            name: getattr(entry, name) if FIELDS[name].column else entry.more.get(name)
            for name in entry.of.fields
            if name != "cameras"
        }
        start["cameras"] = [camera.code for camera in entry.cameras.all()]
        return cls(entry.of, entry.system, data, initial={**start, "revision": entry.revision})

    def given(self) -> dict[str, object]:
        """The values by field."""
        return {name: self.cleaned_data.get(name) for name in self.kind.fields}


def _field(kind: Kind, name: str, system: System | None) -> forms.Field | None:
    known, label = FIELDS[name], fields.label_of(kind, name)
    needed = name in kind.needs
    more: dict[str, Any] = {
        "label": label,
        "required": False,
        "help_text": "" if needed and name == "until_on" else _HELP.get(name, ""),
    }
    found: forms.Field
    if known.type == fields.FLAG:
        found = forms.BooleanField(**more)
    elif known.type == fields.SERVICE:
        found = forms.ChoiceField(choices=[("", _("请选择")), *Service.choices], **more)
    elif known.type == fields.TERMS:
        found = forms.MultipleChoiceField(choices=terms(), widget=forms.CheckboxSelectMultiple, **more)
    elif known.type == fields.CAMERAS:
        cameras = list(system.cameras.values_list("code", "name")) if system else []
        if not cameras:
            return None
        widget = forms.CheckboxSelectMultiple if len(cameras) <= _MANY else forms.SelectMultiple({"size": 8})
        found = forms.MultipleChoiceField(choices=cameras, widget=widget, **more)
    else:
        shapes: dict[str, forms.Widget] = {
            fields.DAY: forms.TextInput({"type": "date"}),
            fields.LINES: forms.Textarea({"rows": 3}),
            fields.NUMBER: forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}),
        }
        widget = shapes.get(known.type, forms.TextInput({"autocomplete": "off"}))
        found = forms.CharField(max_length=known.longest * 4 + 40, widget=widget, **more)
    found.optional = not needed and known.type not in (fields.FLAG, fields.TERMS)  # type: ignore[attr-defined]
    return found


class ActForm(forms.Form):
    """One step: a sentence, a day, or neither."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, says: bool, on: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if on:
            self.fields["on"] = forms.CharField(
                label=_("日期"), required=False, max_length=40, widget=forms.TextInput({"type": "date"})
            )
        made = forms.CharField(label=_("说明"), required=False, max_length=2_100, widget=forms.Textarea({"rows": 3}))
        made.optional = not says  # type: ignore[attr-defined]
        self.fields["says"] = made


class FileForm(forms.Form):
    """One file."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    file = _file(required=True)


class StaffForm(forms.Form):
    """A person in a key post; sealed particulars are typed anew or left as they are."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("姓名"), required=False, max_length=300)
    post = forms.CharField(label=_("岗位"), required=False, max_length=440, help_text=_("例如：监看、系统管理、维护。"))
    joined_on = forms.CharField(
        label=_("到岗日期"), required=False, max_length=40, widget=forms.TextInput({"type": "date"})
    )
    id_number = forms.CharField(
        label=_("证件号码"), required=False, max_length=160, widget=forms.TextInput({"autocomplete": "off"})
    )
    telephone = forms.CharField(
        label=_("联系电话"), required=False, max_length=160, widget=forms.TextInput({"autocomplete": "off"})
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in ("id_number", "telephone"):
            self.fields[name].optional = True  # type: ignore[attr-defined]


class ShiftsForm(forms.Form):
    """The same hours on some days."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("人员"), required=False)
    first = forms.CharField(
        label=_("从哪一天"), required=False, max_length=40, widget=forms.TextInput({"type": "date"})
    )
    last = forms.CharField(
        label=_("到哪一天"),
        required=False,
        max_length=40,
        help_text=_("只排一天的，不填。"),
        widget=forms.TextInput({"type": "date"}),
    )
    start = forms.CharField(
        label=_("几点开始"), required=False, max_length=20, widget=forms.TextInput({"type": "time"})
    )
    end = forms.CharField(
        label=_("几点结束"),
        required=False,
        max_length=20,
        help_text=_("不晚于开始时间的，算到第二天。"),
        widget=forms.TextInput({"type": "time"}),
    )

    def __init__(self, staff: list[StaffMember], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = [(one.code, f"{one.name} · {one.post}") for one in staff]
        self.fields["person"].choices = [("", _("请选择")), *chosen]  # type: ignore[attr-defined]
        self.fields["last"].optional = True  # type: ignore[attr-defined]


class ShortcomingForm(forms.Form):
    """What was found, and the unit's own day to put it right."""

    text = forms.CharField(label=_("问题"), required=False, max_length=2_100, widget=forms.Textarea({"rows": 3}))
    due_on = forms.CharField(
        label=_("整改期限"), required=False, max_length=40, widget=forms.TextInput({"type": "date"})
    )
