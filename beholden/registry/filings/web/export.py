"""The list as a table file: what the page lists, with the same filters, for the same person."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from beholden.engines.cameralist import write_sheet
from beholden.ground.people.models import Account
from beholden.ground.people.web.doors import only
from beholden.registry.filings import permissions, queries
from beholden.registry.filings.web.listing import Line, line
from beholden.registry.filings.web.showing import account_of

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@only(permissions.may_read_filings)
@require_GET
def table(request: HttpRequest) -> FileResponse:
    """The listed filings, at most `queries.EXPORTED`; where there are more, the last row says so."""
    rows = _rows(account_of(request), request.GET.get("view", ""), request.GET.get("q", "")[:100])
    folder = tempfile.TemporaryDirectory(prefix="beholden-list-")
    try:
        path = Path(folder.name) / "list.xlsx"
        write_sheet(path, str(_("备案")), _header(), rows)
        file = path.open("rb")
    finally:
        folder.cleanup()  # the open file lives on until it is sent
    name = f"{_('备案')}-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


def _header() -> list[str]:
    words = (
        _("编号"),
        _("期限"),
        _("状态"),
        _("单位"),
        _("系统"),
        _("事项"),
        _("设备数"),
        _("行政区划"),
        _("提交时间"),
    )
    return [str(word) for word in words]


def _rows(account: Account, view: str, words: str) -> Iterator[list[str]]:
    today = timezone.localdate()
    found = queries.tab(
        queries.visible_to(account), view if view in queries.tabs(account) else queries.tabs(account)[0], today
    )
    for number, filing in enumerate(queries.exported(queries.search(found, words, account))):
        if number == queries.EXPORTED:
            yield [_("以下还有。每次最多导出 %(count)d 行，请用查找缩小范围。") % {"count": queries.EXPORTED}]
            return
        yield _cells(line(filing, today))


def _cells(line: Line) -> list[str]:
    filing = line.filing
    handed_in = timezone.localtime(filing.submitted_at).strftime("%Y-%m-%d %H:%M") if filing.submitted_at else ""
    due = filing.due.isoformat() if filing.due else ""
    count = str(filing.camera_count)
    return [line.number, due, line.state, line.unit, line.system, line.matter, count, filing.division, handed_in]
