"""What people type about inspections: shape here, meaning and rights in the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import OFFICERS
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import queries as filings
from beholden.registry.filings.models import Filing
from beholden.registry.inspections.models import InspectionPlan, Kind, Method, PlanState, Reason

_ROWS = {"rows": 2}


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **more)


def _pick(label: Any, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=[("", _("请选择")), *choices], **more)


def colleagues(account: Account) -> list[tuple[str, str]]:
    """Officers of the same authority, by code."""
    found = Account.objects.filter(organisation_id=account.organisation_id, role__in=OFFICERS, is_active=True)
    return [(one.code, f"{one.name} · {one.get_role_display()}") for one in found.order_by("name", "pk")[:200]]


def named(account: Account, codes: list[str]) -> list[Account]:
    """The officers of these codes."""
    return list(Account.objects.filter(code__in=codes, organisation_id=account.organisation_id).order_by("pk"))


class VisitForm(forms.Form):
    """A new inspection: of a filed system, by its number, or of a place that has filed nothing."""

    filing = forms.CharField(
        label=_("备案编号"), max_length=60, required=False, help_text=_("填了备案编号，单位、地点和类别就不用再填。")
    )
    unit_name = forms.CharField(label=_("单位名称"), max_length=200, required=False)
    place = forms.CharField(label=_("地点"), max_length=300, required=False, widget=forms.Textarea(_ROWS))
    division = forms.CharField(
        label=_("行政区划代码"), max_length=12, required=False, help_text=_("所在县（市、区）的 6 位代码。")
    )
    place_category = _pick(_("公共场所类别"), PlaceCategory.choices, required=False)
    kind = _pick(_("检查方式"), Kind.choices)
    method = _pick(_("现场或者非现场"), Method.choices)
    method_reason = forms.CharField(
        label=_("现场检查的理由"),
        max_length=500,
        required=False,
        help_text=_("当地规定能非现场就不得现场的，才需要写明。"),
    )
    reason = _pick(_("检查事由"), [one for one in Reason.choices if one[0] not in (Reason.SAMPLE, Reason.REINSPECTION)])
    plan = forms.ChoiceField(label=_("检查计划"), required=False)
    scheduled_on = _day(_("检查日期"))
    officers = forms.MultipleChoiceField(label=_("检查民警"), widget=forms.CheckboxSelectMultiple)
    override_reason = forms.CharField(
        label=_("仍要检查的理由"),
        max_length=500,
        required=False,
        widget=forms.Textarea(_ROWS),
        help_text=_("只在同一场所的相同检查项已有检查时填写，会留在记录里。"),
    )

    def __init__(self, account: Account, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.account = account
        self.fields["officers"].choices = colleagues(account)  # type: ignore[attr-defined]
        plans = InspectionPlan.objects.filter(authority_id=account.organisation_id, state=PlanState.APPROVED)
        self.fields["plan"].choices = [("", _("不属于计划")), *((one.code, one.title) for one in plans[:100])]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """The arguments of `plan_visit`; of a filing, its own unit, place and category."""
        told = dict(self.cleaned_data)
        filing = self._filing(told.pop("filing").strip())
        plan = InspectionPlan.objects.filter(code=told.pop("plan")).first()
        unit = filing.unit if filing else self._unit(told["unit_name"].strip())
        if filing:
            told["unit_name"] = filing.unit_name
            told["place"] = str(filing.answers.get("location") or filing.unit_name)
            told["division"], told["place_category"] = filing.division, filing.place_category
        officers = named(self.account, told.pop("officers"))
        return {**told, "filing": filing, "unit": unit, "plan": plan, "officers": officers}

    def _filing(self, number: str) -> Filing | None:
        if not number:
            return None
        seen = filings.visible_to(self.account).filter(in_force=True)
        return seen.filter(number=number).first() or seen.filter(code=number).first()

    def _unit(self, name: str) -> Organisation | None:
        return Organisation.objects.filter(name=name, kind=OrganisationKind.MANAGING).first() if name else None

    def clean(self) -> dict[str, Any]:
        """A filing number that leads nowhere is said at its field."""
        told: dict[str, Any] = super().clean() or {}
        number = (told.get("filing") or "").strip()
        if number and self._filing(number) is None:
            self.add_error("filing", _("没有找到这个编号的现行备案，或者不在您的辖区。"))
        elif not number:
            for name in ("unit_name", "place", "division", "place_category"):
                if not told.get(name) and name not in self.errors:
                    self.add_error(name, _("没有备案编号的，这一项要填。"))
        return told


class PlanForm(forms.Form):
    """A plan for a period."""

    title = forms.CharField(label=_("名称"), max_length=100)
    kind = _pick(_("检查方式"), Kind.choices)
    starts = _day(_("开始"))
    ends = _day(_("结束"))
    note = forms.CharField(label=_("范围和理由"), max_length=1000, widget=forms.Textarea({"rows": 4}))
