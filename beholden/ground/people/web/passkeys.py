"""One's own passkeys: which there are, a new one, one taken away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.people import services
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import posted, signed_in
from beholden.ground.people.web.forms import PasskeyForm, PasswordForm
from beholden.ground.people.web.party import ask, asked, party_of

_NEW = "new"


@sensitive_post_parameters("current")
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def passkeys(request: HttpRequest) -> HttpResponse:
    """My passkeys, and the form for one more. What is posted is the browser's answer to ``wish``."""
    form = PasskeyForm(posted(request))
    cannot = ""
    try:
        party = party_of(request)
    except Refused as refused:
        party, cannot = None, str(refused.sentence)
    if request.method == "POST":
        challenge = asked(request, _NEW)
        form.fields["current"].required = False  # was asked before the challenge was given
        if form.is_valid():
            try:
                if party is None or challenge is None:
                    raise Refused("not_asked", cannot or _("等待时间太长，请再试一次。"))
                services.add_passkey(
                    request.user,
                    party,
                    name=form.cleaned_data["name"],
                    answer=request.POST.get("answer", ""),
                    challenge=challenge,
                    at=timezone.now(),
                )
            except Refused as refused:
                form.add_error(None, str(refused.sentence))
            else:
                messages.success(request, _("通行密钥已添加，下次登录时可以使用。"))
                return HttpResponseRedirect("/account/passkeys")
    context = {"form": form, "passkeys": request.user.passkeys.all(), "cannot": cannot}
    return render(request, "people/passkeys.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("current")
@never_cache
@signed_in
@require_POST
def wish(request: HttpRequest) -> HttpResponse:
    """What the browser is asked to make, for somebody who knows the password; before it makes anything."""
    form = PasskeyForm(request.POST)
    if not form.is_valid():
        name, errors = next(iter(form.errors.items()))
        return JsonResponse({"code": name, "detail": f"{form[name].label}：{errors[0]}"}, status=422)
    try:
        party = party_of(request)
        services.may_add_passkey(request.user, form.cleaned_data["current"], at=timezone.now())
    except Refused as refused:
        return JsonResponse({"code": refused.code, "detail": str(refused.sentence)}, status=422)
    return JsonResponse(services.registration_wish(request.user, party, ask(request, _NEW)))


@sensitive_post_parameters("current")
@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str) -> HttpResponse:
    """Take one of my passkeys away, with the password."""
    passkey = request.user.passkeys.filter(code=code).first()
    if passkey is None:
        raise Http404
    form = PasswordForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.remove_passkey(passkey, form.cleaned_data["current"], at=timezone.now())
        except Refused as refused:
            form.add_error("current", str(refused.sentence))
        else:
            messages.success(request, _("通行密钥已移除。"))
            return HttpResponseRedirect("/account/passkeys")
    last = not request.user.second_factor and request.user.passkeys.count() == 1
    context = {"form": form, "passkey": passkey, "last": last}
    return render(request, "people/passkey_remove.html", context, status=422 if form.errors else 200)
