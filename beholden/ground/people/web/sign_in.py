"""Signing in and out: password, then the second factor where one is set, then the page that was wanted."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.people import services
from beholden.ground.people.middleware import WHY_COOKIE
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.signals import client_address
from beholden.ground.people.web.doors import posted
from beholden.ground.people.web.forms import CodeForm, NewPasswordForm, SignInForm
from beholden.ground.people.web.party import party_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "second_factor_for"
_PENDING_SECONDS = 300


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password. A wrong one and a locked one look alike for every name, known or not."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(wanted(request))
    form = SignInForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account = authenticate(request, username=data["username"], password=data["password"])
        if isinstance(account, Account):
            return _enter(request, account)
        return first_page(request, form, trouble=_("用户名或密码不正确。"))
    return first_page(request, form)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The second factor: a code, or a passkey; failures count towards the same lock as wrong passwords."""
    account = pending(request)
    if account is None:
        return HttpResponseRedirect(settings.LOGIN_URL)
    credentials = {"username": account.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return locked_out(request, None, credentials)
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if services.check_second_factor(account, form.cleaned_data["code"], at=timezone.now()):
            forget_pending(request)
            login(request, account, backend=BACKEND)
            return HttpResponseRedirect(wanted(request))
        user_login_failed.send(__name__, credentials=credentials, request=request)
        form.add_error("code", _("动态口令不正确，或已经用过。"))
        return second_page(request, account, form)
    return second_page(request, account, form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in."""
    logout(request)
    return HttpResponseRedirect(settings.LOGOUT_REDIRECT_URL)


@sensitive_post_parameters("password", "again")
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: choose the first password and be signed in. Unknown, used and expired links look alike."""
    account = services.link_account(token)
    if account is None:
        return render(request, "people/link_unusable.html", status=404)
    form = NewPasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = services.redeem_setup_link(token, form.cleaned_data["password"], address=client_address(request))
        except ValidationError as error:
            form.add_error("password", error)
        except Refused:
            return render(request, "people/link_unusable.html", status=404)
        else:
            if request.user.is_authenticated:
                logout(request)
            login(request, account, backend=BACKEND)
            return HttpResponseRedirect("/")
    context = {"form": form, "account": account}
    return render(request, "people/set_up.html", context, status=422 if form.errors else 200)


def locked_out(request: HttpRequest, original: HttpResponse | None, credentials: Any) -> HttpResponse:
    """After too many wrong tries for one name from one address. Says the same for names that don't exist."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    response = render(request, "people/locked_out.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(minutes * 60)
    return response


def first_page(request: HttpRequest, form: SignInForm | None = None, *, trouble: str = "") -> HttpResponse:
    """Name and password, or a passkey where this address can have one; 401 when something was wrong."""
    form = form or SignInForm()
    context = {
        "form": form,
        "next": _next(request),
        "trouble": trouble,
        "ended": "" if trouble else ended(request.COOKIES.get(WHY_COOKIE, "")),
        "passkeys": not _no_passkeys_because(request),
    }
    return render(request, "people/sign_in.html", context, status=401 if trouble else 200)


def ended(why: str) -> str:
    """The sentence for why somebody has to sign in again; "" when they left, or the word is none of ours."""
    told = {
        "idle": _("%(minutes)d 分钟没有操作，登录已自动结束。请重新登录。"),
        "longest": _("登录已满 %(hours)d 小时，自动结束。请重新登录。"),
        "revoked": _("这次登录已从另一台设备上结束。请重新登录。"),
        "password": _("密码已经修改，这次登录已结束。请用新密码登录。"),
        "setup": _("密码已经重新设置，这次登录已结束。请用新密码登录。"),
        "disabled": _("账号已停用，这次登录已结束。请联系系统管理员。"),
    }
    limits = {"minutes": settings.SESSION_IDLE_MINUTES, "hours": settings.SESSION_LONGEST_HOURS}
    return told[why] % limits if why in told else ""


def second_page(
    request: HttpRequest, account: Account, form: CodeForm | None = None, *, trouble: str = ""
) -> HttpResponse:
    """A code, a passkey, or either, as the account has them; 401 when something was wrong."""
    hosts = set(account.passkeys.values_list("host", flat=True))
    cannot = _no_passkeys_because(request) if hosts else ""
    here = urlsplit(f"//{request.get_host()}").hostname
    if hosts and not cannot and here not in hosts:
        cannot = _("您的通行密钥绑定在 %(hosts)s，请用这个域名打开本系统后登录。") % {"hosts": "、".join(sorted(hosts))}
    context = {
        "form": form or CodeForm(),
        "next": _next(request),
        "trouble": trouble,
        "codes": bool(account.second_factor),
        "passkeys": bool(hosts) and not cannot,
        "cannot": cannot,
    }
    wrong = trouble or (form is not None and form.errors)
    return render(request, "people/second_step.html", context, status=401 if wrong else 200)


def _no_passkeys_because(request: HttpRequest) -> str:
    try:
        party_of(request)
    except Refused as refused:
        return str(refused.sentence)
    return ""


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    if not account.has_second_factor:
        login(request, account, backend=BACKEND)
        return HttpResponseRedirect(wanted(request))
    request.session.cycle_key()
    request.session[_PENDING] = {"account": account.pk, "at": time.time(), "hash": account.get_session_auth_hash()}
    target = _next(request)
    response = HttpResponseRedirect("/sign-in/code")
    if target:
        request.session["next"] = target
    return response


def pending(request: HttpRequest) -> Account | None:
    """Whose password was right in this session within the last five minutes, when a second step is still to come."""
    pending = request.session.get(_PENDING)
    if not pending or time.time() - pending["at"] > _PENDING_SECONDS:
        return None
    account = Account.objects.filter(pk=pending["account"], is_active=True).first()
    # a password changed meanwhile makes the first step worthless
    return account if account and account.get_session_auth_hash() == pending["hash"] else None


def forget_pending(request: HttpRequest) -> None:
    """The second step is done."""
    request.session.pop(_PENDING, None)


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else ""


def wanted(request: HttpRequest) -> str:
    """Where the person was going, else the first page."""
    kept = request.session.pop("next", "")
    return _next(request) or kept or settings.LOGIN_REDIRECT_URL
