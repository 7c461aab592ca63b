"""What people type at the door: the purpose of looking, the filters of the register, a moment to play."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.web.moments import MomentField
from beholden.site.access.duty import NEEDS_NOTE, NOTE_MAX
from beholden.site.access.models import Action, Purpose, Result
from beholden.site.access.queries import Filters


class DutyForm(forms.Form):
    """事由: chosen once a sign-in; any but the daily watch says more in words (R16(2)(3))."""

    purpose = forms.ChoiceField(
        label=_("查看事由"),
        choices=Purpose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择查看事由"), "invalid_choice": _("请从列出的事由中选择")},
    )
    note = forms.CharField(
        label=_("说明"),
        required=False,
        max_length=NOTE_MAX,
        error_messages={"max_length": _("说明最多 200 字")},
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Every purpose but the daily watch needs words."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("purpose") in NEEDS_NOTE and "note" not in self.errors and not cleaned.get("note"):
            self.add_error("note", _("请写明具体事由，例如事件、工单或案件名称"))
        return cleaned


class RegisterForm(forms.Form):
    """The filters of the register, from the address bar."""

    since = MomentField(label=_("时间从"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}))
    until = MomentField(label=_("到"), required=False, widget=forms.DateTimeInput({"type": "datetime-local"}))
    camera = forms.CharField(label=_("摄像机"), required=False, max_length=100)
    person = forms.CharField(label=_("调用人员"), required=False, max_length=64)
    action = forms.ChoiceField(label=_("操作"), required=False, choices=[("", _("全部")), *Action.choices])
    purpose = forms.ChoiceField(label=_("事由"), required=False, choices=[("", _("全部")), *Purpose.choices])
    result = forms.ChoiceField(label=_("结果"), required=False, choices=[("", _("全部")), *Result.choices])
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def filters(self) -> Filters:
        """The filters that could be read; an unreadable one is shown as an error and left out."""
        said = self.cleaned_data
        names = ("camera", "person", "action", "purpose", "result")
        return Filters(said.get("since"), said.get("until"), *(str(said.get(name) or "") for name in names))


class MomentForm(forms.Form):
    """A camera and a moment to play, from the address bar."""

    camera = forms.CharField(required=False, max_length=32)
    at = forms.CharField(required=False, max_length=40)

    def clean_at(self) -> datetime | None:
        """ISO 8601; without an offset it is the local time of the installation."""
        text = self.cleaned_data["at"]
        return None if not text else MomentField().clean(text.replace(" ", "+") if "T" in text else text)
