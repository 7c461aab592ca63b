"""What people type about penalty cases: shape here, meaning and rights in the services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.registry.filings.kinds import IdKind
from beholden.registry.penalties.models import Case, Ground, Party, PartyKind

_AREA = {"rows": 4}


class Day(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **more: Any) -> None:
        super().__init__(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def line(label: Any, longest: int = 200, **more: Any) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, max_length=longest, **more)


def area(label: Any, longest: int = 1_800, **more: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(_AREA), **more)


class ActForm(forms.Form):
    """The form of one act on one case; ``told`` gives what the service wants."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        self.case = case
        self.parties = list(parties)
        super().__init__(data, initial={"revision": case.revision, **self.begin()})
        field: Any = self.fields.get("party")
        if field is not None:
            field.choices = [(party.code, f"{party.shown}（{party.get_kind_display()}）") for party in self.parties]
            if len(self.parties) == 1:
                field.initial = self.parties[0].code
                field.widget = forms.HiddenInput()

    def begin(self) -> dict[str, Any]:
        """What the fields start with."""
        return {}

    def nothing(self) -> str:
        """The sentence why there is nothing to choose from; "" when there is."""
        for name in ("statement", "event", "measure", "chair"):
            field: Any = self.fields.get(name)
            if field is not None and not list(field.choices):
                return str(_("没有可以选择的：%(what)s")) % {"what": field.label}
        return ""

    def told(self) -> dict[str, Any]:
        """Keyword arguments of the service, without the revision."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class PartyForm(ActForm):
    """An act of or towards one party."""

    party = forms.ChoiceField(label=_("当事人"))


class FactFields(forms.Form):
    """Facts an officer states; those of order and re-inspection are read from the records."""

    consequences = forms.ChoiceField(
        label=_("后果"),
        required=False,
        choices=[("", _("未查明")), ("none", _("没有")), ("minor", _("轻微")), ("serious", _("严重"))],
    )
    first_time = forms.BooleanField(label=_("初次违法"), required=False)
    corrected = forms.BooleanField(label=_("已及时改正"), required=False)
    minor = forms.BooleanField(label=_("违法行为轻微"), required=False)
    no_fault = forms.BooleanField(label=_("有证据足以证明没有主观过错"), required=False)
    authorised_works = forms.BooleanField(label=_("依规对接的施工（不是擅自）"), required=False)
    secret_consent = forms.BooleanField(label=_("安装前已征得涉密单位同意"), required=False)
    confiscation_large_value = forms.BooleanField(label=_("拟没收财物价值较大"), required=False)
    life_or_health = forms.BooleanField(label=_("涉及生命健康安全且有危害后果"), required=False)
    act_continuing = forms.BooleanField(label=_("违法行为仍在继续"), required=False)
    act_ended = Day(label=_("违法行为终了之日"), required=False)
    act_found = Day(label=_("违法行为被发现之日"), required=False)


_DOTTED = {
    "confiscation_large_value": "confiscation.large_value",
    "act_continuing": "act.continuing",
    "act_ended": "act.ended",
    "act_found": "act.found",
}
FACTS = tuple(FactFields.base_fields)


def facts_of(data: dict[str, Any]) -> dict[str, Any]:
    """The stated facts by their names in the law's data."""
    return {_DOTTED.get(name, name): data.get(name) for name in FACTS}


class FactsForm(FactFields, ActForm):
    """Facts found, story, evidence."""

    story = area(_("违法事实"))
    evidence = area(_("证据"), required=False)
    field_order = ("revision", "story", "evidence")

    def begin(self) -> dict[str, Any]:
        kept = {name: self.case.facts.get(_DOTTED.get(name, name)) for name in FACTS}
        return {**kept, "story": self.case.story, "evidence": self.case.evidence}

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"facts": facts_of(data), "story": data["story"], "evidence": data["evidence"]}


