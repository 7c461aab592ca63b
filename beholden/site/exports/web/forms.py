"""What is asked for: cameras and an interval."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.web.moments import MomentField
from beholden.ground.systems.models import Camera
from beholden.site.exports.models import Form


def _moment(label: Any, **more: Any) -> MomentField:
    widget = forms.DateTimeInput({"type": "datetime-local", "step": 1}, format="%Y-%m-%dT%H:%M:%S")
    return MomentField(label=label, widget=widget, **more)


class ExportForm(forms.Form):
    """Cameras that may be exported, and from when to when."""

    cameras = forms.MultipleChoiceField(label=_("摄像机"), widget=forms.CheckboxSelectMultiple)
    starts = _moment(_("录像起"))
    ends = _moment(_("录像止"))
    form = forms.ChoiceField(
        label=_("形式"),
        choices=Form.choices,
        widget=forms.RadioSelect,
        initial=Form.EVIDENCE,
        required=False,
        help_text=_(
            "证据原件：逐位相同的原始录像和证明。查看副本：每幅画面都有登记编号、单位、姓名和时间，不含原始录像。"
        ),
    )

    def __init__(self, cameras: dict[str, Camera], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._cameras = cameras
        named = [(code, f"{camera.system.name} · {camera.name}") for code, camera in cameras.items()]
        self.fields["cameras"].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An interval has a length, and is over."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and starts >= ends:
            self.add_error("ends", _("录像止应晚于录像起"))
        return cleaned

    def clean_form(self) -> str:
        """Evidence, where nothing was chosen."""
        return str(self.cleaned_data["form"] or Form.EVIDENCE)

    @property
    def chosen(self) -> list[Camera]:
        """The cameras chosen, in their order on the page."""
        return [camera for code, camera in self._cameras.items() if code in self.cleaned_data["cameras"]]

    @property
    def interval(self) -> tuple[datetime, datetime]:
        """From when to when, aware."""
        return self.cleaned_data["starts"], self.cleaned_data["ends"]


class WishForm(forms.Form):
    """What the player passes along: a camera and a moment."""

    camera = forms.CharField(required=False, max_length=32)
    at = MomentField(required=False)
    until = MomentField(required=False)
