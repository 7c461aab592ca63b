"""Signing in with a passkey: after the password, or instead of it."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import login
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from beholden.ground.people import services
from beholden.ground.people.models import Passkey
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web import sign_in
from beholden.ground.people.web.party import ask, asked, party_of


@never_cache
@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to sign: with a passkey of the account whose password was right, or with any it has."""
    try:
        party = party_of(request)
    except Refused as refused:
        return JsonResponse({"code": refused.code, "detail": str(refused.sentence)}, status=422)
    account = sign_in.pending(request) if _after_password(request) else None
    if account is None and _after_password(request):
        return JsonResponse({"code": "too_late", "detail": _("等待时间太长，请重新登录。")}, status=422)
    return JsonResponse(services.use_wish(party, ask(request, _what_for(request)), account))


@never_cache
@require_POST
def use(request: HttpRequest) -> HttpResponse:
    """The browser's answer. One that proves nothing counts like a wrong password for the account it names."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(sign_in.wanted(request))
    answer, challenge = request.POST.get("answer", ""), asked(request, _what_for(request))
    passkey = services.passkey_named_in(answer)
    if passkey is None or challenge is None or not _fits(request, passkey):
        return _refused(request)
    credentials = {"username": passkey.account.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return sign_in.locked_out(request, None, credentials)
    try:
        proven = services.use_passkey(
            passkey,
            party_of(request),
            answer=answer,
            challenge=challenge,
            instead_of_password=not _after_password(request),
            at=timezone.now(),
        )
    except Refused as refused:
        return _refused(request, str(refused.sentence))
    if not proven:
        user_login_failed.send(__name__, credentials=credentials, request=request)
        return _refused(request)
    sign_in.forget_pending(request)
    login(request, passkey.account, backend=sign_in.BACKEND)
    return HttpResponseRedirect(sign_in.wanted(request))


def _after_password(request: HttpRequest) -> bool:
    return request.POST.get("step") == "second"


def _what_for(request: HttpRequest) -> str:
    return "second step" if _after_password(request) else "sign in"


def _fits(request: HttpRequest, passkey: Passkey) -> bool:
    if not _after_password(request):
        return True
    account = sign_in.pending(request)
    return account is not None and account.pk == passkey.account_id


def _refused(request: HttpRequest, sentence: str = "") -> HttpResponse:
    sentence = sentence or _("通行密钥没有通过验证，请重试或改用其他方式。")
    if _after_password(request) and (account := sign_in.pending(request)):
        return sign_in.second_page(request, account, trouble=sentence)
    return sign_in.first_page(request, trouble=sentence)
