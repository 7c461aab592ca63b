"""Pages of an import: choose the file, confirm the columns, watch the check, take rows over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.web.doors import posted, signed_in
from beholden.registry.filings import queries as filings
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Filing
from beholden.registry.imports import files, permissions, queries, services, wording
from beholden.registry.imports.models import CameraImport, State
from beholden.registry.imports.web.forms import ColumnsForm, TakeForm, UploadForm

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a list for this filing."""
    filing = filings.one(request.user, code)
    if filing is None or not _could_write(request, filing):
        raise Http404
    form = UploadForm(posted(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = services.upload(request.user, filing, file.name, file.chunks())
        except Refused as refused:
            form.add_error("file" if refused.field == "file" else None, str(refused))
        else:
            return HttpResponseRedirect(reverse("imports:one", args=[made.code]))
    earlier = queries.visible_to(request.user).filter(filing=filing)[:20]
    context = {"filing": filing, "form": form, "earlier": earlier, "verdict": permissions.verdict(request.user, filing)}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


def _could_write(request: HttpRequest, filing: Filing) -> bool:
    """Those who write it now, and the unit itself later: it is told why not any more."""
    own = filing.unit_id == request.user.organisation_id
    return own or permissions.verdict(request.user, filing).allowed


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """One import: its columns to confirm, its progress, or what was found. A POST confirms the columns."""
    found = _found(request, code)
    columns = ColumnsForm(found, posted(request))
    if request.method == "POST" and columns.is_valid():
        told = columns.cleaned_data
        try:
            services.confirm(
                request.user, found, columns.mapping(), datum=told["datum"], encoding=told.get("encoding", "")
            )
        except Refused as refused:
            columns.add_error(refused.field if refused.field in columns.fields else None, str(refused))
        else:
            return HttpResponseRedirect(reverse("imports:one", args=[code]))
    asked = "columns" in request.GET and found.state in (State.CHECKED, State.FAILED)
    if columns.errors or found.state == State.UPLOADED or asked:
        context = {"found": found, "form": columns, "sample": found.sample}
        return render(request, "imports/columns.html", context, status=422 if columns.errors else 200)
    return _shown(request, found, TakeForm(initial={"choice": "good"}))


@signed_in
@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """Take rows over."""
    found = _found(request, code)
    form = TakeForm(request.POST)
    if form.is_valid():
        try:
            services.take(request.user, found, form.cleaned_data["choice"], form.cleaned_data["rows"])
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
            found.refresh_from_db()
        else:
            return HttpResponseRedirect(reverse("imports:one", args=[code]))
    return _shown(request, found, form)


@signed_in
@require_POST
def drop(request: HttpRequest, code: str) -> HttpResponse:
    """Delete an import; cameras already taken stay."""
    found = _found(request, code)
    try:
        services.drop(request.user, found)
    except Refused as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("imports:one", args=[code]))
    messages.success(request, _("已删除。"))
    return HttpResponseRedirect(reverse("imports:upload", args=[found.filing.code]))


@never_cache
@signed_in
@require_GET
def state(request: HttpRequest, code: str) -> HttpResponse:
    """Only the progress, for htmx; when it has ended the page is asked for anew."""
    found = _found(request, code)
    answer = render(request, "imports/progress.html", {"found": found})
    if not found.working:
        answer["HX-Refresh"] = "true"
    return answer


@never_cache
@signed_in
@require_GET
def sheet(request: HttpRequest, code: str) -> FileResponse:
    """The rows that need a hand, as a spreadsheet."""
    found = _found(request, code)
    path = files.sheet(found.code)
    if not path.is_file() or found.state in (State.UPLOADED, State.TO_CHECK, State.CHECKING):
        raise Http404
    name = f"{found.name.rpartition('.')[0] or found.name}-{_('需要核对')}.xlsx"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=_SHEET)


def _found(request: HttpRequest, code: str) -> CameraImport:
    found = queries.one(request.user, code)
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, found: CameraImport, form: TakeForm) -> HttpResponse:
    if found.working:
        return render(request, "imports/working.html", {"found": found})
    after = request.GET.get("after", "")
    rows = queries.blamed(found, int(after) if after.isdigit() and len(after) < 9 else 0)
    told: list[dict[str, Any]] = [
        {
            "number": row["n"],
            "name": row["v"].get("name", ""),
            "good": row["g"],
            "says": [wording.finding(code, values) for code, _field, *values in row["f"]],
        }
        for row in rows
    ]
    context = {
        "found": found,
        "form": form,
        "rows": told,
        "more": rows[-1]["n"] if len(rows) == queries.PAGE else 0,
        "whole": [wording.finding(code, values) for code, *values in found.whole],
        "verdict": permissions.verdict(request.user, found.filing),
        "may_take": found.state == State.CHECKED and found.good > 0,
        "blamed": bool(found.counts),
    }
    return render(request, "imports/findings.html", context, status=422 if form.errors else 200)
