"""The ledger as the auditor sees it: head, newest entries, and the check of one register number."""

from __future__ import annotations

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from beholden.ground.evidence import queries
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
    except IndexError:
        raise Http404 from None
    except LogUnavailable as error:
        return render(request, "evidence/unavailable.html", {"why": str(error)}, status=503)
    shown = json.dumps(found.value, ensure_ascii=False, indent=2, sort_keys=True)
    return render(request, "evidence/entry.html", {"entry": found, "shown": shown})
