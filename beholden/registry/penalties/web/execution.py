"""Forms of what follows the decision: service, payment, measures, departments, reviews, the end."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.registry.orders.models import Manner
from beholden.registry.penalties.models import Case, EventKind, Party
from beholden.registry.penalties.web.forms import ActForm, Day, PartyForm, area, line


class ServeForm(PartyForm):
    """A decision reached its party."""

    on = Day(label=_("送达日期"))
    manner = forms.ChoiceField(label=_("送达方式"), choices=Manner.choices)
    proof = line(_("送达凭据"), 300, help_text=_("例如：签收人、邮件号、见证人。"))


class PayForm(PartyForm):
    """Money came in."""

    on = Day(label=_("缴纳日期"))
    amount = forms.IntegerField(label=_("金额（元）"), min_value=1, max_value=100_000_000)
    receipt = line(_("票据号"), 60)


class MeasureForm(ActForm):
    """A measure was carried out."""

    measure = forms.ChoiceField(label=_("措施"))
    on = Day(label=_("执行日期"))
    inventory = area(_("清单"), help_text=_("没收的设备名称、型号、数量；删除的范围。"))

    def offer(self, names: list[tuple[str, str]]) -> None:
        """Offer the measures not carried out yet."""
        done = set(self.case.events.filter(kind=EventKind.MEASURE).values_list("what", flat=True))
        field: Any = self.fields["measure"]
        field.choices = [(code, name) for code, name in names if code in self.case.measures and code not in done]


class DepartmentForm(ActForm):
    """A department was told."""

    department = line(_("有关主管部门"))
    on = Day(label=_("通报日期"))
    text = area(_("通报的内容"), required=False)


class ReviewForm(ActForm):
    """A party asked for review."""

    kind = forms.ChoiceField(
        label=_("种类"),
        choices=[(one.value, one.label) for one in (EventKind.RECONSIDERATION, EventKind.LITIGATION)],
    )
    where = line(_("复议机关、法院"))
    on = Day(label=_("受理日期"))
    text = area(_("内容"), required=False)


class ReviewEndForm(ActForm):
    """What came of a review."""

    event = forms.TypedChoiceField(label=_("哪一件"), coerce=int)
    on = Day(label=_("结束日期"))
    result = line(_("结果"), 500)

    def __init__(self, case: Case, parties: Iterable[Party], data: Any = None) -> None:
        super().__init__(case, parties, data)
        field: Any = self.fields["event"]
        running = case.events.filter(kind__in=[EventKind.RECONSIDERATION, EventKind.LITIGATION], ended_on__isnull=True)
        field.choices = [(one.pk, f"{one.get_kind_display()} {one.what}") for one in running]


class CloseForm(ActForm):
    """The end."""

    closing = area(_("结案说明"), 500, required=False, help_text=_("罚款没有缴清的，写明怎样结束。"))
