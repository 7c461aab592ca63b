"""The self-check: the thirteen items as the inspector will ask them, one page an item to declare (M10)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.people.web.doors import account_of as account_of
from beholden.ground.people.web.doors import only, posted
from beholden.ground.systems.models import PlaceCategory, System
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import answering, permissions, queries, registry, services
from beholden.site.selfcheck.models import FilingSeen, Result
from beholden.site.selfcheck.services.declaring import Upload
from beholden.site.selfcheck.web.forms import DeclarationForm, FilingForm

TONES = {Result.CONFORM: "good", Result.VIOLATION: "over", Result.NOT_SEEN: "due", Result.NOT_APPLICABLE: "idle"}
MOST = 20  # Systems answered on the first page: each costs some questions


def system_of(request: HttpRequest, code: str) -> System:
    """The System of the own unit. Raises Http404."""
    found = queries.systems_of(account_of(request)).filter(code=code).first()
    if found is None:
        raise Http404
    return found


def spoken(pair: dict[str, str] | tuple[str, str]) -> str:
    """One of two languages."""
    english = (get_language() or "").startswith("en")
    return pair["en" if english else "zh"] if isinstance(pair, dict) else pair[english]


@never_cache
@only(permissions.may_check)
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The unit's Systems; with one there is nothing to choose."""
    found = list(queries.systems_of(account_of(request))[: MOST + 1])
    if len(found) == 1:
        return redirect("selfcheck:system", found[0].code)
    now = timezone.now()
    rows = [answering.sheet(one, now) for one in found[:MOST]]
    return render(request, "selfcheck/home.html", {"rows": rows, "more": found[MOST:]})


@never_cache
@only(permissions.may_check)
@require_GET
def system(request: HttpRequest, code: str) -> HttpResponse:
    """All items of one System today."""
    own = system_of(request, code)
    found = answering.sheet(own, timezone.now())
    last = queries.visible_to(account_of(request)).filter(system=own).first()
    groups = [
        (word, [shown(one) for one in found.answers if one.item.group == name])
        for name, word in (("general", _("一般检查")), ("professional", _("专业检查")))
    ]
    areas = [(PlaceCategory(area).label, count) for area, count in found.areas.items()]
    many = queries.systems_of(account_of(request)).count() > 1
    context = {"system": own, "sheet": found, "groups": groups, "areas": areas, "last": last, "many": many}
    return render(request, "selfcheck/system.html", context)


def shown(one: answering.Answered) -> dict[str, Any]:
    """An answer as the page has it."""
    return {
        "one": one,
        "question": spoken(one.item.question),
        "tone": TONES[Result(one.result)],
        "declarable": answering.declarable(one.item, one),
    }


@never_cache
@only(permissions.may_check)
@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """One item: what is known of it, and what a person has to say."""
    own = system_of(request, code)
    one = answering.sheet(own, timezone.now()).answer(number)
    if one is None:
        raise Http404
    allowed = answering.declarable(one.item, one)
    photo = answering.PHOTO in one.item.evidence
    form = DeclarationForm(posted(request), request.FILES or None, photo=photo)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        upload = Upload(sent.name or "", sent.chunks()) if sent else None
        try:
            services.declare(
                account_of(request), own, number, form.cleaned_data["result"], form.cleaned_data["note"], upload=upload
            )
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            messages.success(request, _("已保存。到期后会再问一次。"))
            return HttpResponseRedirect(reverse("selfcheck:system", args=[own.code]) + f"#item-{number}")
    earlier = queries.declarations_of(account_of(request)).filter(system=own, item=number)[:10]
    context = {
        "system": own, "shown": shown(one), "item": one.item, "guide": spoken(one.item.guide), "form": form,
        "allowed": allowed, "earlier": earlier, "photo": photo,
    }  # fmt: skip
    return render(request, "selfcheck/item.html", context, status=422 if form.errors else 200)


@never_cache
@only(permissions.may_check)
@require_http_methods(["GET", "POST"])
def filing(request: HttpRequest, code: str) -> HttpResponse:
    """What is filed: ask the registry now, by the number on the receipt where it needs one."""
    own = system_of(request, code)
    seen = FilingSeen.objects.filter(system=own).first()
    form = FilingForm(posted(request), initial={"number": seen.number if seen else ""})
    if request.method == "POST" and form.is_valid():
        try:
            seen = services.name_filing(account_of(request), own, form.cleaned_data["number"])
        except Refused as refused:
            form.add_error("number", str(refused))
        else:
            if not seen.said:
                messages.success(request, _("公安机关已答复。"))
                return HttpResponseRedirect(reverse("selfcheck:system", args=[own.code]) + "#item-4")
            form.add_error(None, seen.said)
    context = {"system": own, "form": form, "seen": seen, "registry": registry.where()}
    return render(request, "selfcheck/filing.html", context, status=422 if form.errors else 200)


@only(permissions.may_check)
@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep this self-check with its report."""
    own = system_of(request, code)
    try:
        kept = services.keep(account_of(request), own)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("selfcheck:system", own.code)
    messages.success(request, _("已保存本次自查，报告已出具。"))
    return redirect("selfcheck:check", kept.code)
