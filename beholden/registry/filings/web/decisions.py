"""The authority's pages: file it, or tell once what is missing. No third button exists."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.people.web.doors import only
from beholden.registry.filings import flow, permissions, services
from beholden.registry.filings.services import Refused
from beholden.registry.filings.services.decisions import visible_at_first
from beholden.registry.filings.web.forms import AskForm
from beholden.registry.filings.web.records import revision
from beholden.registry.filings.web.showing import account_of, done, refused_back, reviewed, visible


def is_supervisor(account: Account) -> bool:
    """The one in charge at an authority."""
    return account.role == Role.SUPERVISOR and permissions.may_receive(account)


def may_reveal(account: Account) -> bool:
    """Those who may have a reason to read an agent's particulars."""
    return permissions.may_receive(account) or permissions.may_file(account)


@only(permissions.may_receive)
@require_POST
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """File it."""
    found = visible(request, code)
    try:
        made = services.accept(account_of(request), found, seen=revision(request.POST))
    except Refused as refused:
        return refused_back(request, found, refused)
    return done(request, made, _("已予以备案，回执已出具。"))


@never_cache
@only(permissions.may_receive)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """The one notice: the whole list, before it is sent."""
    found = visible(request, code)
    account = account_of(request)
    verdict = flow.verdict(found, "ask", account)
    if not verdict.allowed:
        return refused_back(request, found, Refused("not_now", verdict.why))
    form = AskForm(request.POST if request.method == "POST" else None, initial={"revision": found.revision})
    cite = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.ask_once(account, found, by_eye=data["by_eye"], remark=data["remark"], seen=data["revision"])
        except Refused as refused:
            form.add_error(None, str(refused))
            cite = refused.cite
        else:
            return done(request, found, _("已一次性告知，通知书已出具。"))
    review = reviewed(found)
    context = {
        "form": form,
        "filing": found,
        "review": review,
        "told": found.notices.exists(),
        "old": visible_at_first(found, review.defects if review else ()),
        "leave": found.leaves.filter(used_at__isnull=True).select_related("by").first(),
        "cite": cite,
        "verdict": verdict,
    }
    return render(request, "filings/ask.html", context, status=422 if form.errors else 200)


@only(is_supervisor)
@require_POST
def allow(request: HttpRequest, code: str) -> HttpResponse:
    """A supervisor's leave for a further notice, with its reason."""
    found = visible(request, code)
    try:
        services.allow_again(account_of(request), found, why=request.POST.get("why", ""), seen=revision(request.POST))
    except Refused as refused:
        return refused_back(request, found, refused)
    return done(request, found, _("已准许再次告知，理由已记录。"))


@only(permissions.may_receive)
@require_POST
def archive(request: HttpRequest, code: str) -> HttpResponse:
    """The papers went to the archive."""
    found = visible(request, code)
    try:
        made = services.archive(account_of(request), found, to=request.POST.get("to", ""), seen=revision(request.POST))
    except Refused as refused:
        return refused_back(request, found, refused)
    return done(request, made, _("已转交归档。"))


@never_cache
@only(may_reveal)
@require_POST
def reveal(request: HttpRequest, code: str) -> HttpResponse:
    """The agent's particulars in clear, once, for a reason that is written down."""
    found = visible(request, code)
    try:
        agent = services.reveal_agent(account_of(request), found, why=request.POST.get("why", ""))
    except Refused as refused:
        return refused_back(request, found, refused)
    return render(request, "filings/agent_clear.html", {"filing": found, "agent": agent})
