"""Pages about footage as a thing that is kept: storage and term, holds, alarms. No picture comes from here."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.deadlines import reminders
from beholden.ground.people.roles import UNIT_ROLES, Role
from beholden.ground.people.web.doors import only
from beholden.ground.systems import queries as systems
from beholden.ground.systems.wording import Refused
from beholden.site.recordings import permissions, queries, services
from beholden.site.recordings.models import Hold
from beholden.site.recordings.web.forms import HoldForm, ReleaseForm

PAGE = 50


def _is_concerned(account: object) -> bool:
    return getattr(account, "role", "") in (*UNIT_ROLES, Role.SYSTEM_ADMIN)


@never_cache
@only(permissions.may_see_storage)
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """A manager's first page: what is wrong now, whether every camera records, how long footage is kept (R15, R17)."""
    kept = queries.storage_of(request.user)
    days = {row.system.pk: row for row in kept["systems"]}  # type: ignore[attr-defined]
    rows = [(one, days.get(one.system.pk)) for one in queries.watched_by(request.user)]
    day = timezone.localdate()
    context = {
        "told": queries.told_to(request.user),
        "rows": rows,
        "now": timezone.now(),
        "matters": reminders.of(request.user, day, papers=False),
        "reminders": reminders.of(request.user, day, papers=True),
    }
    return render(request, "recordings/today.html", context)


@never_cache
@only(permissions.may_see_storage)
@require_GET
def storage_page(request: HttpRequest) -> HttpResponse:
    """Per System: days attained, floor with its citation, the day it would break; per camera: bytes and holds."""
    return render(request, "recordings/storage.html", queries.storage_of(request.user))


@only(permissions.may_see_storage)
@require_GET
def holds(request: HttpRequest) -> HttpResponse:
    """Holds of the unit, running ones first."""
    page = Paginator(queries.holds_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "recordings/holds.html", {"page": page})


@only(permissions.may_see_storage)
@require_http_methods(["GET", "POST"])
def place_hold(request: HttpRequest) -> HttpResponse:
    """Keep footage beyond its term, for a reason."""
    own = systems.visible_to(request.user).filter(unit_id=request.user.organisation_id)
    cameras = systems.cameras_visible_to(request.user).filter(system__in=own.values("pk"))
    start = {name: request.GET[name] for name in ("where", "from_at", "to_at") if name in request.GET}
    form = HoldForm(own, cameras, request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.place_hold(request.user, form.system, form.fields_of())
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("已留存冻结，这些录像在解除之前不会删除。"))
            return HttpResponseRedirect(reverse("recordings:hold", args=[made.code]))
    return render(request, "recordings/hold_form.html", {"form": form}, status=422 if form.errors else 200)


@only(permissions.may_see_storage)
@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, code: str) -> HttpResponse:
    """One hold; a reason releases it."""
    found: Hold | None = queries.holds_visible_to(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    form = ReleaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.release_hold(request.user, found, form.cleaned_data["reason"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("已解除。期限已满的录像将在下一次删除时删除。"))
            return HttpResponseRedirect(reverse("recordings:hold", args=[found.code]))
    context = {"hold": found, "form": form}
    return render(request, "recordings/hold.html", context, status=422 if form.errors else 200)


@never_cache
@only(_is_concerned)
@require_GET
def alarms(request: HttpRequest) -> HttpResponse:
    """What is wrong now."""
    told = queries.told_to(request.user)
    rows = [
        (one.alarm, one.text, one.state, permissions.may_acknowledge(request.user, one.alarm.system)) for one in told
    ]
    return render(request, "recordings/alarms.html", {"rows": rows})


@only(_is_concerned)
@require_POST
def acknowledge(request: HttpRequest, code: str) -> HttpResponse:
    """Somebody has seen it."""
    found = queries.alarms_for(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    services.acknowledge(request.user, found)
    return HttpResponseRedirect(reverse("recordings:alarms"))
