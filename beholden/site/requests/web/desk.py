"""The unit's pages: the list, a new request, one request, its steps, going to look for it."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.documents import queries as documents
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only
from beholden.ground.systems.models import Camera
from beholden.site.access import duty
from beholden.site.access.models import Purpose
from beholden.site.exports.web.forms import WishForm
from beholden.site.requests import (
    bounds,
    copies,
    emergencies,
    flow,
    permissions,
    queries,
    relations,
    sealed,
    services,
    unusual,
)
from beholden.site.requests.models import FootageRequest, RequestKind, Want
from beholden.site.requests.web.forms import ActForm, FileForm, RequestForm
from beholden.site.requests.web.showing import account_of, back, blame, found_of

_FILED: Final = gettext_lazy("已登记，所涉录像已经留存。接着上传材料，由另一位负责人审批。")
_FILED_PUBLIC: Final = gettext_lazy(
    "已登记。接着上传依法可以公开传播的依据，由另一位负责人审批；同意以后所涉录像留存。"
)


@never_cache
@only(lambda account: permissions.may_read(account) or emergencies.may_break(account))
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """Requests for the unit's footage, newest first. People of a contractor have emergencies only."""
    account = account_of(request)
    if not permissions.may_read(account):
        return HttpResponseRedirect(reverse("requests:emergencies"))
    view = request.GET.get("view", "open")
    view = view if view in queries.TABS else "open"
    page = queries.page(queries.tab(queries.visible_to(account), view), request.GET.get("after", ""))
    words = {"open": _("办理中"), "handed": _("待返还"), "ended": _("已办结"), "all": _("全部")}
    context = {
        "page": page,
        "view": view,
        "tabs": [(name, words[name]) for name in queries.TABS],
        "kinds": RequestKind.choices,
        "systems": queries.systems_of(account),
        "works": permissions.works_here(account),
        "today": timezone.localdate(),
        "urgent": emergencies.visible_to(account).filter(reviewed_at__isnull=True).count(),
        "reads_urgent": emergencies.may_read(account),
        "audits": unusual.may_review(account),
    }
    return render(request, "requests/requests.html", context)


@never_cache
@only(permissions.works_here)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new request of one kind, at one of the unit's Systems."""
    if kind not in RequestKind.values:
        raise Http404
    systems = list(queries.systems_of(account_of(request)))
    wanted = request.GET.get("system", "")
    wish, marked = _wish(request)
    fits = [one for one in systems if one.code == wanted or (marked and marked.system_id == one.pk)]
    system = next(iter(fits or systems), None)
    posted = request.method == "POST"
    context: dict[str, Any] = {"kind": kind, "name": RequestKind(kind).label, "systems": systems, "system": system}
    if system is None:
        return render(request, "requests/new.html", context, status=422 if posted else 200)
    form = RequestForm(kind, system, request.POST if posted else None, initial=wish)
    if posted and form.is_valid():
        try:
            made = services.file(account_of(request), system, kind, form.cleaned_data)
        except Refused as refused:
            blame(form, refused)
        else:
            return back(request, made, _FILED_PUBLIC if kind == RequestKind.PUBLICATION else _FILED)
    context |= {"form": form, "cite": bounds.CITES[kind], "owed": _owed(kind), "bounds": bounds}
    return render(request, "requests/new.html", context, status=422 if posted else 200)


def _wish(request: HttpRequest) -> tuple[dict[str, Any], Camera | None]:
    """What was marked in the player, as the form's beginning; nothing of a camera that is not the unit's."""
    asked = WishForm(request.GET)
    asked.is_valid()
    said = asked.cleaned_data
    camera = queries.camera_of(account_of(request), said.get("camera") or "")
    moments = {name: timezone.localtime(at) for name in ("at", "until") if (at := said.get(name))}
    wish = {"from_at": moments.get("at"), "to_at": moments.get("until"), "cameras": [camera.code] if camera else []}
    return wish, camera


def _owed(kind: str) -> list[tuple[str, str, str]]:
    rules = {
        "state_organ": "retrieval.state_organ",
        "individual": "viewing.individual",
        "publication": "publication.mask",
    }
    return queries.listed(rules[kind]) if kind in rules else []


