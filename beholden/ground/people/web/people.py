"""Accounts and organisations, for system administrators; security events, for auditors."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people import permissions, queries, services
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only, posted
from beholden.ground.people.web.forms import AccountForm, OrganisationForm

PAGE = 50


@only(permissions.may_manage_accounts)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Every account, searchable by name, user name or unit."""
    wanted = request.GET.get("q", "").strip()[:64]
    found = queries.search(queries.visible_to(request.user), wanted)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return render(request, "people/people.html", {"page": page, "q": wanted})


@never_cache
@only(permissions.may_manage_accounts)
@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account and show its one-time link, once."""
    form = AccountForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = services.create_account(request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            return _show_link(request, account)
    return render(request, "people/new_account.html", {"form": form}, status=422 if form.errors else 200)


@only(permissions.may_manage_accounts)
@require_http_methods(["GET", "POST"])
def new_organisation(request: HttpRequest) -> HttpResponse:
    """Make an organisation."""
    form = OrganisationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.create_organisation(
                request.user, name=data["name"], kind=data["kind"], division=data["division"], uscc_code=data["uscc"]
            )
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("单位已建立。"))
            return HttpResponseRedirect("/people/new")
    return render(request, "people/new_organisation.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@only(permissions.may_manage_accounts)
@require_POST
def new_link(request: HttpRequest, code: str) -> HttpResponse:
    """Issue a new one-time link; the old password keeps working until the link is used."""
    account = _account(request, code)
    try:
        return _show_link(request, account)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return HttpResponseRedirect("/people")


@only(permissions.may_manage_accounts)
@require_POST
def disable(request: HttpRequest, code: str) -> HttpResponse:
    """Disable an account; it is signed out everywhere at once."""
    return _act(request, code, services.disable_account, _("账号已停用，其所有登录已结束。"))


@only(permissions.may_manage_accounts)
@require_POST
def enable(request: HttpRequest, code: str) -> HttpResponse:
    """Enable a disabled account."""
    return _act(request, code, services.enable_account, _("账号已启用。"))


@only(permissions.may_audit)
@require_GET
def events(request: HttpRequest) -> HttpResponse:
    """Security events, newest first."""
    page = Paginator(queries.events_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "people/events.html", {"page": page})


def _act(request: HttpRequest, code: str, act: Callable[[Account, Account], None], done: str) -> HttpResponse:
    account = _account(request, code)
    try:
        act(request.user, account)  # type: ignore[arg-type]
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, done)
    return HttpResponseRedirect("/people")


def _account(request: HttpRequest, code: str) -> Account:
    account = queries.visible_to(request.user).filter(code=code).first()
    if account is None:
        raise Http404
    return account


def _show_link(request: HttpRequest, account: Account) -> HttpResponse:
    token = services.issue_setup_link(request.user, account)  # type: ignore[arg-type]
    address = request.build_absolute_uri(f"/set-up/{token}")
    return render(request, "people/link.html", {"account": account, "address": address}, status=201)
