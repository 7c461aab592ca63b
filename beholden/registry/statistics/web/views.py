"""Pages of figures: the overview, fairness of inspection, the list behind a number, tables to save."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.ground.people.web.doors import account_of, only
from beholden.ground.places import queries as places
from beholden.registry.inspections import law
from beholden.registry.inspections.web.records import sheet as saved
from beholden.registry.statistics import charts, fairness, listing, permissions, scope, tables
from beholden.registry.statistics.listing import NoSuchNumber
from beholden.registry.statistics.scope import NotYours, Scope
from beholden.registry.statistics.tables import Table


def _scope(request: HttpRequest) -> Scope:
    asked = request.GET
    try:
        return scope.asked(
            account_of(request),
            asked.get("division", "")[:12],
            asked.get("from", "")[:7],
            asked.get("to", "")[:7],
            timezone.localdate(),
        )
    except NotYours:
        raise Http404 from None


def _frame(found: Scope) -> dict[str, Any]:
    """What stands above every page of figures: the period, presets, and the way up."""
    words = {"month": _("本月"), "year": _("今年"), "last_year": _("去年")}
    shown = [
        {
            "word": words[name],
            "query": Scope(found.account, found.area, one, found.today).query(),
            "current": one == found.period,
        }
        for name, one in scope.presets(found.today)
    ]
    own = scope.own_area(found.account)
    lengths = [length for length in (0, 2, 4, 6) if len(own) <= length <= len(found.area)]
    trail = []
    for length in lengths:
        there = Scope(found.account, found.area[:length], found.period, found.today)
        trail.append({"name": area_name(there.division), "query": there.query(), "current": length == len(found.area)})
    return {
        "scope": found,
        "query": found.query(),
        "presets": shown,
        "trail": trail,
        "area": area_name(found.division),
        "earliest": f"{scope.FIRST_YEAR}-01",
    }


def area_name(division: str) -> str:
    """A division's own name; the nation's is 全国."""
    return _("全国") if division == "000000" else places.short_name(division) or division


def _shown(found: Table) -> dict[str, Any]:
    return {"table": found, "chart": charts.bars(found)}


@never_cache
@only(permissions.may_read_figures)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Figures of an area and a period, each chart beside its table."""
    found = _scope(request)
    made = [make(found) for name, make in tables.OVERVIEW.items() if name != "divisions" or len(found.area) < 6]
    return render(request, "statistics/overview.html", {**_frame(found), "shown": [_shown(one) for one in made]})


@never_cache
@only(permissions.may_read_figures)
@require_GET
def fair(request: HttpRequest) -> HttpResponse:
    """Who was inspected how often and why, and that samples were truly random."""
    found = _scope(request)
    classes = fairness.classes(found)
    context = {
        **_frame(found),
        "shown": [_shown(classes)],
        "most": fairness.most(found, classes),
        "least": fairness.least(found),
        "draws": fairness.draws(found),
        "cap": law.cap(found.today, found.division),
    }
    return render(request, "statistics/fairness.html", context)


@never_cache
@only(permissions.may_read_figures)
@require_GET
def counted(request: HttpRequest) -> HttpResponse:
    """The records a number counts."""
    found = _scope(request)
    subject, measure = request.GET.get("subject", "")[:20], request.GET.get("measure", "")[:60]
    try:
        page = listing.page(found, subject, measure, request.GET.get("after", "")[:60])
    except NoSuchNumber:
        raise Http404 from None
    query = found.query(subject=subject, measure=measure)
    many = str(page.count) if page.count <= listing.COUNTED else f"{listing.COUNTED}+"
    back = "fairness" if subject == "standing" or measure.startswith("class_") else "overview"
    context = {**_frame(found), "page": page, "many": many, "query": query, "back": found.query(), "from_page": back}
    return render(request, "statistics/counted.html", context)


@never_cache
@only(permissions.may_read_figures)
@require_GET
def counted_sheet(request: HttpRequest) -> FileResponse:
    """The same records as a table file."""
    found = _scope(request)
    subject, measure = request.GET.get("subject", "")[:20], request.GET.get("measure", "")[:60]
    try:
        lines = listing.every(found, subject, measure)
    except NoSuchNumber:
        raise Http404 from None
    header = [_("日期"), _("编号"), _("单位"), _("地点"), _("状态")]
    return saved(_("名单"), header, ([one.day, one.number, one.who, one.where, one.state] for one in lines))


@never_cache
@only(permissions.may_read_figures)
@require_GET
def sheet(request: HttpRequest, name: str) -> FileResponse:
    """One table as a file, with the area and the months it is about."""
    found = _scope(request)
    make = {**tables.OVERVIEW, "classes": fairness.classes}.get(name)
    if make is None or (name == "divisions" and len(found.area) == 6):
        raise Http404
    table = make(found)

    def rows() -> Iterator[list[str]]:
        for row in table.rows:
            yield [row.name, *(cell.text for cell in row.cells)]
        yield []
        about = {"area": area_name(found.division), "first": found.period.first, "last": found.period.last}
        yield [_("%(area)s，%(first)s 至 %(last)s") % about]
        if table.note:
            yield [table.note]

    return saved(table.title.replace("：", "-"), [table.first, *table.columns], rows())
