"""The ledger as the auditor sees it: head, newest entries, and the check of one register number."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from beholden.ground.evidence import heads, queries
from beholden.ground.evidence.permissions import auditors
from beholden.ground.evidence.reading import LogUnavailable

PAGE = 30


@auditors
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """Size, root, newest entries; with ``?number=`` what is proven of that number."""
    number = request.GET.get("number", "").strip()[:64]
    before = request.GET.get("before", "")
    try:
        context = {
            "head": queries.head(),
            "last": heads.last(),
            "entries": queries.last(PAGE, before=int(before) if before.isascii() and before.isdigit() else None),
            "number": number,
            "checks": queries.check(number) if number else [],
        }
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    return render(request, "evidence/ledger.html", context)


@auditors
@require_GET
def entry(request: HttpRequest, index: int) -> HttpResponse:
    """One entry exactly as it stands in the log."""
    try:
        found = queries.entry(index)
        covered = index < heads.last().size
    except IndexError:
        raise Http404 from None
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    shown = json.dumps(found.value, ensure_ascii=False, indent=2, sort_keys=True)
    return render(request, "evidence/entry.html", {"entry": found, "shown": shown, "covered": covered})


@auditors
@require_GET
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The last signed head as a file: kept by the auditor, it shows later that nothing was rewritten."""
    try:
        last = heads.last()
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    if not last.note:
        raise Http404
    return _file(last.note, f"checkpoint-{last.size}.txt")


@auditors
@require_GET
def proof(request: HttpRequest, index: int) -> HttpResponse:
    """The proof of one entry as a file that `beholden verify` and any tlog client check offline."""
    try:
        found = heads.proof(index)
    except IndexError:
        raise Http404 from None
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    if found is None:
        raise Http404  # not under a checkpoint yet
    return _file(found, f"entry-{index}.tlog-proof")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="text/plain; charset=utf-8", headers=headers)
