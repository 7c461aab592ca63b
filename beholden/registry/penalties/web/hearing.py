"""Typed between telling and deciding: the notice, what a party says, the hearing (行政处罚法 44, 45, 63, 64)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.registry.penalties.models import Case, Party
from beholden.registry.penalties.web.forms import ActForm, Day, PartyForm, area, line


class NoticeForm(ActForm):
    """The prior notice."""

    defence_until = Day(
        label=_("陈述、申辩的最后一天"), help_text=_("由办案民警合理确定；听证的期限由系统按法律计算。")
    )


class DefenceForm(PartyForm):
    """What a party says."""

    text = area(_("陈述、申辩"))


class AnswerForm(ActForm):
    """What the authority found when it looked again."""

    statement = forms.TypedChoiceField(label=_("哪一份陈述、申辩"), coerce=int)
    adopted = forms.TypedChoiceField(
        label=_("复核结果"),
        choices=[("yes", _("成立，予以采纳")), ("no", _("不成立，不予采纳"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = area(_("复核意见"))

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        super().__init__(case, parties, data)
        field: Any = self.fields["statement"]
        waiting = case.statements.filter(adopted__isnull=True).select_related("party")
        field.choices = [(one.pk, f"{one.party.shown} {one.text[:30]}") for one in waiting]


class AskHearingForm(PartyForm):
    """A hearing is asked for."""

    why = area(_("理由"), 500, required=False)


class GiveUpForm(PartyForm):
    """Defence and hearing are given up."""

    proof = line(_("凭据"), 300, help_text=_("例如：当事人签名的放弃声明、录音录像编号。"))


class CallForm(ActForm):
    """The hearing is announced."""

    on = forms.DateTimeField(
        label=_("听证时间"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    place = line(_("听证地点"))
    chair = forms.ChoiceField(label=_("主持人"), help_text=_("本机关没有参加调查的人。"))
    public = forms.BooleanField(label=_("公开举行"), required=False, initial=True)

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        from beholden.registry.penalties.services.hearings import possible_chairs

        super().__init__(case, parties, data)
        field: Any = self.fields["chair"]
        field.choices = [(one.code, f"{one.name}（{one.get_role_display()}）") for one in possible_chairs(case)]


class HoldForm(ActForm):
    """The record of the hearing."""

    present = area(_("到场人员"))
    record = area(_("听证记录"))
    opinion = area(_("听证意见"))
