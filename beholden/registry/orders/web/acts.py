"""What is done to an order that was given: one address an act. `drafting` has what comes before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.engines import rulebook
from beholden.ground.people.web.doors import only, posted
from beholden.registry.orders import flow, lawful, permissions, services, visits
from beholden.registry.orders.models import Kind, Order
from beholden.registry.orders.services import Refused
from beholden.registry.orders.services.reinspecting import is_early, right_day
from beholden.registry.orders.web import forms
from beholden.registry.orders.web.showing import (
    account_of,
    blame,
    done,
    given,
    grounds,
    refused_back,
    revision,
    titles,
    visible,
)


def form_page(
    request: HttpRequest,
    order: Order,
    action: str,
    form: Any,
    act: Callable[[Any, int | None], object],
    sentence: object,
    **more: Any,
) -> HttpResponse:
    """A page with one form: shown, refused with what was typed kept, or done and back to the order."""
    verdict = flow.verdict(order, action, account_of(request))
    if not verdict.allowed:
        return refused_back(request, order, Refused("not_now", verdict.why))
    if request.method == "POST" and form.is_valid():
        try:
            act(form, form.cleaned_data["revision"])
        except Refused as refused:
            blame(form, refused)
        except rulebook.LawError as error:
            form.add_error(None, str(error))
        else:
            return done(request, order, sentence)
    context = {"form": form, "order": order, "verdict": verdict, "grounds": grounds(order), **more}
    return render(request, f"orders/{action}.html", context, status=422 if form.errors else 200)


def at_once(request: HttpRequest, code: str, act: Callable[..., object], sentence: object, **more: Any) -> HttpResponse:
    order = given(request, code)
    try:
        act(account_of(request), order, seen=revision(request.POST), **more)
    except Refused as refused:
        return refused_back(request, order, refused)
    return done(request, order, sentence)


@only(permissions.is_supervisor)
@require_POST
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take the order back."""
    return at_once(request, code, services.revoke, _("责令已撤销。"), why=request.POST.get("why", ""))


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def serve(request: HttpRequest, code: str) -> HttpResponse:
    """Day, manner and proof of service."""
    order, by = given(request, code), account_of(request)
    start = {"revision": order.revision, "manner": "direct"}
    form = forms.ServeForm(posted(request), request.FILES or None, initial=start)

    def act(typed: Any, seen: int | None) -> object:
        return services.serve(by, order, typed.service(), forms.uploads_of(typed.cleaned_data["proof"]), seen=seen)

    cites = lawful.manners(order.issued_on or timezone.localdate(), order.division)
    sentence = _("送达已记录。") if order.kind == Kind.IMMEDIATE else _("送达已记录，改正期限从次日起算。")
    return form_page(request, order, "serve", form, act, sentence, cites=sorted(set(cites.values())))


@never_cache
@only(permissions.is_manager)
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, code: str) -> HttpResponse:
    """The unit says what it put right."""
    order, by = visible(request, code), account_of(request)
    form = forms.ReportForm(posted(request), request.FILES or None, initial={"revision": order.revision})
    if order.kind == Kind.IMMEDIATE or (order.expires_on and timezone.localdate() > order.expires_on):
        del form.fields["asks_early"]

    def act(typed: Any, seen: int | None) -> object:
        data = typed.cleaned_data
        return services.report_correction(
            by,
            order,
            text=data["text"],
            uploaded=forms.uploads_of(data["files"]),
            asks_early=data.get("asks_early", False),
            seen=seen,
        )

    return form_page(request, order, "report", form, act, _("改正情况已报告给公安机关。"))


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, code: str) -> HttpResponse:
    """A longer term, before the old one is over."""
    order, by = given(request, code), account_of(request)
    form = forms.ExtendForm(posted(request), initial={"revision": order.revision})

    def act(typed: Any, seen: int | None) -> object:
        data = typed.cleaned_data
        return services.extend(by, order, days=data["days"], why=data["why"], seen=seen)

    return form_page(request, order, "extend", form, act, _("期限已延长，通知书已出具。"))


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def reinspect(request: HttpRequest, code: str) -> HttpResponse:
    """Plan the visit that looks again."""
    order, by = given(request, code), account_of(request)
    form = forms.ReinspectForm(posted(request), initial={"revision": order.revision})

    def act(typed: Any, seen: int | None) -> object:
        return services.plan_reinspection(by, order, scheduled_on=typed.cleaned_data["scheduled_on"], seen=seen)

    today = timezone.localdate()
    day = right_day(order, today) if order.served_on else None
    early = order.served_on is not None and is_early(order, today)
    return form_page(request, order, "reinspect", form, act, _("复查已安排。"), day=day, early=early)


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def conclude(request: HttpRequest, code: str) -> HttpResponse:
    """Record what the re-inspection found."""
    order, by = given(request, code), account_of(request)
    last = order.reinspections.select_related("inspection").last()
    seen_items = visits.seen(order, last.inspection) if last else []
    ready = bool(last and last.inspection.state == "closed" and visits.complete(seen_items))
    if not ready and flow.verdict(order, "conclude", by).allowed:
        says = _("复查还没有看完责令的各项并形成检查笔录；看完之后才能记录复查结果。")
        return refused_back(request, order, Refused("not_closed", says, cite="M15"))
    early = bool(last and last.inspection.closed_at and is_early(order, timezone.localdate(last.inspection.closed_at)))
    form = forms.ConcludeForm(
        posted(request), seen=seen_items, titles=titles(), early=early, initial={"revision": order.revision}
    )

    def act(typed: Any, seen: int | None) -> object:
        data = typed.cleaned_data
        chosen = data.get("refused") or []
        return services.conclude(by, order, result=data["result"], why=data["why"], refused=chosen, seen=seen)

    more = {"seen": seen_items, "last": last, "early": early}
    return form_page(request, order, "conclude", form, act, _("复查结果已记录，复查记录已出具。"), **more)


@never_cache
@only(permissions.may_read_orders)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """Who took the order, in clear, once, for a reason that is written down."""
    order = visible(request, code)
    try:
        people = services.reveal_people(account_of(request), order, why=request.POST.get("why", ""))
    except Refused as refused:
        return refused_back(request, order, refused)
    return render(request, "orders/people_clear.html", {"order": order, "people": people})
