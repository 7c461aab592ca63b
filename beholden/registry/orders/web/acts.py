"""What is done to an order from its pages: one address an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.engines import rulebook
from beholden.ground.people.web.doors import only, posted
from beholden.registry.inspections import queries as inspections
from beholden.registry.orders import flow, lawful, permissions, services, visits
from beholden.registry.orders.models import Kind, Order
from beholden.registry.orders.services import Refused
from beholden.registry.orders.services.reinspecting import is_early, right_day
from beholden.registry.orders.web import forms
from beholden.registry.orders.web.showing import (
    account_of,
    address_of_visit,
    blame,
    done,
    given,
    grounds,
    penalty_of_visit,
    refused_back,
    revision,
    titles,
    visible,
)


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, visit: str) -> HttpResponse:
    """From what a closed inspection found: what the law allows, and what it does not, with why."""
    account = account_of(request)
    found = inspections.visible_to(account).filter(code=visit).first()
    if found is None or found.authority_id != account.organisation_id:
        raise Http404
    on = timezone.localdate()
    findings = visits.findings(found)
    try:
        offers = {
            one.item: lawful.offer(one.violation, on, found.division, found.place_category, one.item)
            for one in findings
        }
    except rulebook.LawError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("orders:list"))
    choices = lawful.choices(on, found.division, found.place_category)
    form = forms.DraftForm(posted(request), request.FILES or None, findings=findings, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_from(
                found, account, form.grounds(), kind=form.cleaned_data["kind"], wording=form.wording()
            )
        except Refused as refused:
            blame(form, refused)
        else:
            return HttpResponseRedirect(reverse("orders:order", args=[made.code]))
    rows = [
        {
            "finding": finding,
            "offer": offers[finding.item],
            "kinds": [Kind(kind).label for kind in offers[finding.item].kinds],
            "item": form[f"item_{finding.item}"],
            "violation": form[f"violation_{finding.item}"],
            "note": form[f"note_{finding.item}"],
        }
        for finding in findings
    ]
    context = {
        "form": form,
        "visit": found,
        "visit_page": address_of_visit(found.code),
        "rows": rows,
        "penalty": penalty_of_visit(found),
        "shared": [form[name] for name in ("kind", "text", "term_days", "term_why")],
    }
    return render(request, "orders/draft.html", context, status=422 if form.errors else 200)


def _form(
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


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """The words and the term of a draft."""
    order, by = given(request, code), account_of(request)
    start = {"revision": order.revision, "text": order.text, "term_days": order.term_days, "term_why": order.term_why}
    form = forms.WordingForm(posted(request), initial=start)
    if order.kind == Kind.IMMEDIATE:
        del form.fields["term_days"], form.fields["term_why"]
    return _form(
        request,
        order,
        "edit",
        form,
        lambda typed, seen: services.edit(by, order, typed.wording(), seen=seen),
        _("已保存。"),
    )


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def fix(request: HttpRequest, code: str) -> HttpResponse:
    """Fix the evidence before deletion is ordered."""
    order, by = given(request, code), account_of(request)
    form = forms.FixForm(posted(request), request.FILES or None, initial={"revision": order.revision})

    def act(typed: Any, seen: int | None) -> object:
        files = forms.uploads_of(typed.cleaned_data["files"])
        if files:
            kept = services.fix_files(by, order, files, seen=seen)
            seen = kept.revision
            if not typed.cleaned_data["hashes"].strip():
                return kept
        return services.fix_hashes(by, order, typed.cleaned_data["hashes"], seen=seen)

    taken = order.inspection.evidence.filter(dropped_at__isnull=True, arrived_at__isnull=False).exclude(sha256="")
    return _form(request, order, "fix", form, act, _("证据已固定。"), taken=taken.count())


@only(permissions.is_police)
@require_POST
def fix_from_visit(request: HttpRequest, code: str) -> HttpResponse:
    """Fix what the inspection took."""
    return _at_once(request, code, services.fix_from_visit, _("检查中取得的证据已固定。"))


def _at_once(
    request: HttpRequest, code: str, act: Callable[..., object], sentence: object, **more: Any
) -> HttpResponse:
    order = given(request, code)
    try:
        act(account_of(request), order, seen=revision(request), **more)
    except Refused as refused:
        return refused_back(request, order, refused)
    return done(request, order, sentence)


@only(permissions.is_police)
@require_POST
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Give the order."""
    return _at_once(request, code, services.issue, _("责令已作出，文书已出具。请打印送达回证并送达。"))


@only(permissions.is_police)
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    return _at_once(request, code, services.discard, _("草稿已作废。"))


@only(permissions.is_supervisor)
@require_POST
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Take the order back."""
    return _at_once(request, code, services.revoke, _("责令已撤销。"), why=request.POST.get("why", ""))


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
    return _form(request, order, "serve", form, act, sentence, cites=sorted(set(cites.values())))


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

    return _form(request, order, "report", form, act, _("改正情况已报告给公安机关。"))


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

    return _form(request, order, "extend", form, act, _("期限已延长，通知书已出具。"))


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
    return _form(request, order, "reinspect", form, act, _("复查已安排。"), day=day, early=early)


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
    return _form(request, order, "conclude", form, act, _("复查结果已记录，复查记录已出具。"), **more)


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
