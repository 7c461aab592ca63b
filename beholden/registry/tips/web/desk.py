"""The discipline desk: complaints about others, one at a time (R25(2), R32)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import desks, flow, permissions, queries, sealed, services
from beholden.registry.tips.models import Complaint
from beholden.registry.tips.web.forms import COMPLAINT_OUTCOMES
from beholden.registry.tips.web.officers import account_of, revision

_DONE = {
    "accept": gettext_lazy("已受理。"),
    "route": gettext_lazy("已转有权机关。"),
    "examine": gettext_lazy("已开始调查。"),
    "ask": gettext_lazy("已留言，来信人凭回执码可以看到。"),
    "answer": gettext_lazy("已答复来信人。"),
}


@never_cache
@only(permissions.may_read_complaints)
@require_GET
def complaints(request: HttpRequest) -> HttpResponse:
    """The list of this desk."""
    account = account_of(request)
    name = request.GET.get("view", "")
    name = name if name in queries.COMPLAINT_TABS else "open"
    titles = {"open": _("办理中"), "ended": _("已答复"), "all": _("全部")}
    seen = queries.complaints_visible_to(account)
    tabs = [
        {
            "name": one,
            "word": titles[one],
            "count": queries.complaint_tab(seen, one).order_by()[: queries.COUNTED].count(),
            "current": one == name,
        }
        for one in queries.COMPLAINT_TABS
    ]
    page = queries.page(queries.complaint_tab(seen, name), request.GET.get("after", ""))
    return render(request, "tips/complaints.html", {"tabs": tabs, "tab": name, "page": page})


def _found(request: HttpRequest, code: str) -> Complaint:
    one = queries.complaint(account_of(request), code)
    if one is None:
        raise Http404
    return one


@never_cache
@only(permissions.may_read_complaints)
@require_GET
def complaint(request: HttpRequest, code: str) -> HttpResponse:
    """One complaint."""
    return _shown(request, _found(request, code))


def _shown(request: HttpRequest, one: Complaint, refused: Refused | None = None, action: str = "") -> HttpResponse:
    account = account_of(request)
    acts = [(act, queries.opened("complaint", one.code, "note", act.note)) for act in one.acts.select_related("by")]
    offices = [office for office in desks.desks() if office.pk != one.desk_id and permissions.apart(office, one.about)]
    context: dict[str, Any] = {
        "made": one,
        "text": sealed.opened("complaint", one.code, "text", one.text) or {},
        "messages_kept": queries.messages(one),
        "answer": queries.opened("complaint", one.code, "answer", one.answer),
        "acts": acts,
        "verdicts": flow.offered(one, account),
        "office_choices": [(office.code, office.name) for office in offices],
        "outcomes": COMPLAINT_OUTCOMES,
        "refused": refused,
        "failed": action,
        "typed": request.POST if refused else {},
    }
    return render(request, "tips/complaint.html", context, status=422 if refused else 200)


@never_cache
@only(permissions.may_read_complaints)
@require_POST
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """What the pressed button does."""
    one = _found(request, code)
    try:
        _do(account_of(request), one, action, request.POST)
    except Refused as refused:
        return _shown(request, _found(request, code), refused, action)
    messages.success(request, str(_DONE[action]))
    still = queries.complaint(account_of(request), code)
    return HttpResponseRedirect(reverse("tips:complaint", args=[code]) if still else reverse("tips:complaints"))


def _do(by: Account, one: Complaint, action: str, given: QueryDict) -> None:
    seen, words = revision(given), given.get("words", "")
    if action == "accept":
        services.accept(by, one, seen=seen)
    elif action == "examine":
        services.examine(by, one, seen=seen)
    elif action == "route":
        to = next((office for office in desks.desks() if office.code == given.get("to")), None)
        if to is None:
            raise Refused("no_choice", _("请选择另一个设有督察、纪检人员的机关"), field="to")
        services.route_complaint(by, one, to=to, why=given.get("why", ""), seen=seen)
    elif action == "ask":
        services.ask_complainant(by, one, words=words, seen=seen)
    elif action == "answer":
        services.answer_complaint(by, one, outcome=given.get("outcome", ""), words=words, seen=seen)
