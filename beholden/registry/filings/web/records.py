"""The list, the first question, the record page, and what the unit does from it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from beholden.ground.acts.typed import revision as revision
from beholden.ground.people.web.doors import only
from beholden.ground.systems import queries as systems
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import answers, duties, permissions, queries, services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.services import Refused
from beholden.registry.filings.web.forms import StartForm
from beholden.registry.filings.web.listing import lines
from beholden.registry.filings.web.showing import account_of, blame, done, record, refused_back, visible


@never_cache
@only(permissions.may_read_filings)
@require_GET
def filings(request: HttpRequest) -> HttpResponse:
    """Filings as this office reads them: saved views as tabs, by due day."""
    account, today = account_of(request), timezone.localdate()
    counts = queries.tab_counts(account, today)
    names = list(counts)
    tab = request.GET.get("view", names[0])
    tab = tab if tab in counts else names[0]
    words = request.GET.get("q", "")[:100]
    found = queries.search(queries.tab(queries.visible_to(account), tab, today), words, account)
    page = queries.page(found, request.GET.get("after", "")[:40])
    context = {
        "lines": lines(page.filings, today),
        "after": page.after,
        "tabs": [
            {"name": name, "word": _word(name), "count": _shown(counts[name]), "current": name == tab} for name in names
        ],
        "tab": tab,
        "q": words,
        "may_file": permissions.may_file(account),
        "of_unit": queries.of_unit(account),
    }
    return render(request, "filings/list.html", context)


def _shown(count: int) -> str:
    return str(count) if count < queries.COUNTED else f"{queries.COUNTED - 1}+"


def _word(name: str) -> str:
    words = {
        "mine": _("待我处理"),
        "soon": _("即将到期"),
        "overdue": _("已超期"),
        "archive": _("待归档"),
        "open": _("办理中"),
        "in_force": _("现行备案"),
    }
    return words.get(name, _("全部"))


@only(permissions.may_file)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """The first question. Where no filing is owed, the answer page; else a draft."""
    account = account_of(request)
    own = list(systems.visible_to(account).filter(unit_id=account.organisation_id)[:200])
    form = StartForm(request.POST if request.method == "POST" else None, systems=own)
    if request.method == "POST" and form.is_valid():
        category = form.cleaned_data["place_category"]
        chosen = next((one for one in own if one.code == form.cleaned_data.get("system")), None)
        try:
            made = services.start(account, place_category=category, system=chosen)
        except Refused as refused:
            if refused.code == "exempt":
                return HttpResponseRedirect(f"{reverse('filings:exempt')}?category={category}")
            blame(form, refused)
        else:
            return HttpResponseRedirect(reverse("filings:filing", args=[made.code]))
    return render(request, "filings/start.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def exempt(request: HttpRequest) -> HttpResponse:
    """Anybody: no filing is owed there, why, and what is owed all the same (R9(2), R33)."""
    category = request.GET.get("category", "other_public")
    category = category if category in ("other_public", "non_public") else "other_public"
    division = request.GET.get("division", "")[:6]
    on = timezone.localdate()
    place = division if _known(division, on) else "000000"
    found = duties.at(place, on, {"place_category": category})
    context = {
        "category": PlaceCategory(category).label,
        "cite": next(duty.cite for duty in found if duty.rule == "filing.duty"),
        "owed": [duty for duty in found if duty.owed],
        "not_owed": [duty for duty in found if not duty.owed],
        "other": category == "other_public",
    }
    return render(request, "filings/exempt.html", context)


def _known(division: str, on: Any) -> bool:
    return answers.place({"division": division}, on) != "000000"


@never_cache
@only(permissions.may_read_filings)
@require_GET
def filing(request: HttpRequest, code: str) -> HttpResponse:
    """The record: head with number, state and date; the facts left, the acts right, documents below."""
    found = visible(request, code)
    return render(request, "filings/filing.html", record(found, account_of(request)))


def _act(request: HttpRequest, code: str, act: Callable[[Filing, int | None], Filing], sentence: str) -> HttpResponse:
    found = visible(request, code)
    try:
        made = act(found, revision(request.POST))
    except Refused as refused:
        return refused_back(request, found, refused)
    return done(request, made, sentence)


@only(permissions.may_file)
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take it back."""
    why = request.POST.get("why", "")
    account = account_of(request)
    return _act(request, code, lambda found, seen: services.withdraw(account, found, seen=seen, why=why), _("已撤回。"))


@only(permissions.may_file)
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the next version."""
    account = account_of(request)
    sentence = _("已建立变更草稿，内容与现行备案相同，请只改有变化的地方。")
    return _act(request, code, lambda found, seen: services.start_change(account, found, seen=seen), sentence)


@only(permissions.may_file)
@require_POST
def cease(request: HttpRequest, code: str) -> HttpResponse:
    """Begin the end."""
    account = account_of(request)
    sentence = _("已建立停用草稿，请写明原因并提交。")
    return _act(request, code, lambda found, seen: services.start_cessation(account, found, seen=seen), sentence)
