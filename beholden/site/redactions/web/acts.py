"""Pages that do: watch, change, the steps of the flow, take along. Each works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import account_of, only
from beholden.site.access.refusals import Shut
from beholden.site.redactions import flow, permissions, services
from beholden.site.redactions.models import Redaction, RedactionChange
from beholden.site.redactions.web.forms import AreaForm, ConfirmForm, EraseForm, TracksForm
from beholden.site.redactions.web.showing import blame, found_of, page, purpose_of, remember, said, sentence
from beholden.site.redactions.web.views import duty_first

_BACK = ("conflict", "not_now")


def _back(request: HttpRequest, redaction: Redaction, wrong: str = "", right: str = "") -> HttpResponse:
    if wrong:
        messages.error(request, wrong)
    elif right:
        messages.success(request, right)
    return HttpResponseRedirect(reverse("redactions:redaction", args=[redaction.code]))


@never_cache
@only(permissions.may_preview)
@require_POST
def watch(request: HttpRequest, code: str) -> HttpResponse:
    """Register a look at the copy; the page then plays it. ``show``: alone, for whoever came to see it."""
    found = found_of(request, code)
    visitor = purpose_of(request, found)
    if visitor is None:
        return duty_first(found.code)
    try:
        look = services.watch(visitor, found)
    except Refused as refused:
        return _back(request, found, sentence(refused))
    except Shut as shut:
        return _back(request, found, said(shut))
    remember(request, found, look.token)
    name = "show" if request.POST.get("show") else "redaction"
    return HttpResponseRedirect(reverse(f"redactions:{name}", args=[found.code]))


@never_cache
@only(permissions.works_here)
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Uncover, cover, draw, erase: each with its reason."""
    found = found_of(request, code)
    do = request.POST.get("do", "")
    if do not in flow.CHANGES:
        raise Http404
    name, form = _form(do, request)
    try:
        if not form.is_valid():
            return page(request, found, 422, **{name: form})
        words = _changed(request, found, do, form.cleaned_data)
    except Refused as refused:
        if refused.code in _BACK:
            return _back(request, found, sentence(refused))
        blame(form, refused)
        return page(request, found, 422, **{name: form})
    return _back(request, found, right=words)


def _form(do: str, request: HttpRequest) -> tuple[str, Any]:
    if do == RedactionChange.Do.POLYGON:
        return "area_form", AreaForm(request.POST)
    if do == RedactionChange.Do.ERASE:
        return "erase_form", EraseForm(request.POST)
    return "tracks_form", TracksForm(request.POST)


def _changed(request: HttpRequest, found: Redaction, do: str, given: dict[str, Any]) -> str:
    by, reason, seen = account_of(request), given["reason"], given["revision"] or 0
    if do == RedactionChange.Do.POLYGON:
        drawn = services.Drawn(given["points"], given["from_at"], given["to_at"])
        services.draw(by, found, drawn, reason, seen=seen)
        return _("已加上遮挡区域，应用修改后才会出现在遮挡件里。")
    if do == RedactionChange.Do.ERASE:
        services.erase(by, found, given["area"], reason, seen=seen)
        return _("已撤销遮挡区域，应用修改后生效。")
    count = services.change(by, found, do, request.POST.getlist("tracks"), reason, seen=seen)
    words = ngettext("已改 %(n)d 个对象，应用修改后生效。", "已改 %(n)d 个对象，应用修改后生效。", count)
    return words % {"n": count}


@never_cache
@only(permissions.may_preview)
@require_POST
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Apply, confirm, cancel, retry, discard."""
    found, by = found_of(request, code), account_of(request)
    if action not in ("confirm", *services.PLAIN):
        raise Http404
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        return page(request, found, 422, confirm_form=form)
    seen = form.cleaned_data["revision"] or 0
    try:
        if action == "confirm":
            services.confirm(by, found, form.cleaned_data["says"], seen=seen)
        else:
            services.act(by, found, action, seen=seen)
    except Refused as refused:
        if action != "confirm" or refused.code in _BACK:
            return _back(request, found, sentence(refused))
        blame(form, refused)
        return page(request, found, 422, confirm_form=form)
    return _back(request, found, right=_("已办理：%(act)s") % {"act": flow.LABELS[action]})


@never_cache
@only(permissions.works_here)
@require_POST
def download(request: HttpRequest, code: str) -> HttpResponseBase:
    """The published copy, registered anew before its first byte (R16(2)(3), R22)."""
    found = found_of(request, code)
    visitor = purpose_of(request, found)
    assert visitor is not None  # a published copy has a request, so a purpose
    try:
        copy = services.take(visitor, found)
    except Refused as refused:
        return _back(request, found, sentence(refused))
    except Shut as shut:
        return _back(request, found, said(shut))
    return flowing(copy)


def flowing(copy: services.Copy) -> StreamingHttpResponse:
    """A copy on its way to a disk; nobody between may keep it."""
    response = StreamingHttpResponse(copy.pieces, content_type="video/mp4")
    response["Content-Length"] = str(copy.bytes)
    response["Content-Disposition"] = f'attachment; filename="{copy.name}"'
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
