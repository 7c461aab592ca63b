"""The register on paper for inspectors, under the filters of the page (R16(2)(3)); taking it out is itself an entry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents import services as documents
from beholden.ground.documents.kinds import MOST as LONGEST_LIST
from beholden.ground.documents.kinds import DocumentError, Kind
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.site.access import queries, refusals, sheets
from beholden.site.access.models import AccessEntry, Action, Purpose, Result

MOST: Final = 1_000  # entries on paper, drawn in three seconds; more is narrowed by time, or taken out as a table
# drawn, not issued: a kept copy would outlive the term of what stands in it
EXTRACT: Final = Kind("register_extract", gettext_lazy("信息调用登记摘录"), "register-extract", "", ("unit", "rows"))


def printed(account: Account, filters: queries.Filters, why: str, now: datetime) -> bytes:
    """What this account may read and fits, as PDF. Raises Refused (no reason, too many, no log, no font)."""
    taken = sheets.take(account, filters, why, now, MOST)
    with translation.override("zh-hans"):
        try:
            return documents.drawn(EXTRACT.name, _values(taken, filters), now=now)
        except DocumentError as error:
            raise Refused("no_paper", _("文书没有生成：%(why)s") % {"why": error}) from error


def _values(taken: sheets.Taken, filters: queries.Filters) -> dict[str, Any]:
    account, rows = taken.account, taken.rows
    span = f"No.{rows[0].number} – No.{rows[-1].number}" if rows else "—"
    return {
        "unit": account.organisation.name if account.organisation else account.name,
        "rows": [
            [_("筛选条件"), "；".join(_filtered(filters)) or _("全部")],
            [_("登记条数"), str(len(rows))],
            [_("登记编号"), span],
            [_("导出人"), f"{account.name}（{account.username}）"],
            [_("导出的理由"), taken.why],
            [_("导出时间"), sheets.local(taken.at)],
            [_("本次导出的存证序号"), str(taken.log_index)],
        ],
        # a list of lists: one alone may not be this long
        "entries": [
            [_row(entry) for entry in rows[at : at + LONGEST_LIST]] for at in range(0, len(rows), LONGEST_LIST)
        ],
        "basis": ["R16(2)(3)"],
    }


def _row(entry: AccessEntry) -> Sequence[str]:
    span = f"{sheets.local(entry.starts)} – {sheets.local(entry.ends)}" if entry.starts else ""
    camera = entry.camera_name or entry.camera_code
    result = str(entry.get_result_display())
    return [
        str(entry.number),
        sheets.local(entry.at),
        "\n".join(part for part in (entry.name or sheets.erased(entry), entry.unit) if part),
        "\n".join(part for part in (str(entry.get_purpose_display()), entry.purpose_note) if part),
        "\n".join(part for part in (f"{entry.get_action_display()} {camera}".strip(), entry.system_name, span) if part),
        f"{result}\n{refusals.detail(entry.why)}" if entry.why else result,
        f"{entry.log_index}\n{entry.leaf_hash[:16]}",
    ]


def _filtered(filters: queries.Filters) -> Iterator[str]:
    named = (
        (_("时间从"), sheets.local(filters.since)),
        (_("到"), sheets.local(filters.until)),
        (_("摄像机"), filters.camera),
        (_("调用人员"), filters.person),
        (_("操作"), str(Action(filters.action).label) if filters.action else ""),
        (_("事由"), str(Purpose(filters.purpose).label) if filters.purpose else ""),
        (_("结果"), str(Result(filters.result).label) if filters.result else ""),
    )
    return (f"{name} {value}" for name, value in named if value)
