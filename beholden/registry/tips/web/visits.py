"""Planning a visit from a tip: the filed cameras near it say who may be visited."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS
from beholden.ground.people.web.doors import only
from beholden.registry.filings import queries as filings
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Filing
from beholden.registry.inspections.services.duplicates import DuplicateVisit
from beholden.registry.tips import flow, permissions, queries, services
from beholden.registry.tips.models import Tip
from beholden.registry.tips.web.forms import VisitForm
from beholden.registry.tips.web.officers import account_of, found, shown


@never_cache
@only(permissions.handles_tips)
@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """Go and look: who, where, when, with whom."""
    tip = found(request, code)
    account = account_of(request)
    verdict = flow.verdict(tip, "visit", account)
    if not verdict.allowed:
        return shown(request, tip, Refused("not_now", verdict.why), "visit")
    near = _near(account, tip)
    people = _people(account)
    begun = {
        "place": tip.place,
        "scheduled_on": timezone.localdate(),
        "officers": [account.code],
        "revision": tip.revision,
        "filing": next(iter(near), ""),
    }
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        filings=[(one.code, _called(one)) for one in near.values()],
        people=[(one.code, one.name) for one in people],
        initial=begun,
    )
    duplicate: DuplicateVisit | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _planned(account, tip, form.cleaned_data, near, people)
        except Refused as refused:
            duplicate = refused if isinstance(refused, DuplicateVisit) else None
            field = "override_reason" if duplicate else refused.field
            form.add_error(field if field in form.fields else None, str(refused))
        else:
            messages.success(request, _("已安排检查 %(number)s。") % {"number": made.number})
            return HttpResponseRedirect(reverse("tips:tip", args=[tip.code]))
    context = {"tip": tip, "form": form, "duplicate": duplicate, "near": queries.nearest(account, tip)}
    return render(request, "tips/visit.html", context, status=422 if form.errors else 200)


def _near(account: Account, tip: Tip) -> dict[str, Filing]:
    """The filings of the nearest cameras, and of the sign the tip came from; nearest first."""
    codes = [near.address.rsplit("/", 1)[-1] for near in queries.nearest(account, tip) if near.address]
    known = {one.code: one for one in filings.visible_to(account).filter(code__in=codes)}
    ordered = {code: known[code] for code in dict.fromkeys(codes) if code in known}
    signed = filings.by_sign(tip.sign) if tip.sign else None
    return {signed.code: signed, **ordered} if signed else ordered


def _called(one: Filing) -> str:
    return f"{one.unit_name}（{one.number}）"


def _people(account: Account) -> list[Account]:
    return list(
        Account.objects.filter(organisation=account.organisation_id, role__in=OFFICERS, is_active=True).order_by(
            "name"
        )[:200]
    )


def _planned(account: Account, tip: Tip, given: dict[str, Any], near: dict[str, Filing], people: list[Account]) -> Any:
    chosen = near.get(given["filing"])
    if chosen is None and not given["unit_name"].strip():
        raise Refused("empty", _("请选择备案，或者填写单位、个人的名称"), field="unit_name")
    return services.plan_visit(
        account,
        tip,
        place=given["place"],
        place_category=given["place_category"],
        scheduled_on=given["scheduled_on"],
        unit=chosen.unit if chosen else None,
        unit_name="" if chosen else given["unit_name"],
        filing=chosen,
        officers=[one for one in people if one.code in given["officers"]],
        override_reason=given["override_reason"],
        seen=given["revision"],
    )
