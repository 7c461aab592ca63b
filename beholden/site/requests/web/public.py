"""The public's pages: a resident asks to see footage and follows it with a receipt code, without account (PIPL 50)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.documents import queries as documents
from beholden.ground.documents.web.views import handed_out
from beholden.ground.people.refusals import Refused
from beholden.ground.people.signals import client_address
from beholden.site.requests import bounds, codes, flow, pace, queries, services
from beholden.site.requests.models import FootageRequest, RequestKind, RequestState
from beholden.site.requests.web.forms import FollowForm, RequestForm
from beholden.site.requests.web.showing import blame, sentence


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, system: str) -> HttpResponse:
    """The form for the footage of one System; sent, its receipt code."""
    found = queries.open_to_residents(system)
    if found is None:
        raise Http404
    posted = request.method == "POST"
    start = {"token": codes.form_token()}
    form = RequestForm(RequestKind.INDIVIDUAL, found, request.POST if posted else None, public=True, initial=start)
    status = 422 if posted else 200
    if posted and form.is_valid():
        if not pace.WRITING.allows(client_address(request) or ""):
            form.add_error(None, _("从这里提交得太频繁，请一小时后再试。"))
            status = 429
        else:
            try:
                made, receipt = services.receive(found, form.cleaned_data["token"], form.cleaned_data)
            except Refused as refused:
                blame(form, refused)
            else:
                context = {"found": made, "receipt": receipt}
                return render(request, "requests/receipt.html", context, status=201)
    owed = queries.listed("viewing.individual")
    context = {"form": form, "system": found, "owed": owed, "bounds": bounds}
    return render(request, "requests/ask.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def follow(request: HttpRequest) -> HttpResponse:
    """The way back by the receipt code, which is never in an address; withdrawing."""
    posted = request.method == "POST"
    form = FollowForm(request.POST if posted else None)
    if not posted:
        return render(request, "requests/follow.html", {"form": form})
    found, status = _of(request), 422
    if found is None:
        says = _("没有这个回执码。请对照回执，一个字一个字核对；试得太多的，请一小时后再试。")
        form.add_error("receipt", says)
        return render(request, "requests/follow.html", {"form": form}, status=status)
    refused_says = ""
    if request.POST.get("withdraw"):
        try:
            found = services.withdraw(None, found, {}, seen=None)
        except Refused as refused:
            refused_says = sentence(refused)
    context = {
        "found": found,
        "receipt": codes.typed(request.POST["receipt"]),
        "verdict": flow.verdict(found, "withdraw_mine", None),
        "refused": refused_says,
        "no": found.state == RequestState.REFUSED,
        "waits": found.state == RequestState.APPROVED,
        "term": queries.answer_term(found),
        "notice": documents.about("request", found.code).filter(kind="request_refusal").exists(),
    }
    return render(request, "requests/followed.html", context, status=status if refused_says else 200)


@never_cache
@require_POST
def notice(request: HttpRequest) -> HttpResponse:
    """The written refusal, for whoever holds the receipt code (PIPL 50(1))."""
    found = _of(request)
    issued = documents.about("request", found.code).filter(kind="request_refusal").first() if found else None
    return handed_out(issued) if issued else HttpResponseRedirect(reverse("requests:follow"))


def _of(request: HttpRequest) -> FootageRequest | None:
    """The request of the code typed; None: no such code, or too many were tried."""
    try:
        typed = codes.typed(request.POST.get("receipt", ""))
    except codes.NotACode:
        return None
    if not pace.ASKING.allows(client_address(request) or ""):
        return None
    return queries.by_receipt(typed)
