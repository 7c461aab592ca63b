"""The window (M8), and who answers for what (R5, M4(3))."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Role
from beholden.ground.people.web.doors import only
from beholden.registry.filings import answers, permissions, queries, services
from beholden.registry.filings.models import Channel, Remit
from beholden.registry.filings.services import Refused
from beholden.registry.filings.web.forms import ReceiveForm, RemitForm
from beholden.registry.filings.web.listing import lines
from beholden.registry.filings.web.records import revision
from beholden.registry.filings.web.showing import account_of, blame, done, refused_back, visible


@never_cache
@only(permissions.may_receive)
@require_http_methods(["GET", "POST"])
def window(request: HttpRequest) -> HttpResponse:
    """Papers that are here, and the form that takes in new ones."""
    account = account_of(request)
    form = ReceiveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            typed = answers.cleaned({"in_use_date": data["received_on"]})["in_use_date"]
            made = services.receive(
                account,
                unit_name=data["unit_name"],
                uscc=data["uscc"],
                division=data["division"].strip(),
                received_on=answers.day({"d": typed}, "d"),
            )
        except Refused as refused:
            refused.field = "received_on" if refused.field == "in_use_date" else refused.field
            blame(form, refused)
        else:
            return done(request, made, _("已接收，请录入材料内容。"))
    here = queries.visible_to(account).filter(channel=Channel.WINDOW).exclude(state__in=["archived", "withdrawn"])
    context = {"form": form, "lines": lines(queries.page(here).filings, timezone.localdate())}
    return render(request, "filings/window.html", context, status=422 if form.errors else 200)


@only(permissions.may_receive)
@require_POST
def receive_again(request: HttpRequest, code: str) -> HttpResponse:
    """The person came back with what was missing."""
    found = visible(request, code)
    try:
        made = services.receive_again(account_of(request), found, seen=revision(request.POST))
    except Refused as refused:
        return refused_back(request, found, refused)
    return done(request, made, _("已接收补正材料，请继续录入。"))


def is_system_admin(account: Account) -> bool:
    """Who writes remits."""
    return account.is_active and account.role == Role.SYSTEM_ADMIN


@never_cache
@only(is_system_admin)
@require_http_methods(["GET", "POST"])
def remits(request: HttpRequest) -> HttpResponse:
    """Which police and which department answer for what."""
    form = RemitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_remit(
                account_of(request),
                Organisation.objects.get(code=data["organisation"]),
                jurisdiction=data["jurisdiction"] or "county",
                sector=data["sector"],
            )
        except Refused as refused:
            blame(form, refused)
        else:
            messages.success(request, _("已保存。"))
            return HttpResponseRedirect(reverse("filings:remits"))
    rows = Remit.objects.select_related("organisation").order_by("organisation__name")
    context = {"form": form, "rows": rows}
    return render(request, "filings/remits.html", context, status=422 if form.errors else 200)
