"""Pages that show: the list, a preview asked for, one copy, the copy alone for whoever came to see it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beholden.engines.redaction import plan as engine
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import account_of, only
from beholden.ground.systems.models import Camera
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access import duty
from beholden.site.access.models import Action
from beholden.site.access.permissions import closed
from beholden.site.access.refusals import Shut
from beholden.site.redactions import permissions, plans, queries, services
from beholden.site.redactions.models import Aim, State
from beholden.site.redactions.web.forms import PreviewForm
from beholden.site.redactions.web.showing import KINDS, TONES, blame, found_of, page, playing, said


@never_cache
@only(permissions.may_open)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The copies this account may know of, newest first."""
    account = account_of(request)
    view = request.GET.get("view", "open")
    view = view if view in queries.TABS else "open"
    rows, after = queries.page(queries.tab(queries.visible_to(account), view), request.GET.get("after", ""))
    words = {"open": _("办理中"), "usable": _("可以使用"), "all": _("全部")}
    context = {
        "rows": [(one, TONES[State(one.state)]) for one in rows],
        "after": after,
        "view": view,
        "tabs": [(name, words[name]) for name in queries.TABS],
        "previews": permissions.may_preview(account),
        "works": permissions.works_here(account),
    }
    return render(request, "redactions/home.html", context)


@never_cache
@only(permissions.may_preview)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a preview with the whole picture as a mosaic: for who may not see identities."""
    account, visitor = account_of(request), duty.visitor(request)
    cameras = _previewable(account)
    form = PreviewForm(cameras, request.POST if request.method == "POST" else None)
    if request.method == "GET":
        return _asking(request, form, cameras)
    if not form.is_valid() or visitor is None:
        return _asking(request, form, cameras, 422)
    given = form.cleaned_data
    try:
        interval = (given["from_at"], given["to_at"])
        made = services.ask(visitor, services.Subject(Aim.MOSAIC), cameras[given["camera"]], interval)
    except Refused as refused:
        blame(form, refused)
    except Shut as shut:
        form.add_error(None, said(shut))
    else:
        return HttpResponseRedirect(reverse("redactions:redaction", args=[made.code]))
    return _asking(request, form, cameras, 422)


def _asking(request: HttpRequest, form: PreviewForm, cameras: dict[str, Camera], status: int = 200) -> HttpResponse:
    context = {"form": form, "cameras": cameras, "duty": duty.of(request.session)}
    return render(request, "redactions/new.html", context, status=status)


def _previewable(account: Account) -> dict[str, Camera]:
    now = timezone.now()
    seen = cameras_visible_to(account).select_related("system__unit").order_by("system__name", "order", "id")
    return {camera.code: camera for camera in seen if not closed(account, camera, Action.MASKED, now)}


@never_cache
@only(permissions.may_open)
@require_GET
def redaction(request: HttpRequest, code: str) -> HttpResponse:
    """One copy: how far it is, what was found, what is decided, what can be done and why not."""
    return page(request, found_of(request, code))


@never_cache
@only(permissions.may_open)
@require_GET
def show(request: HttpRequest, code: str) -> HttpResponse:
    """The copy alone, for whoever came to see it; only one that a person confirmed, only with a look open."""
    found = found_of(request, code)
    look = playing(request, found)
    if found.state not in (State.CONFIRMED, State.RELEASED) or look is None:
        return HttpResponseRedirect(reverse("redactions:redaction", args=[found.code]))
    return render(request, "redactions/show.html", {"found": found, "look": look})


@never_cache
@only(permissions.may_open)
@require_GET
def found(request: HttpRequest, code: str) -> HttpResponse:
    """Where the things found are in the picture, for drawing them over it: places and times, no pixel."""
    copy = found_of(request, code)
    if not permissions.reviews(account_of(request), copy, timezone.now()) or copy.aim == Aim.MOSAIC:
        raise Http404
    now, masked = plans.standing(copy), engine.Purpose(copy.aim).kinds
    tracks: list[dict[str, Any]] = [
        {**one, "name": f"{KINDS[engine.Kind(one['kind'])]} {one['number']}", "open": one["number"] in now.uncovered}
        for one in engine.tracks_data(plans.tracks(copy))
        if engine.Kind(one["kind"]) in masked
    ]
    areas = [{"points": one.points, "from_s": _s(one.from_ms), "to_s": _s(one.to_ms)} for one in now.polygons]
    return JsonResponse({"tracks": tracks, "areas": areas})


def _s(ms: int | None) -> float:
    return (ms or 0) / 1000


def duty_first(code: str) -> HttpResponse:
    """To the choice of a purpose, and back."""
    following = urlencode({"next": reverse("redactions:redaction", args=[code])})
    return HttpResponseRedirect(f"{reverse('duty')}?{following}")


__all__ = ["duty_first", "found", "home", "new", "redaction", "show"]
