"""The list of Systems with their gaps, one System whole, one kind."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.ground.people.web.doors import only
from beholden.site.dossiers import overview, permissions, queries, reminding, standing
from beholden.site.dossiers.kinds import FOR_GUARDS, SECRET
from beholden.site.dossiers.web.showing import account_of, kind_of, standing_of, system_of

PAGE = 10


@never_cache
@only(permissions.may_read)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Each System: how much is in order, what lacks, what runs out; who is on duty now."""
    account, now = account_of(request), timezone.now()
    after = request.GET.get("after", "")
    found = queries.systems_visible_to(account).order_by("pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        found = found.filter(pk__gt=int(after))
    rows = list(found[: PAGE + 1])
    shown = [overview.of(account, one, timezone.localdate(now)) for one in rows[:PAGE]]
    panels = [
        {
            "seen": seen,
            "gaps": [(line, reminding.address(line, seen.system.code)) for line in seen.gaps],
            "duty": queries.on_duty(account, seen.system, now),
        }
        for seen in shown
    ]
    context = {
        "panels": panels,
        "after": rows[PAGE - 1].pk if len(rows) > PAGE else "",
        "names": permissions.sees_names(account),
        "writes": permissions.may_write(account),
        "reads_staff": permissions.may_read_staff(account),
    }
    return render(request, "dossiers/home.html", context)


@never_cache
@only(permissions.may_read)
@require_GET
def system(request: HttpRequest, code: str) -> HttpResponse:
    """Every kind of one System, by group."""
    account, today = account_of(request), timezone.localdate()
    found = system_of(request, code)
    seen = overview.of(account, found, today)
    context = {
        "system": found,
        "seen": seen,
        "groups": [
            (title, [(line, reminding.address(line, found.code)) for line in lines]) for title, lines in seen.groups
        ],
        "shifts": queries.shifts_of_day(account, found, today),
        "today": today,
        "names": permissions.sees_names(account),
        "writes": permissions.writes_for(account, found),
        "reads_staff": permissions.may_read_staff(account),
    }
    return render(request, "dossiers/system.html", context)


@never_cache
@only(permissions.may_read)
@require_GET
def kind(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The entries of one kind at one System, newest first; people have a list of their own."""
    account, found, today = account_of(request), system_of(request, code), timezone.localdate()
    if kind in ("vetting", "confidentiality_training", "post_training") and permissions.may_read_staff(account):
        return HttpResponseRedirect(reverse("dossiers:staff"))
    row = kind_of(kind)
    guarded = not permissions.may_read_staff(account) and kind not in FOR_GUARDS
    if guarded or (kind in SECRET and not permissions.sees_consents(account)):
        raise Http404
    page = queries.page(queries.visible_to(account).filter(system=found, kind=kind), request.GET.get("after", ""))
    known = queries.visible_to(account).filter(system=found, kind__in=("maintenance", "maintenance_plan"))
    plan, turns = queries.maintenance_of(known, today) if kind.startswith("maintenance") else (None, [])
    context = {
        "system": found,
        "kind": row,
        "rows": [(entry, standing_of(entry)) for entry in page.entries],
        "page": page,
        "owed": standing.owed(found, row, today),
        "plan": plan,
        "turns": turns[-12:],
        "writes": permissions.writes_for(account, found),
    }
    return render(request, "dossiers/kind.html", context)
