"""Spreadsheets of the room: people and their training, maintenance planned and done (R15(1), R16(2)(1)). Text only."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from beholden.engines.cameralist.sheet import write_sheet
from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.site.dossiers import queries, standing
from beholden.site.dossiers.kinds import KINDS, PERSONAL
from beholden.site.dossiers.models import GONE
from beholden.site.dossiers.permissions import may_write

_MOST = 20_000


def staff(account: Account, on: date) -> bytes:
    """Everybody in a key post with the three duties; for an auditor the names are masked."""
    open_names = may_write(account)
    entries = queries.with_papers(queries.visible_to(account).filter(kind__in=PERSONAL).exclude(state__in=GONE))
    of_whom: dict[int, list[Sequence[str]]] = {}
    for entry in entries.order_by("happened_on", "pk")[:_MOST]:
        says = [str(entry.happened_on), str(entry.until_on or ""), standing.sentence(entry, on), entry.party]
        of_whom.setdefault(entry.person_id or 0, []).append([str(KINDS[entry.kind].title), *says])
    rows: list[Sequence[str]] = []
    for person in queries.staff_visible_to(account)[:_MOST]:
        left = str(person.left_on or "")
        who = [person.name if open_names else person.masked, person.post, str(person.joined_on), left]
        rows += [[*who, *one] for one in of_whom.get(person.pk, [["", "", "", _("没有记录"), ""]])]
    header = [
        _("姓名"),
        _("岗位"),
        _("到岗日期"),
        _("离岗日期"),
        _("事项"),
        _("日期"),
        _("下次日期"),
        _("情况"),
        _("组织者"),
    ]
    return _book(_("重要岗位人员"), header, rows)  # fmt: skip


def maintenance(account: Account, system: System, on: date) -> bytes:
    """What the plan asked for, when it was done, how late, and what was found."""
    entries = queries.visible_to(account).filter(system=system, kind__in=("maintenance", "maintenance_plan"))
    known = list(entries.exclude(state__in=GONE).prefetch_related("cameras", "shortcomings").order_by("pk")[:_MOST])
    _plan, turns = queries.maintenance_of(known, on)
    due = {turn.done: turn.due for turn in turns if turn.done}
    rows: list[Sequence[str]] = []
    for entry in sorted((e for e in known if e.kind == "maintenance" and e.happened_on), key=lambda e: e.happened_on):
        planned = due.get(entry.happened_on)
        late = (entry.happened_on - planned).days if planned and entry.happened_on else 0
        found = "；".join(f"{one.text}（{one.get_state_display()}）" for one in entry.shortcomings.all())
        cameras = "、".join(camera.name for camera in entry.cameras.all())
        lateness = _("迟 %(days)d 天") % {"days": late} if late > 0 else ""
        said = entry.more.get("result", "")
        rows.append([str(planned or ""), str(entry.happened_on), lateness, entry.party, said, found, cameras])
    if turns and turns[-1].done is None:
        rows.append([str(turns[-1].due), "", _("已超期") if turns[-1].late else _("未到"), "", "", "", ""])
    header = [_("计划日期"), _("维护日期"), _("是否按期"), _("维护者"), _("内容和结果"), _("发现的问题"), _("设备")]
    return _book(_("维护记录"), header, rows)


def _book(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_sheet(path, title, header, rows)
        return path.read_bytes()
