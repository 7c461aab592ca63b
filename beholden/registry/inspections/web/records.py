"""The list, its table file, a new visit, the record page and its files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from beholden.engines.cameralist import write_sheet
from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.people.web.doors import only, posted
from beholden.ground.uploads import ENDINGS
from beholden.registry.inspections import files, permissions, queries, services, wording
from beholden.registry.inspections.models import Evidence, Inspection, Kind, Reason
from beholden.registry.inspections.services import DuplicateVisit, Refused, duplicates
from beholden.registry.inspections.web.forms import VisitForm
from beholden.registry.inspections.web.showing import TONE, account_of, address, record, visible

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _asked(request: HttpRequest) -> dict[str, str]:
    kind, reason = request.GET.get("kind", ""), request.GET.get("reason", "")
    return {
        "q": request.GET.get("q", "")[:100],
        "kind": kind if kind in Kind.values else "",
        "reason": reason if reason in Reason.values else "",
    }


def _view(request: HttpRequest, names: list[str]) -> str:
    tab = request.GET.get("view", names[0])
    return tab if tab in names else names[0]


@never_cache
@only(permissions.may_read_inspections)
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """Inspections as this office reads them: saved views as tabs, by day."""
    account, today = account_of(request), timezone.localdate()
    counts = queries.tab_counts(account, today)
    tab, asked = _view(request, list(counts)), _asked(request)
    found = queries.search(queries.tab(account, tab, today), asked["q"], asked["kind"], asked["reason"])
    page = queries.page(found, request.GET.get("after", "")[:40], newest=tab in ("closed", "all"))
    outside = account.role == Role.MANAGER
    context = {
        "rows": [
            {"visit": one, "tone": TONE[one.state], "reason": wording.reason(one, outside=outside)}
            for one in page.visits
        ],
        "after": page.after,
        "tabs": [
            {"name": name, "word": _word(name), "count": _shown(counts[name]), "current": name == tab}
            for name in counts
        ],
        "tab": tab,
        "asked": asked,
        "filtered": any(asked.values()),
        "kinds": Kind.choices,
        "reasons": Reason.choices,
        "may_plan": permissions.may_plan(account),
        "may_oversee": permissions.may_oversee(account),
        "today": today,
        "outside": outside,
    }
    return render(request, "inspections/list.html", context)


def _shown(count: int) -> str:
    return str(count) if count < queries.COUNTED else f"{queries.COUNTED - 1}+"


def _word(name: str) -> str:
    words = {
        "mine": _("我的检查"),
        "begun": _("检查中"),
        "overdue": _("到期未查"),
        "planned": _("待检查"),
        "closed": _("已结束"),
    }
    return words.get(name, _("全部"))


@never_cache
@only(permissions.may_read_inspections)
@require_GET
def table(request: HttpRequest) -> FileResponse:
    """The listed inspections, at most `queries.EXPORTED`; where there are more, the last row says so."""
    account, today = account_of(request), timezone.localdate()
    names = queries.UNIT_TABS if account.role == Role.MANAGER else queries.TABS
    asked = _asked(request)
    found = queries.tab(account, _view(request, list(names)), today)
    found = queries.search(found, asked["q"], asked["kind"], asked["reason"]).order_by("-scheduled_on", "-pk")
    header = [_("编号"), _("检查日期"), _("状态"), _("单位"), _("地点"), _("检查方式"), _("检查事由"), _("检查机关")]
    return sheet(_("监督检查"), header, _cells(list(found[: queries.EXPORTED + 1]), account))


def _cells(found: list[Inspection], account: Account) -> Iterator[list[str]]:
    outside = account.role == Role.MANAGER
    for one in found[: queries.EXPORTED]:
        state = str(one.get_state_display()) + (f" {one.get_outcome_display()}" if one.outcome else "")
        how = f"{one.get_kind_display()} {one.get_method_display()}"
        why = wording.reason(one, outside=outside)
        yield [one.number, one.scheduled_on.isoformat(), state, one.unit_name, one.place, how, why, one.authority.name]
    if len(found) > queries.EXPORTED:
        yield [_("以下还有。每次最多导出 %(count)d 行，请用查找缩小范围。") % {"count": queries.EXPORTED}]


def sheet(title: str, header: list[str], rows: Iterator[list[str]]) -> FileResponse:
    """A table file to save; every cell is text."""
    folder = tempfile.TemporaryDirectory(prefix="beholden-list-")
    try:
        path = Path(folder.name) / "list.xlsx"
        write_sheet(path, title, header, rows)
        file = path.open("rb")
    finally:
        folder.cleanup()  # the open file lives on until it is sent
    name = f"{title}-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


@never_cache
@only(permissions.is_police)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a visit; what was inspected there before is shown before it is done."""
    account = account_of(request)
    start = {"scheduled_on": timezone.localdate(), "officers": [account.code], "method": "on_site"}
    if request.GET.get("filing"):
        start["filing"] = request.GET["filing"][:60]
    form = VisitForm(account, posted(request), initial=start)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        given = form.given()
        try:
            made = services.plan_visit(account, **given)
        except DuplicateVisit as duplicate:
            form.add_error("override_reason", str(duplicate))
            context["search"] = duplicate.search
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        else:
            return HttpResponseRedirect(address(made))
    return render(request, "inspections/new.html", context, status=422 if form.errors else 200)


@never_cache
@only(permissions.may_read_inspections)
@require_GET
def visit(request: HttpRequest, code: str) -> HttpResponse:
    """The record: head with number, state and day; items left, acts right, documents below."""
    found, account = visible(request, code), account_of(request)
    context = record(found, account)
    if not context["outside"]:
        on = found.scheduled_on
        context["count"] = duplicates.count(found.authority, found.unit, on, found.division)
        context["before"] = found.found_before
    return render(request, "inspections/visit.html", context)


@never_cache
@only(permissions.may_read_inspections)
@require_GET
def file(request: HttpRequest, code: str, piece: str) -> HttpResponse:
    """To the address where the evidence lies, for those who may read it; it lives for minutes and needs no cookie."""
    found = visible(request, code)
    one = found.evidence.filter(code=piece[:16], arrived_at__isnull=False).first()
    if one is None or not permissions.sees_inside(account_of(request), found):
        raise Http404
    return HttpResponseRedirect(reverse("inspections:opened", args=[files.SHELF.token(one.code)]))


@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponseBase:
    """The bytes, to be saved: never shown inside a page of ours. Reads no session, sets no cookie."""
    one = Evidence.objects.filter(code=files.SHELF.opened(token)).first()
    if one is None:
        raise Http404
    name = f"{one.name.rpartition('.')[0] or one.name or one.code}.{ENDINGS.get(one.media_type, 'bin')}"
    return files.SHELF.handed_out(one.sha256, name, one.media_type)
