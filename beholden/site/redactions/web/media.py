"""A masked copy on its way to a player: byte ranges, each asked of the door and counted first (R16(2)(2), R22)."""

from __future__ import annotations

import re
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from beholden.site.access import refusals
from beholden.site.access.duty import visitor
from beholden.site.access.refusals import Shut
from beholden.site.redactions import queries
from beholden.site.redactions.services import part

_RANGE: Final = re.compile(r"bytes=(\d{1,15})-(\d{1,15})?")


@require_GET
def copy(request: HttpRequest, token: str, code: str) -> HttpResponse:
    """A piece of the copy; without a range its first, told as such. Nothing here may be stored by anybody."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "bytes=0-").replace(" ", ""))
    who = visitor(request)
    try:
        if who is None:
            raise Shut("no_token")  # a stranger learns nothing, as at every other media address
        found = queries.one(who.account, code)
        if found is None:
            raise Shut("no_token")
        if asked is None:
            raise Shut("interval")
        last = int(asked[2]) if asked[2] else None
        piece = part(who, found, token, int(asked[1]), last)
    except Shut as shut:
        return _said(request, shut)
    response = HttpResponse(piece.body, content_type="video/mp4", status=206)
    response["Content-Range"] = f"bytes {piece.first}-{piece.first + len(piece.body) - 1}/{piece.whole}"
    response["Accept-Ranges"] = "bytes"
    return _private(response)


def _said(request: HttpRequest, shut: Shut) -> HttpResponse:
    if shut.status == 404:
        return _private(render(request, "404.html", status=404))
    status = 416 if shut.code == "interval" else shut.status
    said = refusals.detail(shut.code)
    return _private(HttpResponse(said, content_type="text/plain; charset=utf-8", status=status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Content-Type-Options"] = "nosniff"
    return response
