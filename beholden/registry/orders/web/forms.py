"""What people type about orders: shape here, meaning and rights in the services."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.registry.orders.lawful import Offer
from beholden.registry.orders.models import Kind, Manner, Result
from beholden.registry.orders.services import Ground, Service, Wording
from beholden.registry.orders.visits import Seen

_LONG = {"rows": 4}


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """A list of uploads, each a file of its own."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", Files(attrs={"multiple": True, "accept": ".pdf,.jpg,.jpeg,.png"}))
        super().__init__(required=False, **more)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each file cleaned; [] when there is none."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given if one]


def uploads_of(given: Iterable[Any]) -> list[tuple[str, Any]]:
    """What the services take: (name, chunks)."""
    return [(str(one.name or ""), one.chunks()) for one in given]


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"), **more)


def _words(label: Any, longest: int = 500, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(_LONG), **more)


class Typed(forms.Form):
    """Every form says which revision of the order its page showed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class WordingForm(Typed):
    """What the officer writes into an order."""

    text = _words(_("改正要求"), 1_500, help_text=_("逐项写明怎样才算改正，被责令的人照着就能做。"))
    term_days = forms.IntegerField(
        label=_("改正期限（天）"),
        required=False,
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("责令限期改正时填写，从送达的次日起算。法律没有规定天数，由您确定并写明理由。"),
    )
    term_why = forms.CharField(label=_("期限的理由"), required=False, max_length=500)

    def wording(self) -> Wording:
        """The cleaned answers."""
        data = self.cleaned_data
        return Wording(data["text"], data.get("term_days"), data.get("term_why") or "")


class DraftForm(WordingForm):
    """Which findings become an order, of which kind; fields ``item_n``, ``violation_n`` and ``note_n`` a finding."""

    kind = forms.ChoiceField(label=_("责令的种类"), choices=Kind.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, findings: Sequence[Any], choices: Sequence[Offer], **more: Any) -> None:
        super().__init__(*args, **more)
        self.findings = findings
        known = [(one.violation, one.title) for one in choices]
        for finding in findings:
            options = known if any(code == finding.violation for code, _t in known) else [("", _("请选择")), *known]
            self.fields[f"item_{finding.item}"] = forms.BooleanField(label=_("责令改正这一项"), required=False)
            self.fields[f"violation_{finding.item}"] = forms.ChoiceField(
                label=_("认定的违法行为"), choices=options, required=False, initial=finding.violation
            )
            self.fields[f"note_{finding.item}"] = forms.CharField(
                label=_("认定理由"), required=False, max_length=300, help_text=_("与检查表不同的，写明理由。")
            )
        self.order_fields(["revision", *(name for name in self.fields if name[-1:].isdigit()), "kind", "text"])

    def grounds(self) -> list[Ground]:
        """The findings chosen."""
        data = self.cleaned_data
        return [
            Ground(finding.item, data.get(f"violation_{finding.item}") or "", data.get(f"note_{finding.item}") or "")
            for finding in self.findings
            if data.get(f"item_{finding.item}")
        ]


class FixForm(Typed):
    """Evidence fixed before deletion is ordered."""

    hashes = forms.CharField(
        label=_("哈希清单"),
        required=False,
        widget=forms.Textarea({"rows": 5, "spellcheck": "false"}),
        help_text=_("每行一个 SHA-256，后面可以写名称。"),
    )
    files = FilesField(label=_("或者上传证据"), help_text=_("PDF、JPG 或者 PNG，每个不超过 10 MB。"))


class ServeForm(Typed):
    """Day, manner and proof of service."""

    manner = forms.ChoiceField(label=_("送达方式"), choices=Manner.choices, widget=forms.RadioSelect)
    on = _day(_("送达日期"), required=False, help_text=_("公告送达的不填，由公告日期算出。"))
    posted_on = _day(_("公告日期"), required=False, help_text=_("公告送达时填写。"))
    receiver = forms.CharField(label=_("签收人"), max_length=64, required=False)
    witness = forms.CharField(label=_("见证人"), max_length=100, required=False)
    note = _words(_("原因和经过"), required=False, help_text=_("留置、委托、公告送达时写明。"))
    consent = forms.BooleanField(label=_("受送达人同意电子送达"), required=False)
    proof = FilesField(label=_("送达证明"), help_text=_("签收的送达回证、照片、邮寄回执或者公告；PDF、JPG 或者 PNG。"))

    def service(self) -> Service:
        """The cleaned answers."""
        names = ("manner", "on", "receiver", "witness", "note", "posted_on", "consent")
        return Service(**{name: self.cleaned_data.get(name) for name in names})  # type: ignore[arg-type]


class ReportForm(Typed):
    """What the unit put right."""

    text = _words(_("改正情况"), 1_500, help_text=_("逐项写明已经怎样改正。"))
    files = FilesField(label=_("照片和材料"), help_text=_("PDF、JPG 或者 PNG，每个不超过 10 MB。"))
    asks_early = forms.BooleanField(
        label=_("申请在期限届满之前复查"),
        required=False,
        help_text=_("提前复查只能记录“已改正”；尚未改正的，期限继续。"),
    )


class ExtendForm(Typed):
    """A longer term."""

    days = forms.IntegerField(
        label=_("延长的天数"),
        min_value=1,
        widget=forms.TextInput({"inputmode": "numeric"}),
        help_text=_("从原期满之日起算。"),
    )
    why = _words(_("延长的理由"))


class ReinspectForm(Typed):
    """When to look again; empty is the right working day."""

    scheduled_on = _day(_("复查日期"), required=False, help_text=_("不填就是期满（或者责令作出）之后的第一个工作日。"))


class ConcludeForm(Typed):
    """What the re-inspection found."""

    result = forms.ChoiceField(label=_("复查结果"), choices=Result.choices, widget=forms.RadioSelect)
    refused = forms.MultipleChoiceField(
        label=_("拒不改正的违法行为"), required=False, widget=forms.CheckboxSelectMultiple
    )
    why = _words(
        _("复查情况"), 1_500, required=False, help_text=_("如实写明看到的情况；没有改正的，写明当事人的说法。")
    )

    def __init__(self, *args: Any, seen: Sequence[Seen], titles: dict[str, str], early: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        wrong = list(dict.fromkeys(one.violation for one in seen if one.violated))
        fitting = [Result.CORRECTED] if not wrong else [Result.NOT_YET] if early else [Result.PARTLY, Result.REFUSED]
        result: Any = self.fields["result"]
        result.choices = [(one.value, one.label) for one in fitting]
        if len(fitting) == 1:
            self.initial.setdefault("result", fitting[0].value)
        chosen: Any = self.fields["refused"]
        chosen.choices = [(one, titles.get(one, one)) for one in wrong]
        if Result.REFUSED not in fitting:
            del self.fields["refused"]


class WhyForm(Typed):
    """A reason."""

    why = _words(_("理由"))
