"""Pages of Systems: the list, the record, its form, and the live state that the record asks for again and again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beholden.ground.people.models import Account
from beholden.ground.people.roles import ADMINISTRATORS, UNIT_ROLES
from beholden.ground.people.web.doors import only, signed_in
from beholden.ground.systems import permissions, queries, services
from beholden.ground.systems.models import System
from beholden.ground.systems.web.forms import SystemForm
from beholden.ground.systems.wording import Refused


@signed_in
@require_GET
def systems(request: HttpRequest) -> HttpResponse:
    """Systems whose record the person may read."""
    found = list(queries.with_counts(queries.visible_to(request.user)))
    context = {
        "systems": found,
        "names_only": request.user.role in ADMINISTRATORS,
        "may_add": permissions.may_add_system(request.user),
    }
    return render(request, "systems/systems.html", context)


@never_cache
@signed_in
@require_GET
def system(request: HttpRequest, code: str) -> HttpResponse:
    """One System: what it is, its cameras and how each does now, its versions."""
    found = visible_system(request, code)
    return render(request, "systems/system.html", record_of(request, found))


@never_cache
@signed_in
@require_GET
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Only how the cameras do now, for htmx."""
    return render(request, "systems/state.html", record_of(request, visible_system(request, code)))


@only(permissions.may_add_system)
@require_http_methods(["GET", "POST"])
def add_system(request: HttpRequest) -> HttpResponse:
    """Declare a System."""
    form = SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_system(request.user, request.user.organisation, form.fields_of())
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("系统已建立，请添加图像采集设备。"))
            return HttpResponseRedirect(reverse("systems:system", args=[made.code]))
    return render(request, "systems/system_form.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def change_system(request: HttpRequest, code: str) -> HttpResponse:
    """The next version of a System."""
    found = visible_system(request, code)
    permissions.require_change(request.user, found)
    form = SystemForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_system(request.user, found, form.fields_of(found.facts))
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("systems:system", args=[found.code]))
    context = {"form": form, "system": found}
    return render(request, "systems/system_form.html", context, status=422 if form.errors else 200)


def visible_system(request: HttpRequest, code: str) -> System:
    """The System of this code, or 404 when there is none for this person."""
    found = queries.visible_to(request.user).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def record_of(request: HttpRequest, found: System) -> dict[str, object]:
    """What the record page shows to this person."""
    account: Account = request.user  # type: ignore[assignment]
    cameras = queries.cameras_visible_to(account).filter(system=found)
    own = account.role in UNIT_ROLES and account.organisation_id == found.unit_id
    names_only = account.role in ADMINISTRATORS
    return {
        "system": found,
        "states": [] if names_only else queries.live_states(cameras),
        "names_only": names_only,
        "may_change": permissions.may_change(account, found),
        "may_see_versions": own or not names_only,
        "versions": found.versions.select_related("by").order_by("-number")[:20] if own else [],
        "now": timezone.now(),
    }


def blame(form: object, refused: Refused) -> None:
    """Put the sentence where it belongs: at its field, or above the form."""
    known = refused.field if refused.field in form.fields else None  # type: ignore[attr-defined]
    form.add_error(known, str(refused))  # type: ignore[attr-defined]
