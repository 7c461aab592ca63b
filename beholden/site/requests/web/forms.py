"""What people type about requests: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.web.moments import MomentField
from beholden.ground.systems.models import System
from beholden.site.dossiers import uploads
from beholden.site.requests import relations
from beholden.site.requests.models import FootageRequest, RefusalReason, RequestKind, Want
from beholden.site.requests.sealed import FIELDS as PRIVATE
from beholden.site.requests.services.filing import LABELS, NEEDS

_ROWS: Final = 3
_MANY: Final = 30
_LINES: Final = ("duty", "need", "words")
_HELP: Final = {
    "duty": _("例如：办理某某路口交通肇事逃逸案。"),
    "basis": _("写明法律、行政法规的名称和条款。"),
    "need": _("只选与事由有关的设备和时间，并说明为什么需要。"),
    "words": _("例如：车停在地下二层，右侧车门被划，想知道是什么时候发生的。"),
    "place": _("例如：地下二层东侧车位。"),
}
_OF_KIND: Final[dict[str, tuple[str, ...]]] = {
    "state_organ": ("organ", "name", "duty", "basis", "document_number", "want"),
    "individual": ("name", "telephone", "relation", "words", "place"),
    "internal": ("duty",),
    "publication": ("duty", "basis"),
}


def _text(name: str, kind: str) -> forms.CharField:
    label, longest = LABELS[name] if name in LABELS else (relations.label(name, kind), PRIVATE[name])
    shape = forms.Textarea({"rows": _ROWS}) if name in _LINES else forms.TextInput({"autocomplete": "off"})
    made = forms.CharField(
        label=label, required=False, max_length=longest * 4 + 40, widget=shape, help_text=_HELP.get(name, "")
    )
    made.optional = name not in NEEDS[kind]  # type: ignore[attr-defined]
    return made


def _moment(label: Any) -> MomentField:
    shape = forms.DateTimeInput({"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S")
    return MomentField(label=label, required=False, widget=shape)


def _cameras(system: System | None) -> forms.MultipleChoiceField | None:
    known = list(system.cameras.values_list("code", "name")) if system else []
    if not known:
        return None
    shape = forms.CheckboxSelectMultiple if len(known) <= _MANY else forms.SelectMultiple({"size": 8})
    return forms.MultipleChoiceField(label=_("图像采集设备"), choices=known, required=False, widget=shape)


class RequestForm(forms.Form):
    """A request of one kind at one System."""

    def __init__(self, kind: str, system: System, *args: Any, public: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if public:
            self.fields["token"] = forms.CharField(widget=forms.HiddenInput, max_length=64)
        for name in _OF_KIND[kind]:
            if name == "want":
                self.fields[name] = forms.ChoiceField(label=_("方式"), choices=Want.choices, required=False)
            elif name == "relation":
                chosen = [("", _("请选择")), *relations.words().items()]
                self.fields[name] = forms.ChoiceField(label=_("您与当事人的关系"), choices=chosen, required=False)
            else:
                self.fields[name] = _text(name, kind)
        cameras = None if public else _cameras(system)
        if cameras is not None:
            self.fields["cameras"] = cameras
        self.fields["from_at"] = _moment(_("录像起"))
        self.fields["to_at"] = _moment(_("录像止"))
        if kind != RequestKind.INDIVIDUAL:
            self.fields["need"] = _text("need", kind)
        if kind == RequestKind.STATE_ORGAN:
            self.fields["foreign"] = forms.BooleanField(label=_("这是外国司法或者执法机构的请求"), required=False)


class ActForm(forms.Form):
    """The inputs one step asks for."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, asks: tuple[str, ...], found: FootageRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name in asks:
            for key, made in self._of(name, found):
                self.fields[key] = made

    @staticmethod
    def _of(name: str, found: FootageRequest) -> list[tuple[str, forms.Field]]:
        if name == "cameras":
            made = _cameras(found.system)
            return [("cameras", made)] if made else []
        if name == "interval":
            return [("from_at", _moment(_("录像起"))), ("to_at", _moment(_("录像止")))]
        if name == "reason":
            chosen = [("", _("请选择")), *RefusalReason.choices]
            return [("reason", forms.ChoiceField(label=_("不予同意的理由"), choices=chosen, required=False))]
        if name in ("on", "back_by"):
            label = _("日期") if name == "on" else _("约定返还或者销毁的日期")
            shape = forms.TextInput({"type": "date"})
            return [(name, forms.CharField(label=label, required=False, max_length=40, widget=shape))]
        if name == "need":
            return [("need", _text("need", found.kind))]
        return [(name, _plain(name))]


_SAID: Final[dict[str, tuple[Any, Any]]] = {
    "says": (_("说明"), ""),
    "id_number": (_("证件号码"), _("看过证件原件后填写，加密保存。")),
    "party": (_("接收人姓名和证件号（两名以上）"), ""),
    "medium": (_("载体"), _("例如：U 盘一个，封签 0012。")),
    "sha256": (_("交接文件的 SHA-256"), _("64 位十六进制字符，接收方凭它核对文件。")),
}


def _plain(name: str) -> forms.CharField:
    label, hint = _SAID[name]
    shape = forms.Textarea({"rows": _ROWS}) if name == "says" else forms.TextInput({"autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, required=False, max_length=2_100, widget=shape)


class FileForm(forms.Form):
    """One paper."""

    file = forms.FileField(
        label=_("文件"),
        allow_empty_file=True,
        help_text=_("PDF、JPG 或 PNG，最大 %(most)d MB。") % {"most": uploads.LARGEST // (1024 * 1024)},
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )


class FollowForm(forms.Form):
    """The way back to a request."""

    receipt = forms.CharField(
        label=_("回执码"),
        max_length=100,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
