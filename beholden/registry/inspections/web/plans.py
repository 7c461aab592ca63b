"""Plans, random draws, and who was inspected how often (M11, M17)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Final

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only, posted
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.models import Filing
from beholden.registry.inspections import law, oversight, permissions, queries
from beholden.registry.inspections.models import DrawState, Inspection, InspectionPlan, SampleDraw
from beholden.registry.inspections.services import Refused, choosing
from beholden.registry.inspections.web.forms import PlanForm, colleagues, named
from beholden.registry.inspections.web.records import sheet
from beholden.registry.inspections.web.showing import account_of, address

SHOWN: Final = 100


@never_cache
@only(permissions.is_police)
@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """Plans of the authority and of those below it."""
    found = queries.plans_visible_to(account_of(request))[:SHOWN]
    return render(request, "inspections/plans.html", {"plans": found})


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draw up a plan."""
    form = PlanForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = choosing.draw_up(account_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return HttpResponseRedirect(reverse("inspections:plan", args=[made.code]))
    return render(request, "inspections/plan_new.html", {"form": form}, status=422 if form.errors else 200)


def _plan(request: HttpRequest, code: str) -> InspectionPlan:
    found = queries.plans_visible_to(account_of(request)).filter(code=code[:16]).first()
    if found is None:
        raise Http404
    return found


@never_cache
@only(permissions.is_police)
@require_GET
def plan(request: HttpRequest, code: str) -> HttpResponse:
    """A plan, its draws and the visits that follow from it."""
    found = _plan(request, code)
    return _shown(request, found)


def _shown(request: HttpRequest, found: InspectionPlan, refused: Refused | None = None) -> HttpResponse:
    account = account_of(request)
    draws = list(found.draws.select_related("committed_by", "fixed_by", "drawn_by"))
    standing = next((one for one in draws if one.state != DrawState.ABANDONED), None)
    own = permissions.may_plan(account, found.kind) and account.organisation_id == found.authority_id
    context = {
        "plan": found,
        "approves": permissions.approves(account, found),
        "own": own,
        "draws": draws,
        "draw": standing,
        "due": bool(standing and standing.expected_at and timezone.now() >= standing.expected_at),
        "sampled": _sampled(standing) if standing else [],
        "categories": [one for one in PlaceCategory.choices if one[0] not in ("other_public", "non_public")],
        "visits": found.visits.order_by("scheduled_on", "pk")[:SHOWN],
        "colleagues": colleagues(account) if own else [],
        "account": account,
        "refused": refused,
        "typed": request.POST,
        "today": timezone.localdate(),
    }
    return render(request, "inspections/plan.html", context, status=422 if refused else 200)


def _sampled(draw: SampleDraw) -> list[dict[str, object]]:
    """What was drawn, in order, with the visit that was planned for it."""
    filings = {one.code: one for one in Filing.objects.filter(code__in=draw.sample)}
    done = Inspection.objects.filter(reason="sample", reason_code=draw.code).select_related("filing")
    visits = {one.filing.code: one for one in done if one.filing}
    return [
        {"number": place, "code": code, "filing": filings.get(code), "visit": visits.get(code)}
        for place, code in enumerate(draw.sample, 1)
    ]


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_day", _("请填写公布的日期和时间"), field="expected_at") from None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused("not_a_day", _("请填写日期，例如 2026-03-01"), field="scheduled_on") from None


def _size(text: str) -> int:
    return int(text[:6]) if text[:6].isascii() and text[:6].isdigit() else 0


def _draw(found: InspectionPlan) -> SampleDraw:
    draw = found.draws.exclude(state=DrawState.ABANDONED).first()
    if draw is None:
        raise Refused("not_now", _("还没有封存种子。"))
    return draw


def _commit(by: Account, found: InspectionPlan, request: HttpRequest) -> None:
    choosing.commit(by, found, size=_size(request.POST.get("size", "")))


def _fix(by: Account, found: InspectionPlan, request: HttpRequest) -> None:
    told = request.POST
    at = _instant(told.get("expected_at", ""))
    kinds = told.getlist("categories")
    choosing.fix_population(by, _draw(found), categories=kinds, source=told.get("source", ""), expected_at=at)


def _visit(by: Account, found: InspectionPlan, request: HttpRequest) -> Inspection:
    told = request.POST
    return choosing.plan_drawn(
        by,
        _draw(found),
        told.get("filing", "")[:16],
        scheduled_on=_day(told.get("scheduled_on", "")),
        officers=named(by, told.getlist("officers")),
        override_reason=told.get("override_reason", ""),
        method_reason=told.get("method_reason", ""),
    )


ACTS: Final[dict[str, Callable[[Account, InspectionPlan, HttpRequest], object]]] = {
    "approve": lambda by, found, request: choosing.approve(by, found),
    "commit": _commit,
    "fix": _fix,
    "draw": lambda by, found, request: choosing.draw_sample(by, _draw(found), value=request.POST.get("value", "")),
    "abandon": lambda by, found, request: choosing.abandon(by, _draw(found), why=request.POST.get("why", "")),
    "visit": _visit,
}


@never_cache
@only(permissions.is_police)
@require_POST
def act(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Approve, commit, fix, draw, abandon, or plan the visit of one that was drawn."""
    found = _plan(request, code)
    if act not in ACTS:
        raise Http404
    try:
        made = ACTS[act](account_of(request), found, request)
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, found, refused)
    messages.success(request, _("已办理。"))
    if isinstance(made, Inspection):
        return HttpResponseRedirect(address(made))
    return HttpResponseRedirect(reverse("inspections:plan", args=[found.code]))


@never_cache
@only(permissions.is_police)
@require_GET
def exported(request: HttpRequest, code: str) -> HttpResponse:
    """The draw as a file for anybody: `beholden sample redraw` repeats it."""
    found = _plan(request, code)
    try:
        draw = choosing.exported(_draw(found))
    except Refused as refused:
        return _shown(request, found, refused)
    text = json.dumps(draw.as_dict(), ensure_ascii=False, indent=1)
    answer = HttpResponse(text, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="draw-{draw.code}.json"'
    return answer


def _year(request: HttpRequest) -> int:
    typed = request.GET.get("year", "")[:4]
    year = int(typed) if typed.isascii() and typed.isdigit() else 0
    return year if 2025 <= year <= 2100 else timezone.localdate().year


@never_cache
@only(permissions.may_oversee)
@require_GET
def overseen(request: HttpRequest) -> HttpResponse:
    """Who was inspected how often, by whom and why."""
    account, year, words = account_of(request), _year(request), request.GET.get("q", "")[:100]
    found = oversight.page(account, year, words, request.GET.get("after", "")[:40])
    assert account.organisation is not None
    today = timezone.localdate()
    context = {
        "lines": found.lines,
        "after": found.after,
        "year": year,
        "years": range(today.year, 2024, -1),
        "q": words,
        "totals": oversight.totals(account, year),
        "cap": law.cap(today, account.organisation.division),
        "window": law.window(today, account.organisation.division),
    }
    return render(request, "inspections/oversight.html", context)


@never_cache
@only(permissions.may_oversee)
@require_GET
def overseen_table(request: HttpRequest) -> FileResponse:
    """The same as a table file."""
    year = _year(request)
    found = oversight.every(account_of(request), year, request.GET.get("q", "")[:100], queries.EXPORTED)
    header = [_("单位"), _("检查次数"), _("事由"), _("检查机关数"), _("不符合项"), _("最近一次")]

    def cells() -> Iterator[list[str]]:
        for one in found:
            why = "；".join(f"{label} {count}" for label, count in one.reasons)
            yield [one.unit, str(one.total), why, str(one.authorities), str(one.violations), one.last.isoformat()]

    return sheet(f"{_('检查频次')}-{year}", header, cells())