@never_cache
@only(permissions.may_read)
@require_GET
def request_page(request: HttpRequest, code: str) -> HttpResponse:
    """What is asked, how far it is, what can be done and why not, what was done."""
    found, account = found_of(request, code), account_of(request)
    verdicts = flow.offered(found, account)
    mine = permissions.of_unit(account, found)
    context = {
        "found": found,
        "private": sealed.masked(found) if mine else {},
        "words": sealed.opened(found).get("words", "") if mine else "",
        "relation": relations.words().get(found.relation, found.relation),
        "cameras": found.cameras.all(),
        "holds": queries.holds_of(found),
        "files": found.files.filter(erased_at__isnull=True),
        "verdicts": {one.action: one for one in verdicts},
        "steps": [one for one in verdicts if one.action not in flow.NO_PAGE],
        "acts": found.acts.select_related("by"),
        "documents": documents.about("request", found.code),
        "looks": queries.looks_for(found)[:20],
        "packages": queries.packages_for(found)[:20],
        "mine": mine,
        "term": queries.answer_term(found) if found.kind == RequestKind.INDIVIDUAL else None,
        "until": services.kept_until(found),
        "copies": copies.made_for(found),
        "owed": _owed(found.kind),
        "today": timezone.localdate(),
        "form": FileForm(),
        "cite": bounds.CITES[found.kind],
    }
    return render(request, "requests/request.html", context)


@never_cache
@only(permissions.works_here)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """One step of the flow."""
    found, account = found_of(request, code), account_of(request)
    verdict = flow.verdict(found, action, account)
    if verdict.step is None or action in flow.NO_PAGE:
        raise Http404
    if verdict.step.who == flow.DECIDER and not permissions.decides(account, found):
        raise PermissionDenied
    if not verdict.allowed:
        return back(request, found, refused=_not_now(verdict))
    posted = request.method == "POST"
    form = ActForm(verdict.step.asks, found, request.POST if posted else None, initial=_start(found))
    if posted and form.is_valid():
        try:
            services.act(account, found, action, form.cleaned_data, seen=form.cleaned_data["revision"] or 0)
        except Refused as refused:
            if refused.code in ("conflict", "not_now"):
                return back(request, found, refused=refused)
            blame(form, refused)
        else:
            return back(request, found, _("已办理：%(act)s") % {"act": verdict.label})
    danger = action in ("refuse", "withdraw")
    context = {"form": form, "found": found, "verdict": verdict, "danger": danger}
    return render(request, "requests/act.html", context, status=422 if posted else 200)


def _start(found: FootageRequest) -> dict[str, Any]:
    ready = queries.packages_for(found).filter(state="ready", form="evidence")
    package = ready.first() if found.want == Want.COPY else None
    return {
        "sha256": package.manifest if package else "",
        "revision": found.revision,
        "cameras": [camera.code for camera in found.cameras.all()],
        "from_at": found.from_at,
        "to_at": found.to_at,
        "need": found.need,
        "back_by": found.back_by or "",
    }


def _not_now(verdict: flow.Verdict) -> Refused:
    return services.Refused("not_now", verdict.why, cite=verdict.cite)


@never_cache
@only(permissions.works_here)
@require_POST
def look(request: HttpRequest, code: str) -> HttpResponse:
    """State this request as the purpose of what is looked at next, and go to its footage (R16(2)(3))."""
    found = found_of(request, code)
    verdict = flow.verdict(found, "look", account_of(request))
    if not verdict.allowed:
        return back(request, found, refused=_not_now(verdict))
    purpose = Purpose.AUTHORITY if found.kind == RequestKind.STATE_ORGAN else Purpose.INTERNAL
    duty.start(request.session, purpose, f"{found.number} {found.organ}".strip(), timezone.now())
    camera = found.cameras.first()
    asked = {"camera": camera.code if camera else "", "at": found.from_at.isoformat()}
    return HttpResponseRedirect(f"/play?{urlencode(asked)}")
