"""The cameras of a draft: the list, one camera, and what is done to many at once."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.ground.systems import queries as systems
from beholden.registry.filings import flow, services
from beholden.registry.filings.kinds import FunctionType, StructureType
from beholden.registry.filings.models import Channel, Filing
from beholden.registry.filings.services import Refused
from beholden.registry.filings.web.forms import CameraForm
from beholden.registry.filings.web.records import revision
from beholden.registry.filings.web.showing import account_of, blame, done, visible
from beholden.registry.filings.web.tasks import _closed, _status, may_write

PAGE = 100


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def cameras(request: HttpRequest, code: str) -> HttpResponse:
    """The declared cameras; a POST does one thing to many of them."""
    found = visible(request, code)
    account = account_of(request)
    refusal = _closed(request, found, account)
    if refusal is not None:
        return refusal
    error = ""
    if request.method == "POST":
        try:
            return done(request, found, _many(request, account, found), "filings:cameras")
        except Refused as refused:
            error = str(refused)
    after = request.GET.get("after", "0")[:9]
    rows = list(found.cameras.filter(number__gt=int(after) if after.isascii() and after.isdigit() else 0)[: PAGE + 1])
    context = {
        "filing": found,
        "rows": rows[:PAGE],
        "after": rows[PAGE - 1].number if len(rows) > PAGE else "",
        "functions": FunctionType.choices,
        "structures": StructureType.choices,
        "without": found.cameras.filter(function_type="").count(),
        "systems": systems.visible_to(account).filter(unit_id=found.unit_id)[:100]
        if found.channel == Channel.ONLINE
        else [],
        "error": error,
        "window": found.channel == Channel.WINDOW,
        "verdict": flow.verdict(found, "submit", account),
    }
    return render(request, "filings/cameras.html", context, status=422 if error else 200)


def _many(request: HttpRequest, account: Account, filing: Filing) -> str:
    """What the pressed button does; the sentence that tells it. Raises Refused."""
    what = request.POST.get("do", "")
    seen = revision(request.POST)
    if what == "fill":
        count = services.set_for_all_cameras(
            account,
            filing,
            function_type=request.POST.get("function_type", ""),
            structure_type=request.POST.get("structure_type", ""),
            seen=seen,
        )
        return _("已补填 %(count)d 处。") % {"count": count}
    if what == "take":
        chosen = systems.visible_to(account).filter(code=request.POST.get("system", "")[:16]).first()
        if chosen is None:
            raise Refused("no_choice", _("请选择系统"))
        count = services.take_over_system(account, filing, chosen, seen=seen)
        return _("已带入 %(count)d 台设备。") % {"count": count}
    if what == "remove":
        numbers = [int(number) for number in request.POST.getlist("number") if number.isascii() and number.isdigit()]
        if not numbers:
            raise Refused("no_choice", _("请先选择要移除的设备"))
        count = services.remove_cameras(account, filing, numbers, seen=seen)
        return _("已移除 %(count)d 台设备。") % {"count": count}
    raise Refused("no_choice", _("没有这种操作。"))


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Declare one camera."""
    found = visible(request, code)
    start = {"revision": found.revision}
    return _one(request, found, CameraForm(request.POST if request.method == "POST" else None, initial=start), None)


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Put one declared camera right."""
    found = visible(request, code)
    camera = found.cameras.filter(number=number).first()
    if camera is None:
        raise Http404
    form = CameraForm.of(camera, found.revision, request.POST if request.method == "POST" else None)
    return _one(request, found, form, number)


def _one(request: HttpRequest, filing: Filing, form: CameraForm, number: int | None) -> HttpResponse:
    account = account_of(request)
    refusal = _closed(request, filing, account)
    if refusal is not None:
        return refusal
    status, cite = 200, ""
    if request.method == "POST":
        status = 422
        if form.is_valid():
            seen = form.cleaned_data["revision"]
            try:
                if number is None:
                    services.add_cameras(account, filing, [form.fields_of()], seen=seen)
                else:
                    services.change_camera(account, filing, number, form.fields_of(), seen=seen)
            except Refused as refused:
                blame(form, refused)
                cite, status = refused.cite, _status(refused, form, filing)
            else:
                return done(request, filing, _("已保存。"), "filings:cameras")
    context = {"form": form, "filing": filing, "number": number, "cite": cite}
    return render(request, "filings/camera.html", context, status=status)
