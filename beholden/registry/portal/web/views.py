"""What a person with a phone in front of a sign reads, and the check of a printed document. No account, no cookie."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beholden.registry.portal import queries

_CODE = re.compile(r"[A-Za-z0-9-]{4,24}")


@never_cache
@require_safe
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Who, why, how long, how to ask, how to report (R13, R21, R24(2)); no positions, no footage."""
    found = queries.notice(code)
    return render(request, "portal/sign.html", {"notice": found}, status=200 if found else 404)


@never_cache
@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """From the code printed under a QR code to the public check of that document."""
    typed = "".join(request.GET.get("code", "").split())[:64]
    if typed and _CODE.fullmatch(typed):
        return HttpResponseRedirect(reverse("document_check", args=[typed.lower()]))
    return render(request, "portal/check.html", {"wrong": bool(typed)}, status=422 if typed else 200)
