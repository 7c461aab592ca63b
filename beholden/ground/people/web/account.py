"""One's own account: password, second factor, signed-in browsers."""

from __future__ import annotations

import io

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people import queries, services
from beholden.ground.people.refusals import Refused
from beholden.ground.people.services.second_factor import address_of, new_key
from beholden.ground.people.web.doors import posted, signed_in
from beholden.ground.people.web.forms import ChangePasswordForm, CodeForm, PasswordForm

_KEY = "second_factor_key"


@never_cache
@signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Who I am here, how I sign in, and where I am signed in."""
    context = {
        "sign_ins": queries.open_sign_ins(request.user, timezone.now()),
        "passkeys": request.user.passkeys.count(),
        "here": request.session.session_key,
        "grants": queries.grants_visible_to(request.user).filter(account=request.user).in_force(timezone.now()),
        "events": queries.events_visible_to(request.user).filter(account=request.user)[:10],
    }
    return render(request, "people/account.html", context)


@sensitive_post_parameters()
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; other browsers are signed out."""
    form = ChangePasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        here = request.session.session_key or ""
        try:
            services.change_password(request.user, data["current"], data["password"], keep_session=here)
        except Refused as refused:
            form.add_error("current", str(refused.sentence))
        except ValidationError as error:
            form.add_error("password", error)
        else:
            update_session_auth_hash(request, request.user)
            services.move_sign_in(here, request.session.session_key or "")
            messages.success(request, _("密码已更改，其他设备已退出登录。"))
            return HttpResponseRedirect("/account")
    return render(request, "people/password.html", {"form": form}, status=422 if form.errors else 200)


@sensitive_post_parameters()
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Turn the second factor on: scan, then prove it with a code."""
    key = request.session.setdefault(_KEY, new_key())
    form = CodeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm_second_factor(request.user, key, form.cleaned_data["code"], at=timezone.now())
        except Refused as refused:
            form.add_error("code", str(refused.sentence))
        else:
            del request.session[_KEY]
            messages.success(request, _("动态口令已启用，下次登录时需要输入。"))
            return HttpResponseRedirect("/account")
    spaced = " ".join(key[i : i + 4] for i in range(0, len(key), 4))
    return render(
        request, "people/second_factor.html", {"form": form, "key": spaced}, status=422 if form.errors else 200
    )


@never_cache
@signed_in
@require_GET
def second_factor_picture(request: HttpRequest) -> HttpResponse:
    """The picture an authenticator application scans, for the key that is being set up in this session."""
    key = request.session.get(_KEY)
    if not key:
        raise Http404
    drawn = io.BytesIO()
    qrcode.make(address_of(request.user, key), image_factory=qrcode.image.svg.SvgPathImage, border=2).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@sensitive_post_parameters()
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, with the password."""
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_second_factor(request.user, form.cleaned_data["current"], at=timezone.now())
        except Refused as refused:
            form.add_error("current", str(refused.sentence))
        else:
            messages.success(request, _("动态口令已停用。"))
            return HttpResponseRedirect("/account")
    return render(request, "people/second_factor_off.html", {"form": form}, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_sign_in(request: HttpRequest, code: str) -> HttpResponse:
    """Sign one of my browsers out."""
    sign_in = queries.open_sign_ins(request.user, timezone.now()).filter(code=code).first()
    if sign_in is None:
        raise Http404
    services.end_sign_in(sign_in, why="revoked", at=timezone.now(), by=request.user)
    messages.success(request, _("已退出该设备。"))
    return HttpResponseRedirect("/account")
