"""Shifts of a roster, and what drills, supervision and maintenance found."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.people.web.doors import only
from beholden.site.dossiers import flow, permissions, queries, services
from beholden.site.dossiers.models import StaffMember
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.web.forms import ActForm, ShiftsForm, ShortcomingForm
from beholden.site.dossiers.web.showing import account_of, back, blame, entry_of


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def shifts(request: HttpRequest, code: str) -> HttpResponse:
    """The same hours on some days for one person."""
    found, account = entry_of(request, code), account_of(request)
    verdict = flow.verdict(found, "plan_shifts", account)
    if not verdict.allowed:
        return back(request, found, refused=Refused("not_now", verdict.why))
    people = list(queries.in_post(queries.staff_visible_to(account), timezone.localdate()))
    posted = request.method == "POST"
    start = {"revision": found.revision, "first": found.from_on, "last": found.until_on}
    form = ShiftsForm(people, request.POST if posted else None, initial=start)
    if posted and form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.plan_shifts(
                account,
                found,
                _chosen(people, typed["person"]),
                *(typed[name] for name in ("first", "last", "start", "end")),
                seen=typed["revision"] or 0,
            )
        except Refused as refused:
            if refused.code == "conflict":
                return back(request, found, refused=refused)
            blame(form, refused)
        else:
            return back(request, found, _("已安排 %(count)d 个班次。") % {"count": len(made)})
    context = {"form": form, "entry": found, "people": people}
    return render(request, "dossiers/shifts.html", context, status=422 if posted else 200)


def _chosen(people: list[StaffMember], code: str) -> StaffMember:
    found = next((one for one in people if one.code == code), None)
    if found is None:
        raise Refused("no_choice", _("请选择在岗人员"), field="person")
    return found


@never_cache
@only(permissions.may_write)
@require_POST
def take_off(request: HttpRequest, code: str) -> HttpResponse:
    """One shift is no longer planned."""
    account = account_of(request)
    shift = queries.shifts_visible_to(account).filter(code=code).first()
    if shift is None:
        raise Http404
    try:
        services.take_off(account, shift)
    except Refused as refused:
        return back(request, shift.roster, refused=refused)
    return back(request, shift.roster, _("这个班次已取消。"))


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, code: str) -> HttpResponse:
    """What was found."""
    found, account = entry_of(request, code), account_of(request)
    verdict = flow.verdict(found, "find", account)
    if not verdict.allowed:
        return back(request, found, refused=Refused("not_now", verdict.why))
    posted = request.method == "POST"
    form = ShortcomingForm(request.POST if posted else None)
    if posted and form.is_valid():
        try:
            services.find(account, found, form.cleaned_data["text"], form.cleaned_data["due_on"])
        except Refused as refused:
            blame(form, refused)
        else:
            return back(request, found, _("已记录。整改后请登记。"))
    context = {"form": form, "entry": found, "verdict": verdict}
    return render(request, "dossiers/act.html", context, status=422 if posted else 200)


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Put right, or opened again."""
    account = account_of(request)
    one = queries.shortcomings_visible_to(account).filter(code=code).first()
    if one is None or action not in ("fix", "reopen"):
        raise Http404
    verdict = flow.mending(one, action, account)
    if not verdict.allowed:
        return back(request, one.entry, refused=Refused("not_now", verdict.why))
    posted = request.method == "POST"
    start = {"revision": one.revision}
    form = ActForm(request.POST if posted else None, says=True, on=action == "fix", initial=start)
    if posted and form.is_valid():
        typed = form.cleaned_data
        try:
            services.mend(account, one, action, says=typed["says"], on=typed.get("on"), seen=typed["revision"] or 0)
        except Refused as refused:
            if refused.code == "conflict":
                return back(request, one.entry, refused=refused)
            blame(form, refused)
        else:
            return back(request, one.entry, _("已办理：%(act)s") % {"act": verdict.label})
    context = {"form": form, "entry": one.entry, "verdict": verdict, "subject": one.text}
    return render(request, "dossiers/act.html", context, status=422 if posted else 200)
