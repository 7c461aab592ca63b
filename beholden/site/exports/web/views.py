"""Exports: the list, asking, one package with its progress, and the way out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.acts.flow import Reason
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account
from beholden.ground.people.permissions import may
from beholden.ground.people.roles import Action
from beholden.ground.people.web.doors import account_of, only
from beholden.ground.systems.models import Camera
from beholden.ground.systems.queries import cameras_visible_to
from beholden.site.access import duty, refusals
from beholden.site.access.permissions import reads_register
from beholden.site.access.refusals import Shut
from beholden.site.exports import flow, permissions, queries, services
from beholden.site.exports.models import Export, Form, State
from beholden.site.exports.web.forms import ExportForm, WishForm

TONES = {
    State.WAITING: "due", State.BUILDING: "due", State.READY: "good", State.FAILED: "over", State.DECLINED: "idle",
    State.CANCELLED: "idle", State.REMOVED: "idle",
}  # fmt: skip
AGAIN = 5  # seconds between two looks at a package that is being made
MOST_MISSING = 10  # stretches told one by one; the manifest has them all
PIECE = timedelta(minutes=5)  # asked for when the player passed only a moment


def _found(request: HttpRequest, code: str) -> Export:
    found = queries.export(account_of(request), code)
    if found is None:
        raise Http404
    return found


def _exportable(account: Account) -> dict[str, Camera]:
    now = timezone.now()
    seen = cameras_visible_to(account).select_related("system__unit").order_by("system__name", "order", "id")
    return {camera.code: camera for camera in seen if may(account, Action.EXPORT, camera, now).allowed}


@never_cache
@only(permissions.may_open)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The exports this account may see, newest first."""
    before = request.GET.get("before", "")
    account = account_of(request)
    found, older = queries.page(account, int(before) if before.isdecimal() and len(before) < 16 else None)
    rows = [(export, TONES[State(export.state)]) for export in found]
    asks = permissions.may_ask(account)
    return render(request, "exports/home.html", {"rows": rows, "older": older, "asks": asks})


@never_cache
@only(permissions.may_ask)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask for a package; the purpose of looking is stated first (R16(2)(3))."""
    visitor = duty.visitor(request)
    chosen = _exportable(account_of(request))
    if request.method == "GET":
        return _asking(request, ExportForm(chosen, initial=_wished(request)))
    form = ExportForm(chosen, request.POST)
    if not form.is_valid() or visitor is None:
        return _asking(request, form, 422)
    try:
        made = services.ask(visitor, form.chosen, form.interval, form=Form(form.cleaned_data["form"]))
    except services.Refused as refused:
        form.add_error(None, str(refused))
        return _asking(request, form, 422)
    except Shut as shut:
        form.add_error(None, refusals.detail(shut.code))
        return _asking(request, form, shut.status)
    return redirect("exports:export", made.code)


def _asking(request: HttpRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "duty": duty.of(request.session),
        "cameras": form.fields["cameras"].choices,  # type: ignore[attr-defined]
        "two": settings.EXPORT_TWO_PERSONS,
    }
    return render(request, "exports/new.html", context, status=status)


def _wished(request: HttpRequest) -> dict[str, Any]:
    form = WishForm(request.GET)
    form.is_valid()
    at, until = form.cleaned_data.get("at"), form.cleaned_data.get("until")
    if at is None:
        return {"cameras": [form.cleaned_data.get("camera", "")]}
    ends = until or min(at + PIECE, max(timezone.now(), at))
    starts, ends = timezone.localtime(at), timezone.localtime(ends)
    return {"cameras": [form.cleaned_data.get("camera", "")], "starts": starts, "ends": ends}


@never_cache
@only(permissions.may_open)
@require_GET
def export(request: HttpRequest, code: str) -> HttpResponse:
    """One package: how far it is, what it holds, what can be done. It looks again by itself while it is made."""
    found = _found(request, code)
    hands = permissions.hands(account_of(request), found, timezone.now())
    missing = queries.left_out(found)
    every = flow.FLOW.every(found, hands)
    # a step this state has, closed to this person only: they are told why
    steps = [one for one in every if one.reason is not Reason.NOT_NOW or one.action == "download"]
    context = {
        "export": found,
        "tone": TONES[State(found.state)],
        "steps": steps,
        "cameras": list(found.cameras.all()),
        "missing": missing[:MOST_MISSING],
        "more_missing": max(0, len(missing) - MOST_MISSING),
        "purpose": duty.of(request.session),
        "reads": reads_register(account_of(request)),
    }
    response = render(request, "exports/export.html", context)
    if found.state == State.BUILDING:
        response["Refresh"] = str(AGAIN)
    return response


@never_cache
@only(permissions.may_open)
@require_POST
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Agree, decline, cancel, try again, remove."""
    found = _found(request, code)
    if action not in flow.FLOW.actions or action == "download":
        raise Http404
    try:
        services.act(account_of(request), found, action)
    except services.Refused as refused:
        messages.error(request, str(refused))
    except LogUnavailable:
        messages.error(request, _("存证账本现在写不进去，所以没有作出决定。请稍后再办。"))
    return redirect("exports:export", code)


@never_cache
@only(permissions.may_open)
@require_POST
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The package as a ZIP, registered anew before its first byte (R16(2)(3))."""
    found = _found(request, code)
    visitor = duty.visitor(request)
    assert visitor is not None  # signed in, or the door above were shut
    try:
        fetch = services.fetch(visitor, found)
    except services.Refused as refused:
        messages.error(request, str(refused))
        return redirect("exports:export", code)
    except Shut as shut:
        if shut.code == "no_purpose":
            return redirect(f"{reverse('duty')}?{urlencode({'next': reverse('exports:export', args=[code])})}")
        messages.error(request, refusals.detail(shut.code))
        return redirect("exports:export", code)
    return flowing(fetch)


def flowing(fetch: services.Fetch) -> StreamingHttpResponse:
    """A package on its way out."""
    response = StreamingHttpResponse(fetch.pieces, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{fetch.name}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
