"""Wall, duty, play, register: parse, permission, one query or service, render."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import GRANTABLE
from beholden.site.access import duty, presentation, printing, proofs, queries, refusals, retaining, sheets
from beholden.site.access.models import AccessEntry, Purpose
from beholden.site.access.permissions import reads_register
from beholden.site.access.queries import Filters
from beholden.site.access.web.forms import DutyForm, MomentForm, RegisterForm


def _watcher(request: HttpRequest) -> Account:
    """The signed-in account if it may ever look at footage; the three administrators and residents never."""
    account = request.user
    if not isinstance(account, Account) or account.role not in GRANTABLE:
        raise PermissionDenied(refusals.detail("administrator"))
    return account


@login_required
@never_cache
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """The wall of live pictures; before a purpose is chosen, the choice and no picture."""
    account = _watcher(request)
    chosen = duty.of(request.session)
    if chosen is None:
        return render(request, "access/wall.html", _choice(DutyForm(), reverse("wall")))
    cameras = presentation.cameras(account)
    down = [camera for camera in cameras if camera["state"] in ("lost", "unknown")]
    return render(
        request,
        "access/wall.html",
        {
            "duty": chosen,
            "cameras": cameras,
            "down": down,
            "alarms": presentation.alarms(account),
            "data": {"cameras": cameras, "now": timezone.now()},
        },
    )


def _choice(form: DutyForm, following: str) -> dict[str, Any]:
    """What the choice of a purpose needs: nothing of any camera."""
    return {"duty": None, "form": form, "purposes": Purpose.choices, "next": following}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def choose_duty(request: HttpRequest) -> HttpResponse:
    """State the purpose of looking; it is copied into every entry of this sign-in (R16(2)(3))."""
    _watcher(request)
    if request.method == "GET":
        return render(request, "access/duty.html", _choice(DutyForm(), _after(request, request.GET.get("next", ""))))
    form = DutyForm(request.POST)
    if not form.is_valid():
        following = _after(request, request.POST.get("next", ""))
        return render(request, "access/duty.html", _choice(form, following), status=422)
    duty.start(request.session, Purpose(form.cleaned_data["purpose"]), form.cleaned_data["note"], timezone.now())
    return redirect(_after(request, form.cleaned_data["next"]))


def _after(request: HttpRequest, wanted: str) -> str:
    """Where to go on: a page of ours, else the wall."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return reverse("wall")


@login_required
@require_POST
def end_duty(request: HttpRequest) -> HttpResponse:
    """End the purpose; every picture opened under it ends within seconds."""
    _watcher(request)
    duty.end(request.session)
    return redirect("wall")


@login_required
@never_cache
@require_GET
def play(request: HttpRequest) -> HttpResponse:
    """The player of one camera at a moment (now when none is asked for)."""
    account = _watcher(request)
    if duty.of(request.session) is None:
        return render(request, "access/play.html", _choice(DutyForm(), request.get_full_path()))
    form = MomentForm(request.GET)
    form.is_valid()
    cameras = [camera for camera in presentation.cameras(account) if "playback" in camera["actions"]]
    wanted = form.cleaned_data.get("camera", "?") or (cameras[0]["code"] if cameras else "")
    camera = next((one for one in cameras if one["code"] == wanted), None)
    if camera is None and wanted:
        raise Http404(refusals.detail("unknown_camera"))
    at = form.cleaned_data.get("at")
    context = {
        "duty": duty.of(request.session),
        "camera": camera,
        "cameras": cameras,
        "at": at,
        "at_unreadable": "at" in form.errors,
        "takes": camera is not None and "export" in camera["actions"],
        "asks": camera is not None and queries.asked_at(account, camera["code"]),
        "data": {"camera": camera, "cameras": cameras, "at": at, "now": timezone.now()},
    }
    return render(request, "access/play.html", context)


@login_required
@never_cache
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register as the account may read it; the address bar holds filters and page."""
    account = _reader(request)
    form = RegisterForm(request.GET)
    form.is_valid()
    page = queries.page(
        account, form.filters(), before=form.cleaned_data.get("before"), after=form.cleaned_data.get("after")
    )
    context = {
        "form": form,
        "rows": [_row(entry) for entry in page.entries],
        "older": _address(request, before=page.older),
        "newer": _address(request, after=page.newer),
        "filtered": any(form.cleaned_data.get(name) for name in form.cleaned_data if name not in ("before", "after")),
        "scope": account.role,
        "takes_out": sheets.may_take_out(account),
        "kept": [(key, value) for key, value in request.GET.items() if key not in ("before", "after") and value],
        "missing": queries.missing_numbers() if account.role == "auditor" else [],
        "term": retaining.term(timezone.localdate()),
    }
    return render(request, "access/register.html", context)


@login_required
@never_cache
@require_POST
def register_sheet(request: HttpRequest) -> HttpResponse:
    """The register under these filters as XLSX, for a stated reason (R16(2)(3))."""
    return _taken_out(request, sheets.taken_out, "register.xlsx")


@login_required
@never_cache
@require_POST
def register_paper(request: HttpRequest) -> HttpResponse:
    """The same on paper, with page numbers."""
    return _taken_out(request, printing.printed, "register.pdf")


_MEDIA = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pdf": "application/pdf"}


def _taken_out(
    request: HttpRequest, make: Callable[[Account, Filters, str, datetime], bytes], name: str
) -> HttpResponse:
    account = _reader(request)
    if not sheets.may_take_out(account):
        raise PermissionDenied
    form = RegisterForm(request.POST)
    form.is_valid()
    try:
        content = make(account, form.filters(), request.POST.get("why", ""), timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("register")
    answer = HttpResponse(content, content_type=_MEDIA[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _reader(request: HttpRequest) -> Account:
    account = request.user
    if not isinstance(account, Account) or not reads_register(account):
        raise PermissionDenied(refusals.detail("register_closed"))
    return account


def _row(entry: AccessEntry) -> dict[str, Any]:
    """An entry with what templates cannot ask: why in a sentence, its use, how many refusals were merged into it."""
    more = getattr(entry, "more", None)
    return {
        "entry": entry,
        "why": refusals.detail(entry.why) if entry.why else "",
        "cite": refusals.sentence(entry.why).cite if entry.why else "",
        "use": getattr(entry, "use", None),
        "merged": more.count if more else 0,
    }


def _address(request: HttpRequest, **place: int | None) -> str:
    """This list at another place, filters kept; "" when there is none."""
    ((name, number),) = place.items()
    if number is None:
        return ""
    kept = [(key, value) for key, value in request.GET.items() if key not in ("before", "after") and value]
    return "?" + urlencode([*kept, (name, str(number))])


@login_required
@never_cache
@require_GET
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry, and whether the log still holds exactly this."""
    found = queries.entry(_reader(request), number)
    if found is None:
        raise Http404(refusals.detail("unknown_entry"))
    return render(request, "access/entry.html", {**_row(found), "proof": proofs.check(found)})
