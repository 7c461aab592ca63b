"""A draft from what a visit found, and what is done to it until it is given or thrown away."""

from __future__ import annotations

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
from beholden.registry.orders import lawful, permissions, services, visits
from beholden.registry.orders.models import Kind
from beholden.registry.orders.services import Refused
from beholden.registry.orders.web import forms
from beholden.registry.orders.web.acts import at_once, form_page
from beholden.registry.orders.web.showing import (
    account_of,
    address_of_visit,
    blame,
    given,
    penalty_of_visit,
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
    return form_page(
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
    return form_page(request, order, "fix", form, act, _("证据已固定。"), taken=taken.count())


@only(permissions.is_police)
@require_POST
def fix_from_visit(request: HttpRequest, code: str) -> HttpResponse:
    """Fix what the inspection took."""
    return at_once(request, code, services.fix_from_visit, _("检查中取得的证据已固定。"))


@only(permissions.is_police)
@require_POST
def issue(request: HttpRequest, code: str) -> HttpResponse:
    """Give the order."""
    return at_once(request, code, services.issue, _("责令已作出，文书已出具。请打印送达回证并送达。"))


@only(permissions.is_police)
@require_POST
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Throw the draft away."""
    return at_once(request, code, services.discard, _("草稿已作废。"))
