"""Grants: given and revoked by security administrators, read by them and by auditors."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from beholden.ground.people import permissions, queries, services
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.web.doors import only, posted
from beholden.ground.people.web.forms import GrantForm, RevokeForm

PAGE = 50
SOON = timedelta(days=7)


def _may_read(account: Account) -> bool:
    return permissions.may_grant(account) or permissions.may_audit(account)


@only(_may_read)
@require_GET
def grants(request: HttpRequest) -> HttpResponse:
    """Grants: in force, ending soon, all."""
    now = timezone.now()
    view = request.GET.get("view", "current")
    found = queries.grants_visible_to(request.user)
    if view == "soon":
        found = found.in_force(now).filter(ends__lte=now + SOON)
    elif view != "all":
        view, found = "current", found.filter(ends__gt=now, revoked_at__isnull=True)
    context = {
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "view": view,
        "now": now,
        "soon": queries.grants_ending(now, SOON).count(),
        "may_grant": permissions.may_grant(request.user),
    }
    return render(request, "people/grants.html", context)


@only(permissions.may_grant)
@require_http_methods(["GET", "POST"])
def new_grant(request: HttpRequest) -> HttpResponse:
    """Give a grant."""
    begins = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    form = GrantForm(posted(request), by=request.user, initial={"starts": begins})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.grant(request.user, data.pop("account"), **queries.target(data.pop("target")), **data)
        except Refused as refused:
            form.add_error(None, str(refused.sentence))
        else:
            messages.success(request, _("授权已生效并记入安全事件。"))
            return HttpResponseRedirect("/grants")
    return render(request, "people/new_grant.html", {"form": form}, status=422 if form.errors else 200)


@only(permissions.may_grant)
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, code: str) -> HttpResponse:
    """Revoke a grant, with a reason; whoever is watching by it is cut off."""
    given = queries.grants_visible_to(request.user).filter(code=code).first()
    if given is None:
        raise Http404
    form = RevokeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.revoke(request.user, given, why=form.cleaned_data["why"])
        messages.success(request, _("授权已撤销。"))
        return HttpResponseRedirect("/grants")
    return render(request, "people/revoke.html", {"form": form, "grant": given}, status=422 if form.errors else 200)
