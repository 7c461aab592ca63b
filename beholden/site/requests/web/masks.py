"""From a request to a masked copy of one camera's minutes of it (R21, R22)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only
from beholden.ground.people.web.moments import MomentField
from beholden.site.access import duty, refusals
from beholden.site.access.models import Purpose
from beholden.site.access.refusals import Shut
from beholden.site.requests import copies, flow, permissions, services
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.web.showing import account_of, back, blame, found_of


class CopyForm(forms.Form):
    """One of the request's cameras, and which of its minutes."""

    camera = forms.ChoiceField(label=_("图像采集设备"))
    from_at = MomentField(label=_("录像起"), widget=forms.DateTimeInput({"type": "datetime-local", "step": "1"}))
    to_at = MomentField(label=_("录像止"), widget=forms.DateTimeInput({"type": "datetime-local", "step": "1"}))

    def __init__(self, found: FootageRequest, data: Any = None) -> None:
        start = {name: timezone.localtime(getattr(found, name)) for name in ("from_at", "to_at")}
        super().__init__(data, initial={name: f"{at:%Y-%m-%dT%H:%M:%S}" for name, at in start.items()})
        self.fields["camera"].choices = found.cameras.values_list("code", "name")  # type: ignore[attr-defined]


@never_cache
@only(permissions.works_here)
@require_http_methods(["GET", "POST"])
def redact(request: HttpRequest, code: str) -> HttpResponse:
    """Choose camera and minutes; the copy is made and stands on the request's page."""
    found = found_of(request, code)
    verdict = flow.verdict(found, "redact", account_of(request))
    if not verdict.allowed:
        return back(request, found, refused=services.Refused("not_now", verdict.why, cite=verdict.cite))
    posted = request.method == "POST"
    form = CopyForm(found, request.POST if posted else None)
    if posted and form.is_valid():
        given = form.cleaned_data
        duty.start(request.session, Purpose.REQUEST, found.number, timezone.now())
        visitor = duty.visitor(request)
        assert visitor is not None  # the door above asked
        try:
            camera = found.cameras.select_related("system__unit").get(code=given["camera"])
            made = copies.ask(visitor, found, camera, (given["from_at"], given["to_at"]))
        except Refused as refused:
            blame(form, refused)
        except Shut as shut:
            form.add_error(None, refusals.detail(shut.code))
        else:
            return HttpResponseRedirect(f"/redactions/{made.code}")
    context = {"form": form, "found": found, "verdict": verdict}
    return render(request, "requests/redact.html", context, status=422 if posted else 200)
