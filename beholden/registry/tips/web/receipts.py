"""The way back to a tip or a complaint by its receipt code: how often it may be tried, what is added, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beholden.ground.people.signals import client_address
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, flow, pace, queries, services
from beholden.registry.tips.models import Complaint, Tip
from beholden.registry.tips.web.forms import FollowForm

One = TypeVar("One", Tip, Complaint)


def too_often(request: HttpRequest, kind: pace.Pace) -> bool:
    """Whether this sender writes or asks more often than a person does."""
    return not kind.allows(client_address(request) or "")


class TooOften(PermissionDenied):
    """More codes were tried than a person has; on pages without a form it becomes the page of refusals."""


def asked(request: HttpRequest) -> str:
    """The receipt code typed, "" for what is none; only real ones count. Raises TooOften."""
    try:
        code = codes.typed(request.POST.get("receipt", ""))
    except codes.NotACode:
        return ""
    if too_often(request, pace.ASKING):
        raise TooOften
    return code


def way_back(
    request: HttpRequest,
    page: str,
    find: Callable[[HttpRequest], One | None],
    followed: Callable[[HttpRequest, One], HttpResponse],
) -> HttpResponse:
    """The form for the code, and with a right one what it leads to."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, page, {"form": form})
    try:
        one = find(request)
    except TooOften:
        form.add_error(None, _("试的次数太多，请一小时后再试。"))
        return render(request, page, {"form": form}, status=429)
    if one is None:
        form.add_error("receipt", _("没有这个回执码。请对照回执，一个字一个字核对。"))
        return render(request, page, {"form": form}, status=422)
    return followed(request, one)


def added(request: HttpRequest, one: Tip | Complaint, too_fast: str) -> dict[str, Any]:
    """Keep what was added, if anything; what both pages show: the messages, may more be said, what went wrong."""
    error, words = "", ""
    if "words" in request.POST:
        try:
            if too_often(request, pace.WRITING):
                raise Refused("too_often", too_fast)
            services.add(one, token=request.POST.get("token", "")[:64], words=request.POST["words"])
        except Refused as refused:
            error, words = str(refused), request.POST["words"]
    return {
        "receipt": codes.typed(request.POST["receipt"]),
        "messages_kept": queries.messages(one),
        "verdict": flow.verdict(one, "add", None),
        "token": codes.form_token(),
        "error": error,
        "typed": words,
        "added": "words" in request.POST and not error,
    }
