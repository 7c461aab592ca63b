"""The officers' pages of tips: the list, one tip, what is done to it, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from beholden.ground.acts.typed import revision as revision
from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import account_of as account_of
from beholden.ground.people.web.doors import only
from beholden.ground.uploads import ENDINGS
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import desks, flow, media, permissions, queries, scope, services
from beholden.registry.tips.models import Tip, TipFile
from beholden.registry.tips.web.forms import OUTCOMES, PlaceForm, subjects

_DONE = {
    "take": gettext_lazy("已受理，由您经办。"),
    "acknowledge": gettext_lazy("已接收移送，由您经办。"),
    "take_over": gettext_lazy("已由您接手。"),
    "transfer": gettext_lazy("已移送。"),
    "locate": gettext_lazy("位置已标注。"),
    "ask": gettext_lazy("已留言，举报人凭回执码可以看到。"),
    "route": gettext_lazy("已告知其他途径。"),
    "answer": gettext_lazy("已答复举报人，告知书已出具。"),
    "case": gettext_lazy("已立案。"),
}


def found(request: HttpRequest, code: str) -> Tip:
    """The tip of this code, or 404 when there is none for this person."""
    one = queries.one(account_of(request), code)
    if one is None:
        raise Http404
    return one


@never_cache
@only(permissions.may_read_tips)
@require_GET
def tips(request: HttpRequest) -> HttpResponse:
    """The list, in its saved views."""
    account = account_of(request)
    name = request.GET.get("view", "")
    name = name if name in queries.TABS else "open"
    words = request.GET.get("q", "")[:100]
    rows = queries.search(queries.tab(queries.visible_to(account), name, account), words)
    counts = queries.tab_counts(account)
    titles = {
        "open": _("办理中"),
        "mine": _("我经办的"),
        "incoming": _("移送来的"),
        "ended": _("已办结"),
        "all": _("全部"),
    }
    tabs = [{"name": one, "word": titles[one], "count": counts[one], "current": one == name} for one in queries.TABS]
    page = queries.page(rows, request.GET.get("after", ""))
    context = {"tabs": tabs, "tab": name, "q": words, "page": page, "named": _named(), "now": services.now_or(None)}
    return render(request, "tips/list.html", context)


def _named() -> dict[str, str]:
    return {name: words for name, words, _example in subjects()}


@never_cache
@only(permissions.may_read_tips)
@require_GET
def tip(request: HttpRequest, code: str) -> HttpResponse:
    """One tip."""
    return shown(request, found(request, code))


def shown(request: HttpRequest, one: Tip, refused: Refused | None = None, action: str = "") -> HttpResponse:
    """The page of a tip; after a refusal with the sentence, and what was typed still standing."""
    account = account_of(request)
    own = permissions.of_authority(account, one)
    inside = account.organisation_id == one.authority_id  # who passed it on keeps the record of that, no more
    offices = desks.authorities().exclude(pk=one.authority_id)[:500] if own else []
    context: dict[str, Any] = {
        "tip": one,
        "named": _named().get(one.subject, one.subject),
        "inside": inside,
        "words": queries.words(one) if inside else "",
        "messages_kept": queries.messages(one) if inside else [],
        "answer": queries.opened("tip", one.code, "answer", one.answer) if inside else "",
        "files": one.files.all() if inside else [],
        "near": queries.nearest(account, one) if inside else [],
        "same": queries.same_place(account, one) if inside else [],
        "visits": queries.visits(one) if inside else [],
        "acts": one.acts.select_related("by") if inside else one.acts.filter(action="transfer").select_related("by"),
        "transfers": one.transfers.select_related("sender", "receiver"),
        "verdicts": flow.offered(one, account),
        "handler": permissions.is_handler(account, one),
        "term": queries.term(one),
        "office_choices": [(office.code, office.name) for office in offices],
        "violations": scope.VIOLATIONS.get(one.subject, ()),
        "outcomes": OUTCOMES,
        "documents": documents.about("tip", one.code) if inside else [],
        "now": services.now_or(None),
        "refused": refused,
        "failed": action,
        "typed": request.POST if refused else {},
    }
    return render(request, "tips/tip.html", context, status=422 if refused else 200)


@never_cache
@only(permissions.handles_tips)
@require_POST
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """What the pressed button does. Refused, the page comes back with the sentence and everything typed."""
    one = found(request, code)
    try:
        _do(account_of(request), one, action, request.POST)
    except Refused as refused:
        return shown(request, found(request, code), refused, action)
    messages.success(request, str(_DONE[action]))
    seen = queries.one(account_of(request), code)
    return HttpResponseRedirect(reverse("tips:tip", args=[code]) if seen else reverse("tips:list"))


def _do(by: Account, one: Tip, action: str, given: QueryDict) -> None:
    seen, words, why = revision(given), given.get("words", ""), given.get("why", "")
    if action == "take":
        services.take(by, one, seen=seen)
    elif action == "acknowledge":
        services.acknowledge(by, one, seen=seen)
    elif action == "take_over":
        services.take_over(by, one, why=why, seen=seen)
    elif action == "transfer":
        to = desks.authorities().filter(code=given.get("to", "")[:16]).first()
        if to is None:
            raise Refused("no_choice", _("请选择有管辖权的另一个公安机关"), field="to")
        services.transfer(by, one, to=to, why=why, seen=seen)
    elif action == "locate":
        form = PlaceForm(given)
        if not form.is_valid():
            raise Refused("off_earth", _("经纬度不正确，例如 118.1802、39.6301"), field="lon")
        services.locate(by, one, lon=form.cleaned_data["lon"], lat=form.cleaned_data["lat"], seen=seen)
    elif action == "ask":
        services.ask(by, one, words=words, seen=seen)
    elif action == "route":
        services.route(by, one, words=words, seen=seen)
    elif action == "answer":
        services.answer(by, one, outcome=given.get("outcome", ""), words=words, seen=seen)
    elif action == "case":
        visit = next((visit for visit in queries.visits(one) if visit.code == given.get("visit")), None)
        services.open_case(by, one, violation=given.get("violation", ""), visit=visit, story=words, seen=seen)


@never_cache
@only(permissions.handles_tips)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """The reporter's contact in clear, once, for a reason that is written down."""
    one = found(request, code)
    try:
        contact = services.reveal(account_of(request), one, why=request.POST.get("why", ""))
    except Refused as refused:
        return shown(request, one, refused, "reveal")
    return render(request, "tips/contact.html", {"tip": one, "contact": contact})


@never_cache
@only(permissions.may_read_tips)
@require_GET
def document(request: HttpRequest, code: str, document: str) -> HttpResponse:
    """A letter of this tip, as issued."""
    one = found(request, code)
    issued = documents.by_code(document)
    inside = account_of(request).organisation_id == one.authority_id
    if not inside or issued is None or (issued.subject_kind, issued.subject_code) != ("tip", one.code):
        raise Http404
    return handed_out(issued)


@never_cache
@only(permissions.may_read_tips)
@require_GET
def file(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """To the address where a file lies, for officers of the tip's authority; it lives for minutes, needs no cookie."""
    one = found(request, code)
    kept = one.files.filter(code=file).first()
    if kept is None or account_of(request).organisation_id != one.authority_id:
        raise Http404
    return HttpResponseRedirect(reverse("tips:opened", args=[media.SHELF.token(kept.code)]))


@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, to be saved: never shown inside a page of ours. Reads no session, sets no cookie."""
    kept = TipFile.objects.filter(code=media.SHELF.opened(token)).first()
    if kept is None:
        raise Http404
    return media.SHELF.handed_out(kept.sha256, f"{kept.code}.{ENDINGS[kept.media_type]}", kept.media_type)
