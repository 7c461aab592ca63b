"""What a manager types about holds: shape here, rights and meaning in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.web.moments import MomentField
from beholden.ground.systems.models import Camera, System
from beholden.site.recordings.models import HoldKind
from beholden.site.recordings.services import HoldFields


def _moment(label: Any, **more: Any) -> MomentField:
    widget = forms.DateTimeInput({"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
    return MomentField(label=label, widget=widget, **more)


class HoldForm(forms.Form):
    """Which footage stays, why, and until when."""

    where = forms.ChoiceField(label=_("系统或者设备"))
    kind = forms.ChoiceField(label=_("类型"), choices=HoldKind.choices)
    from_at = _moment(_("录像起"))
    to_at = _moment(_("录像止"))
    reason = forms.CharField(
        label=_("事由"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("写明文号、申请人或者事件编号。"),
    )
    ends_at = _moment(_("到期时间"), required=False, help_text=_("不填的，一直保留到解除为止。"))

    def __init__(self, systems: QuerySet[System], cameras: QuerySet[Camera], data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self._systems = {system.code: system for system in systems}
        self._cameras = {camera.code: camera for camera in cameras}
        choices = []
        for system in self._systems.values():
            own = [(code, camera.name) for code, camera in self._cameras.items() if camera.system_id == system.pk]
            choices.append((system.name, [(system.code, _("全部设备")), *own]))
        self.fields["where"].choices = choices  # type: ignore[attr-defined]

    @property
    def system(self) -> System:
        """The System that was chosen, or the one of the camera that was chosen."""
        where = self.cleaned_data["where"]
        return self._systems[where] if where in self._systems else self._cameras[where].system

    def fields_of(self) -> HoldFields:
        """The cleaned answers."""
        data = self.cleaned_data
        return HoldFields(
            kind=data["kind"],
            from_at=data["from_at"],
            to_at=data["to_at"],
            reason=data["reason"],
            camera=self._cameras.get(data["where"]),
            ends_at=data["ends_at"],
        )


class ReleaseForm(forms.Form):
    """Why a hold is released."""

    reason = forms.CharField(label=_("解除事由"), max_length=2000, widget=forms.Textarea({"rows": 2}))
