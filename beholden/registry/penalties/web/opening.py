"""The page a case is opened on: against whom, for which violation, on which records; the law answers first."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.engines import rulebook
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import OFFICERS, Kind
from beholden.ground.people.web.doors import only, posted
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.answers import Refused
from beholden.registry.penalties import permissions, services, sources
from beholden.registry.penalties.services import Person
from beholden.registry.penalties.web.forms import FactFields, PersonFields, area, facts_of, line
from beholden.registry.penalties.web.showing import account_of, blame


def violations() -> list[tuple[str, str]]:
    """Those the Regulation fines, in the reader's language."""
    english = (get_language() or "zh").startswith("en")
    book = rulebook.opened(settings.LAW)
    return [(one.id, f"{one.id} {one.title[english]}") for one in book.violations.values() if one.fines]


class OpenForm(PersonFields, FactFields):
    """A new case."""

    violation = forms.ChoiceField(label=_("违法行为"), choices=violations)
    order = line(_("责令改正的编号或者代码"), 60, required=False)
    inspection = line(_("监督检查的编号或者代码"), 60, required=False)
    against = forms.ChoiceField(
        label=_("当事人"),
        choices=[("unit", _("单位")), ("individual", _("个人"))],
        widget=forms.RadioSelect,
        initial="unit",
    )
    uscc = line(_("单位的统一社会信用代码"), 18, required=False, help_text=_("由责令或者检查带入的不必填写。"))
    place_category = forms.ChoiceField(
        label=_("公共场所类别"),
        choices=lambda: [("", _("由检查带入")), *PlaceCategory.choices],
        required=False,
    )
    place = line(_("地点"), 300, required=False)
    story = area(_("违法事实"))
    evidence = area(_("证据"), required=False)
    officers = forms.MultipleChoiceField(label=_("一同办案的民警"), required=False, widget=forms.CheckboxSelectMultiple)
    field_order = (
        "violation", "order", "inspection", "against", "uscc", "name", "id_kind", "id_number", "telephone", "address",
        "place_category", "place", "story", "evidence", "officers",
    )  # fmt: skip

    def __init__(self, account: Account, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.account = account
        field: Any = self.fields["officers"]
        field.choices = [(one.code, one.name) for one in colleagues(account)]

    def groups(self) -> list[tuple[object, list[forms.BoundField]]]:
        """The fields under their headings, in the order they are read."""
        person, facts = set(PersonFields.base_fields), set(FactFields.base_fields)
        rest = [name for name in self.fields if name not in person | facts]
        first = rest[: rest.index("uscc") + 1]
        return [
            (_("依据和当事人"), [self[name] for name in first]),
            (_("当事人是个人的，填写这里"), [self[name] for name in self.fields if name in person]),
            (_("事实和办案人员"), [self[name] for name in rest if name not in first]),
            (_("情节（已经查明的）"), [self[name] for name in self.fields if name in facts]),
        ]


def colleagues(account: Account) -> list[Account]:
    """Officers of the same authority, without the person itself."""
    some = Account.objects.filter(organisation=account.organisation, is_active=True, role__in=OFFICERS)
    return list(some.exclude(pk=account.pk).order_by("name", "pk")[:200])


@never_cache
@only(permissions.may_handle)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Open a case; refused with the law's reason while its conditions don't hold."""
    account = account_of(request)
    begun = {name: request.GET.get(name, "")[:60] for name in ("violation", "order", "inspection")}
    form = OpenForm(account, posted(request), initial=begun)
    cite = ""
    if request.method == "POST" and form.is_valid():
        try:
            made = services.open_case(account, **_given(account, form.cleaned_data))
        except Refused as refused:
            blame(form, refused)
            cite = refused.cite
        else:
            return HttpResponseRedirect(reverse("penalties:case", args=[made.code]))
    return render(request, "penalties/open.html", {"form": form, "cite": cite}, status=422 if form.errors else 200)


def _given(account: Account, data: dict[str, Any]) -> dict[str, Any]:
    order = sources.order_of(account, data["order"])
    inspection = sources.inspection_of(account, data["inspection"])
    person, unit = None, None
    if data["against"] == "individual":
        names = ("name", "id_kind", "id_number", "telephone", "address")
        person = Person(**{name: data[name] for name in names})
    elif data["uscc"]:
        unit = Organisation.objects.filter(kind=Kind.MANAGING, uscc=data["uscc"].upper()).first()
        if unit is None:
            raise Refused("no_unit", _("没有这个统一社会信用代码的单位"), field="uscc")
    chosen = set(data["officers"])
    return {
        "violation": data["violation"],
        "order": order,
        "inspection": inspection,
        "unit": unit,
        "individual": person,
        "place": data["place"],
        "place_category": data["place_category"],
        "story": data["story"],
        "evidence": data["evidence"],
        "facts": facts_of(data),
        "officers": [one for one in colleagues(account) if one.code in chosen],
    }
