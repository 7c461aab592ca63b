"""The list of orders, its table file, and the record page."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.engines.cameralist.sheet import write_sheet
from beholden.ground.people.web.doors import only
from beholden.registry.orders import permissions, queries
from beholden.registry.orders.web.showing import account_of, lines, record, visible

MOST_ROWS: Final = 20_000  # of a table file: what a person opens
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@only(permissions.may_read_orders)
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """Orders as this office reads them: saved views as tabs, by due day."""
    account, today = account_of(request), timezone.localdate()
    counts = queries.tab_counts(account, today)
    tab, words = _asked(request, list(counts))
    found = queries.search(queries.tab(queries.visible_to(account), tab, today), words)
    page = queries.page(found, request.GET.get("after", "")[:40])
    tabs = [
        {"name": name, "word": _word(name), "count": _shown(count), "current": name == tab}
        for name, count in counts.items()
    ]
    context = {
        "lines": lines(page.orders, today, of_unit=permissions.is_manager(account)),
        "after": page.after,
        "tabs": tabs,
        "tab": tab,
        "q": words,
        "of_unit": permissions.is_manager(account),
    }
    return render(request, "orders/list.html", context)


@never_cache
@only(permissions.may_read_orders)
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """The same list as a spreadsheet, at most `MOST_ROWS` lines; every cell is text."""
    account, today = account_of(request), timezone.localdate()
    tab, words = _asked(request, list(queries.UNIT_TABS if permissions.is_manager(account) else queries.TABS))
    found = queries.search(queries.tab(queries.visible_to(account), tab, today), words)
    header = [_("期限"), _("编号"), _("种类"), _("当事人"), _("地点"), _("违法行为"), _("状态"), _("作出日期")]
    header += [_("送达日期"), _("送达方式"), _("期满日期"), _("公安机关")]
    rows = (
        [
            line.order.due.isoformat() if line.order.due else "",
            line.order.number or line.order.code,
            line.order.get_kind_display(),
            line.order.party_name,
            line.order.place,
            line.what,
            line.order.get_state_display(),
            str(line.order.issued_on or ""),
            str(line.order.served_on or ""),
            line.order.get_served_manner_display() if line.order.served_manner else "",
            str(line.order.expires_on or ""),
            line.order.authority.name,
        ]
        for order in queries.every(found, MOST_ROWS)
        for line in lines([order], today)
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "orders.xlsx"
        write_sheet(path, _("责令改正"), header, rows)
        answer = HttpResponse(path.read_bytes(), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="orders-{today}.xlsx"'
    return answer


def _asked(request: HttpRequest, names: list[str]) -> tuple[str, str]:
    tab = request.GET.get("view", names[0])
    return (tab if tab in names else names[0]), request.GET.get("q", "")[:100]


def _shown(count: int) -> str:
    return str(count) if count < queries.COUNTED else f"{queries.COUNTED - 1}+"


def _word(name: str) -> str:
    words = {
        "to_serve": _("待送达"),
        "running": _("改正中"),
        "due": _("应复查"),
        "overdue": _("已超期"),
        "drafts": _("草稿"),
        "open": _("办理中"),
        "closed": _("已办结"),
    }
    return words.get(name, _("全部"))


@never_cache
@only(permissions.may_read_orders)
@require_GET
def order(request: HttpRequest, code: str) -> HttpResponse:
    """The record: head with number, state and date; findings and terms left, acts right."""
    return render(request, "orders/order.html", record(visible(request, code), account_of(request)))
