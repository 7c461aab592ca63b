"""Recorded pictures on their way out: playlist, init, pieces, snapshot; each asks the door first (R16(2)(2)).

Only whole pieces that touch the registered interval are given. Nothing here may be stored by a browser or a proxy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from beholden.site.access import door, footage, refusals, services, watermark
from beholden.site.access.duty import Visitor, visitor
from beholden.site.access.models import AccessEntry, Action
from beholden.site.access.refusals import Shut
from beholden.site.access.tokens import Token

P = ParamSpec("P")


def _guarded(
    action: Action,
) -> Callable[
    [Callable[Concatenate[Visitor, Token, P], tuple[bytes, str]]],
    Callable[Concatenate[HttpRequest, str, P], HttpResponse],
]:
    """A view behind the door: admitted, then counted, then let out; a shut door says why."""

    def wrap(
        view: Callable[Concatenate[Visitor, Token, P], tuple[bytes, str]],
    ) -> Callable[Concatenate[HttpRequest, str, P], HttpResponse]:
        @require_GET
        @wraps(view)
        def guarded(request: HttpRequest, token: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                who = visitor(request)
                admitted = door.admit(who, token, action, timezone.now())
                assert who is not None
                body, kind = view(who, admitted, *args, **kwargs)
                if not services.let_out(admitted.number, len(body)):
                    raise Shut("ended")
            except Shut as shut:
                return _said(request, shut)
            response = HttpResponse(body, content_type=kind)
            response["Cache-Control"] = "no-store, private"
            response["Accept-Ranges"] = "none"
            response["X-Content-Type-Options"] = "nosniff"
            return response

        return guarded

    return wrap


def _said(request: HttpRequest, shut: Shut) -> HttpResponse:
    """Why not, as a page for a person (a picture opened in its own tab) and a line for a player."""
    if shut.status == 404:
        response = render(request, "404.html", status=404)
    else:
        response = HttpResponse(
            refusals.detail(shut.code), content_type="text/plain; charset=utf-8", status=shut.status
        )
    response["Cache-Control"] = "no-store, private"
    return response


@_guarded(Action.PLAYBACK)
def playlist(who: Visitor, token: Token) -> tuple[bytes, str]:
    """HLS playlist of the whole pieces that touch the interval."""
    return footage.playlist(token).encode(), "application/vnd.apple.mpegurl"


@_guarded(Action.PLAYBACK)
def init(who: Visitor, token: Token, segment: int) -> tuple[bytes, str]:
    """The init segment of one file of footage; ``segment`` is its start in microseconds."""
    row = footage.row(token, segment)
    if row is None:
        raise _outside(who, token)
    return footage.init(row), "video/mp4"


@_guarded(Action.PLAYBACK)
def part(who: Visitor, token: Token, segment: int, first: int, last: int) -> tuple[bytes, str]:
    """One piece, fragments ``first`` to ``last``, if the playlist of this look lists it."""
    row = footage.row(token, segment)
    if row is None or last > footage.parts(token, row).get(first, -1):
        raise _outside(who, token)
    return footage.part(row, first, last), "video/iso.segment"


@_guarded(Action.SNAPSHOT)
def snapshot(who: Visitor, token: Token) -> tuple[bytes, str]:
    """The picture of that moment as JPEG with the watermark drawn in."""
    picture, at = footage.picture(token)
    entry = AccessEntry.objects.get(number=token.number)
    return watermark.jpeg(picture, watermark.words(entry), watermark.moment(entry, at)), "image/jpeg"


def _outside(who: Visitor, token: Token) -> Shut:
    """A hand-made address for other footage than was registered is a refusal of its own."""
    return services.refuse(who, token.camera, token.action, door.interval_of(token), "outside")
