"""Filling in, one thing a page; the agent's papers; the answers once more before handing in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.registry.filings import answers, comparing, flow, permissions, queries, services
from beholden.registry.filings.models import Channel, Filing
from beholden.registry.filings.services import Refused
from beholden.registry.filings.services.papers import masked_agent
from beholden.registry.filings.web.forms import AgentForm, AnswersForm, SystemForm, UnitForm
from beholden.registry.filings.web.records import revision
from beholden.registry.filings.web.showing import account_of, blame, done, refused_back, reviewed, sections, visible


def may_write(account: Account) -> bool:
    """Those who fill in: the unit's manager, the window's staff."""
    return permissions.may_file(account) or permissions.may_receive(account)


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """The managing unit."""
    return _answers(request, code, UnitForm, "unit")


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def system(request: HttpRequest, code: str) -> HttpResponse:
    """The System."""
    return _answers(request, code, SystemForm, "system")


def _answers(request: HttpRequest, code: str, kind: type[AnswersForm], task: str) -> HttpResponse:
    found = visible(request, code)
    account = account_of(request)
    refusal = _closed(request, found, account)
    if refusal is not None:
        return refusal
    form = kind.of(found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                save = services.key_in if found.channel == Channel.WINDOW else services.save_answers
                save(account, found, form.given(), seen=form.cleaned_data["revision"])
            except Refused as refused:
                blame(form, refused)
                status = _status(refused, form, found)
            else:
                return done(request, found, _("已保存。"))
        status = status if status != 200 else 422
    context = {"form": form, "filing": found, "task": task, "title": answers.TASKS[task]}
    return render(request, "filings/task.html", context, status=status)


def _closed(request: HttpRequest, filing: Filing, account: Account) -> HttpResponse | None:
    """The way back with the reason, when this can't be written now."""
    verdict = flow.verdict(filing, "key" if filing.channel == Channel.WINDOW else "edit", account)
    if verdict.allowed:
        return None
    return refused_back(request, filing, Refused("not_now", verdict.why))


def _status(refused: Refused, form: Any, filing: Filing) -> int:
    """409 when somebody was quicker: what was typed stays, and is saved over the newer one by sending it again."""
    if refused.code != "conflict":
        return 422
    form.data = form.data.copy()
    form.data["revision"] = str(Filing.objects.values_list("revision", flat=True).get(pk=filing.pk))
    return 409


@never_cache
@only(may_write)
@require_http_methods(["GET", "POST"])
def agent(request: HttpRequest, code: str) -> HttpResponse:
    """The agent, the identity document, the sealed letter."""
    found = visible(request, code)
    account = account_of(request)
    refusal = _closed(request, found, account)
    if refusal is not None:
        return refusal
    window = found.channel == Channel.WINDOW
    start = {"revision": found.revision, **{name: found.answers.get(name) for name in answers.AT_THE_WINDOW}}
    posted = request.method == "POST"
    form = AgentForm(request.POST if posted else None, request.FILES if posted else None, initial=start, window=window)
    status = 200
    if posted:
        status = 422
        if form.is_valid():
            try:
                _keep_agent(account, found, form, window)
            except Refused as refused:
                blame(form, refused)
                status = _status(refused, form, found)
            else:
                return done(request, found, _("已保存。"))
    context = {
        "form": form,
        "filing": found,
        "agent": masked_agent(found),
        "attachments": found.attachments.filter(dropped_at__isnull=True),
        "window": window,
    }
    return render(request, "filings/agent.html", context, status=status)


def _keep_agent(account: Account, filing: Filing, form: AgentForm, window: bool) -> None:
    """Files first, one by one: what was taken stays, also when a later one is refused."""
    data = form.cleaned_data
    seen = data["revision"]
    for kind in ("agent_id", "authorisation_letter"):
        file: UploadedFile | None = data.get(kind)
        if file:
            try:
                services.attach(account, filing, kind, file.name or "", file.chunks(), seen=seen)
            except Refused as refused:
                refused.field = kind if refused.field == "file" else refused.field
                raise
            seen = None if seen is None else seen + 1
    typed = {name: data[name] for name in ("name", "id_kind", "id_number", "telephone")}
    if any(typed[name] for name in ("name", "id_number", "telephone")):
        services.set_agent(account, filing, typed, seen=seen)
        seen = None if seen is None else seen + 1
    if window:
        services.key_in(account, filing, {name: data[name] for name in answers.AT_THE_WINDOW}, seen=seen)


@never_cache
@only(permissions.may_file)
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest, code: str) -> HttpResponse:
    """The answers once more, what is still missing, and the button that hands it in."""
    found = visible(request, code)
    account = account_of(request)
    if request.method == "POST":
        try:
            made = services.submit(
                account, found, seen=revision(request.POST), incomplete=request.POST.get("incomplete") == "yes"
            )
        except Refused as refused:
            if refused.code in ("conflict", "not_now"):
                return refused_back(request, found, refused)
            messages.error(request, f"{refused}（{refused.cite}）" if refused.cite else str(refused))
            return HttpResponseRedirect(reverse("filings:check", args=[found.code]))
        return done(request, made, _("已提交。受理的公安机关会核对信息是否齐全。"))
    verdict = flow.verdict(found, "submit", account)
    if not verdict.allowed:
        return refused_back(request, found, Refused("not_now", verdict.why))
    before = queries.before(found)
    context = {
        "filing": found,
        "verdict": verdict,
        "sections": sections(found, account),
        "review": reviewed(found),
        "agent": masked_agent(found),
        "attachments": found.attachments.filter(dropped_at__isnull=True),
        "difference": comparing.difference(before, found) if before and found.kind != "new" else None,
        "before": before,
    }
    return render(request, "filings/check.html", context)
