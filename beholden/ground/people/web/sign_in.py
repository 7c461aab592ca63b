"""Signing in and out: password, then the second factor where one is set, then the page that was wanted."""

from __future__ import annotations

import time
from typing import Any

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
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.signals import client_address
from beholden.ground.people.web.doors import posted
from beholden.ground.people.web.forms import CodeForm, NewPasswordForm, SignInForm

BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "second_factor_for"
_PENDING_SECONDS = 300


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """User name and password. A wrong one and a locked one look alike for every name, known or not."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_wanted(request))
    form = SignInForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        account = authenticate(request, username=data["username"], password=data["password"])
        if isinstance(account, Account):
            return _enter(request, account)
        form.add_error(None, _("用户名或密码不正确。"))
        status = 401
    return render(request, "people/sign_in.html", {"form": form, "next": _next(request)}, status=status)


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the second factor; failures count towards the same lock as wrong passwords."""
    account = _pending(request)
    if account is None:
        return HttpResponseRedirect(settings.LOGIN_URL)
    credentials = {"username": account.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        return locked_out(request, None, credentials)
    form = CodeForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        if services.check_second_factor(account, form.cleaned_data["code"], at=timezone.now()):
            del request.session[_PENDING]
            login(request, account, backend=BACKEND)
            return HttpResponseRedirect(_wanted(request))
        user_login_failed.send(__name__, credentials=credentials, request=request)
        form.add_error("code", _("动态口令不正确，或已经用过。"))
        status = 401
    return render(request, "people/second_step.html", {"form": form, "next": _next(request)}, status=status)


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


def _enter(request: HttpRequest, account: Account) -> HttpResponse:
    if not account.second_factor:
        login(request, account, backend=BACKEND)
        return HttpResponseRedirect(_wanted(request))
    request.session.cycle_key()
    request.session[_PENDING] = {"account": account.pk, "at": time.time(), "hash": account.get_session_auth_hash()}
    target = _next(request)
    response = HttpResponseRedirect("/sign-in/code")
    if target:
        request.session["next"] = target
    return response


def _pending(request: HttpRequest) -> Account | None:
    pending = request.session.get(_PENDING)
    if not pending or time.time() - pending["at"] > _PENDING_SECONDS:
        return None
    account = Account.objects.filter(pk=pending["account"], is_active=True).first()
    # a password changed meanwhile makes the first step worthless
    return account if account and account.get_session_auth_hash() == pending["hash"] else None


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe and target.startswith("/") else ""


def _wanted(request: HttpRequest) -> str:
    kept = request.session.pop("next", "")
    return _next(request) or kept or settings.LOGIN_REDIRECT_URL
