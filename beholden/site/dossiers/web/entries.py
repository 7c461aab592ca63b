"""One entry: its page, adding and changing it, its steps, its files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.ground.systems.models import System
from beholden.site.dossiers import flow, permissions, services, standing, uploads
from beholden.site.dossiers.kinds import Kind
from beholden.site.dossiers.models import DossierEntry, StaffMember
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.web.forms import ActForm, EntryForm, FileForm
from beholden.site.dossiers.web.showing import (
    account_of,
    back,
    blame,
    entry_of,
    facts_of,
    kind_of,
    person_of,
    revision,
    standing_of,
    system_of,
)


@never_cache
@only(permissions.may_read)
@require_GET
def entry(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, how it stands, its files, its steps with why not, its timeline."""
    found, account = entry_of(request, code), account_of(request)
    shifts = found.shifts.filter(taken_off_at__isnull=True).select_related("person") if found.kind == "roster" else []
    today = timezone.localdate()
    verdicts = flow.offered(found, account)
    context = {
        "entry": found,
        "kind": found.of,
        "facts": facts_of(found, account),
        "standing": standing_of(found),
        "files": standing.papers(found),
        "verdicts": {one.action: one for one in verdicts},
        "steps": [one for one in verdicts if one.action not in flow.PLAIN and one.action != "retire"],
        "acts": found.acts.select_related("by"),
        "shortcomings": [(one, one.state == "open" and one.due_on < today) for one in found.shortcomings.all()],
        "shifts": [one for one in shifts if one.ends_at >= timezone.now()][:62] if shifts else [],
        "owed": standing.owed(found.system, found.of, today) if found.system else standing.Owed("", found.of.cite),
        "kept_until": standing.kept_until(found),
        "names": permissions.sees_names(account),
        "printable": found.kind in ("roster", "drill"),
        "now": timezone.now(),
        "own": permissions.writes_for(account, found),
        "form": FileForm(initial={"revision": found.revision}),
    }
    return render(request, "dossiers/entry.html", context)


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new entry of a System."""
    return _add(request, system_of(request, code), kind_of(kind))


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def add_of_person(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """A new entry of a person in a key post."""
    return _add(request, person_of(request, code), kind_of(kind, person=True))


def _add(request: HttpRequest, where: System | StaffMember, kind: Kind) -> HttpResponse:
    posted, account = request.method == "POST", account_of(request)
    system = where if isinstance(where, System) else None
    data = (request.POST, request.FILES) if posted else (None, None)
    form = EntryForm(kind, system, *data, with_file=True)
    if posted and form.is_valid():
        try:
            made = services.add(account, where, kind.name, form.given())
        except Refused as refused:
            blame(form, refused)
        else:
            return _with_file(request, account, made, form)
    return _form(request, form, where, kind, status=422 if posted else 200)


def _with_file(request: HttpRequest, account: Account, made: DossierEntry, form: EntryForm) -> HttpResponse:
    """The entry is kept; a file that is refused is told, and nothing typed is lost."""
    file = form.cleaned_data.get("file")
    if file is not None:
        try:
            services.attach(account, made, file.name or "", file.chunks())
        except Refused as refused:
            messages.warning(request, _("内容已经保存，文件没有收下：%(why)s") % {"why": refused})
            return back(request, made)
    return back(request, made, _("已保存。"))


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """Other values for the same fields."""
    found, account = entry_of(request, code), account_of(request)
    verdict = flow.verdict(found, "edit", account)
    if not verdict.allowed:
        return back(request, found, refused=Refused("not_now", verdict.why))
    form = EntryForm.of(found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change(account, found, form.given(), seen=form.cleaned_data["revision"] or 0)
            except Refused as refused:
                blame(form, refused)
                status = _status(refused, form, found)
            else:
                return back(request, found, _("已保存。"))
    return _form(request, form, found.system or found.person, found.of, entry=found, status=status)


def _status(refused: Refused, form: Any, entry: DossierEntry) -> int:
    """409 when another tab was quicker: what was typed stays, and is saved over the newer one by sending it again."""
    if refused.code != "conflict":
        return 422
    form.data = form.data.copy()
    form.data["revision"] = str(DossierEntry.objects.values_list("revision", flat=True).get(pk=entry.pk))
    return 409


def _form(
    request: HttpRequest, form: EntryForm, where: Any, kind: Kind, *, status: int, entry: DossierEntry | None = None
) -> HttpResponse:
    system = where if isinstance(where, System) else None
    person = where if isinstance(where, StaffMember) else None
    asked = standing.owed(system, kind, timezone.localdate()) if system else standing.Owed("owed", kind.cite)
    context = {"form": form, "kind": kind, "system": system, "person": person, "entry": entry, "owed": asked}
    return render(request, "dossiers/form.html", context, status=status)


@never_cache
@only(permissions.may_write)
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """One step of the flow."""
    found, account = entry_of(request, code), account_of(request)
    verdict = flow.verdict(found, action, account)
    if verdict.step is None or action in flow.PLAIN:
        raise Http404
    if not verdict.allowed:
        return back(request, found, refused=Refused("not_now", verdict.why))
    posted = request.method == "POST"
    start = {"revision": found.revision}
    form = ActForm(request.POST if posted else None, says=verdict.step.says, on=verdict.step.on, initial=start)
    if posted and form.is_valid():
        typed = form.cleaned_data
        try:
            services.act(account, found, action, says=typed["says"], on=typed.get("on"), seen=typed["revision"] or 0)
        except Refused as refused:
            if refused.code == "conflict":
                return back(request, found, refused=refused)
            blame(form, refused)
        else:
            return back(request, found, _("已办理：%(act)s") % {"act": verdict.label})
    context = {"form": form, "entry": found, "verdict": verdict, "danger": action in ("retire", "end")}
    return render(request, "dossiers/act.html", context, status=422 if posted else 200)


@never_cache
@only(permissions.may_write)
@require_POST
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Keep one more file."""
    found = entry_of(request, code)
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return back(request, found, refused=Refused("empty", _("请选择文件")))
    file = form.cleaned_data["file"]
    try:
        services.attach(account_of(request), found, file.name or "", file.chunks(), seen=form.cleaned_data["revision"])
    except Refused as refused:
        return back(request, found, refused=refused)
    return back(request, found, _("文件已保存。"))


@never_cache
@only(permissions.may_write)
@require_POST
def drop_file(request: HttpRequest, code: str, file: str) -> HttpResponse:
    """Take one file off."""
    found = entry_of(request, code)
    try:
        services.drop_file(account_of(request), found, file, seen=revision(request))
    except Refused as refused:
        return back(request, found, refused=refused)
    return back(request, found, _("文件已移出。"))


@never_cache
@only(permissions.may_read)
@require_GET
def file(request: HttpRequest, code: str, file: str) -> HttpResponseBase:
    """The bytes, to be saved: never shown inside a page of ours."""
    one = entry_of(request, code).files.filter(code=file, dropped_at__isnull=True).first()
    if one is None:
        raise Http404
    return uploads.SHELF.handed_out(one.sha256, one.name, one.media_type)
