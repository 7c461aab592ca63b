"""What people type about masked copies: shape here, meaning and rights in the services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.web.moments import MomentField
from beholden.ground.systems.models import Camera


def moment(label: Any) -> MomentField:
    """A moment of the recording, to the second."""
    shape = forms.DateTimeInput({"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
    return MomentField(label=label, widget=shape)


def _reason() -> forms.CharField:
    return forms.CharField(
        label=_("理由"), required=False, max_length=800, widget=forms.TextInput({"autocomplete": "off"})
    )


class PreviewForm(forms.Form):
    """A camera and an interval, to be seen as a mosaic."""

    camera = forms.ChoiceField(label=_("摄像机"))
    from_at = moment(_("录像起"))
    to_at = moment(_("录像止"))

    def __init__(self, cameras: Mapping[str, Camera], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        named = [(code, f"{camera.system.name} · {camera.name}") for code, camera in cameras.items()]
        self.fields["camera"].choices = named  # type: ignore[attr-defined]


class TracksForm(forms.Form):
    """Which of the things found, and why. ``do`` is uncover or cover."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = _reason()


class AreaForm(forms.Form):
    """An area to be covered, drawn or typed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    points = forms.CharField(
        label=_("区域的角点"),
        required=False,
        max_length=1_000,
        help_text=_("每个角点写成“横,纵”，是画面宽、高的百分数，用空格隔开，例如：10,20 40,20 40,60 10,60"),
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "text"}),
    )
    from_at = forms.CharField(
        label=_("从（秒）"), required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )
    to_at = forms.CharField(
        label=_("到（秒）"), required=False, max_length=20, widget=forms.TextInput({"autocomplete": "off"})
    )
    reason = _reason()


class EraseForm(forms.Form):
    """Which area goes, and why."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    area = forms.IntegerField(widget=forms.HiddenInput)
    reason = _reason()


class ConfirmForm(forms.Form):
    """How it was checked."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    says = forms.CharField(
        label=_("怎样核对的"),
        required=False,
        max_length=2_000,
        help_text=_("例如：从头到尾看过，人脸、号牌、招牌都已遮住，只露出申请人和他的车。"),
        widget=forms.Textarea({"rows": 3}),
    )