class PersonFields(forms.Form):
    """A natural person; sealed once saved."""

    name = line(_("姓名"), 64, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    id_kind = forms.ChoiceField(label=_("证件种类"), choices=IdKind.choices, required=False)
    id_number = line(_("证件号码"), 40, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    telephone = line(_("电话"), 40, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    address = line(_("住址"), required=False, widget=forms.TextInput({"autocomplete": "off"}))


class ResponsibleForm(PersonFields, ActForm):
    """Somebody responsible in the unit."""

    post = line(_("职务"), 100, required=False)


class EvidenceForm(ActForm):
    """Evidence fixed before a deletion."""

    what = line(_("固定了什么证据"), help_text=_("例如：存储设备内 3 月 1 日至 3 月 5 日的录像副本。"))
    on = Day(label=_("固定日期"))
    sha256 = line(_("SHA-256 哈希"), 64, required=False, widget=forms.TextInput({"autocomplete": "off"}))
    note_text = area(_("保管说明"), required=False)


class ProposeForm(ActForm):
    """Amounts and measures; the ranges stand beside."""

    reason = area(_("裁量理由"), help_text=_("事实、情节、后果，为什么是这个数额。"))
    far_reason = area(
        _("与同类决定相差较大的理由"),
        required=False,
        help_text=_("数额在同类决定的四分位之外，或者还没有同类决定时必须写明。"),
    )
    separate_reason = area(
        _("不是同一个违法行为的理由"), required=False, help_text=_("同一次检查另有罚款案件时必须写明。")
    )

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        super().__init__(case, parties, data)
        for party in self.parties:
            self.fields[f"fine_{party.code}"] = forms.IntegerField(
                label=_("罚款（元）：%(who)s") % {"who": f"{party.shown}（{party.get_kind_display()}）"},
                required=party.kind != PartyKind.RESPONSIBLE,
                min_value=0,
                max_value=100_000_000,
                initial=party.fine,
            )
        self.order_fields(["revision", *(f"fine_{party.code}" for party in self.parties)])

    def measured(self, names: list[tuple[str, str]]) -> None:
        """Offer the measures the law knows here."""
        if names:
            chosen = self.case.measures or [code for code, _name in names]
            self.fields["measures"] = forms.MultipleChoiceField(
                label=_("一并作出的措施"),
                choices=names,
                required=False,
                initial=chosen,
                widget=forms.CheckboxSelectMultiple,
            )
            self.order_fields(["revision", *(f"fine_{party.code}" for party in self.parties), "measures"])

    def begin(self) -> dict[str, Any]:
        return {name: getattr(self.case, name) for name in ("reason", "far_reason", "separate_reason")}

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        fines = {party.code: data.get(f"fine_{party.code}") for party in self.parties}
        rest = {name: data[name] for name in ("reason", "far_reason", "separate_reason")}
        return {"fines": fines, "measures": data.get("measures", []), **rest}


class SubmitForm(ProposeForm):
    """The amounts as they are to be decided: as told or lower."""

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        super().__init__(case, [party for party in parties if party.told_fine is not None], data)
        for name in ("far_reason", "separate_reason"):
            del self.fields[name]

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "fines": {party.code: data.get(f"fine_{party.code}") for party in self.parties},
            "reason": data["reason"],
        }


class WhyForm(ActForm):
    """An act that needs a reason."""

    why = area(_("理由"), 500)


class NoneForm(ActForm):
    """None is to be given."""

    ground = forms.ChoiceField(label=_("情形"), choices=Ground.choices, widget=forms.RadioSelect)
    reason = area(_("理由"))


class SpotForm(ActForm):
    """Decided on the spot, after hearing the party."""

    heard = area(_("当事人的陈述、申辩"), help_text=_("已当场告知事实、理由、依据和权利；没有意见的也要写明。"))


class TransferForm(ActForm):
    """Handed over as a suspected crime."""

    to = line(_("移送的机关"))
    why = area(_("理由"), 500)


class ConfirmForm(ActForm):
    """Nothing to type; a person confirms."""
