"""What the room prints: duty roster, drill record, confidentiality agreement to fill in and sign (R15, R19)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook
from beholden.engines.rulebook import Answer
from beholden.ground.documents.kinds import Kind
from beholden.ground.systems.models import System
from beholden.site.dossiers.models import DossierEntry

KINDS: Final = (
    Kind("duty_roster", _("值班表"), "duty-roster", "", ("unit", "title", "rows")),
    Kind("drill_record", _("应急演练记录"), "drill-record", "", ("unit", "rows")),
    Kind("confidentiality_agreement", _("安全保密协议"), "confidentiality-agreement", "", ("unit",)),
)
_DAYS: Final = 92  # printed of one roster
_WEEK: Final = "一二三四五六日"


def roster(entry: DossierEntry, first: date) -> dict[str, Any]:
    """Values for `duty-roster.typ`: a line for each day and hours, from ``first`` on."""
    planned = entry.shifts.filter(taken_off_at__isnull=True).select_related("person")
    lines: defaultdict[tuple[date, str], list[str]] = defaultdict(list)
    for shift in planned:
        start, end = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
        next_day = "次日" if end.date() > start.date() else ""
        lines[start.date(), f"{start:%H:%M}–{next_day}{end:%H:%M}"].append(shift.person.name)
    shown = [(day, hours) for day, hours in sorted(lines) if day >= first][: _DAYS * 4]
    return {
        "unit": entry.unit.name,
        "system": entry.system.name if entry.system else "",
        "title": entry.title,
        "term": f"{entry.from_on} 至 {entry.until_on}",
        "rows": [
            [f"{day:%Y-%m-%d} 星期{_WEEK[day.weekday()]}", hours, "、".join(lines[day, hours])] for day, hours in shown
        ]
        or [["—", "—", "还没有安排班次"]],
        "basis": ["R15(1)", "R16(2)(1)"],
    }


def drill(entry: DossierEntry) -> dict[str, Any]:
    """Values for `drill-record.typ`."""
    with translation.override("zh-hans"):
        found = [
            [one.text, str(one.due_on), f"{one.fixed_on} {one.fix}" if one.fixed_on else str(one.get_state_display())]
            for one in entry.shortcomings.all()[:100]
        ]
    return {
        "unit": entry.unit.name,
        "rows": [
            ["系统", entry.system.name if entry.system else "—"],
            ["演练名称", entry.title],
            ["演练日期", str(entry.happened_on)],
            ["地点", entry.more.get("place") or "—"],
            ["演练经过", entry.more.get("result") or "—"],
            ["下次演练", str(entry.until_on or "—")],
            ["说明", entry.note or "—"],
        ],
        "found": found,
        "basis": ["R15(1)"],
    }


def agreement(system: System, on: date) -> dict[str, Any]:
    """Values for `confidentiality-agreement.typ`: what the law wants settled, as the rulebook has it that day."""
    book = rulebook.opened(settings.LAW)

    settled, banned = (book.resolve(rule, on, "000000", {}) for rule in ("entrust.terms", "contractor.confidentiality"))
    cites = [ground.cite.split("(")[0] for answer in (settled, banned) for ground in answer.because]

    def listed(answer: Answer) -> list[str]:
        labels = book.rule(answer.rule).labels
        return [labels[value][0] for value in answer.value]

    return {
        "unit": system.unit.name,
        "uscc": system.unit.uscc,
        "system": system.name,
        "terms": listed(settled),
        "bans": listed(banned),
        "basis": list(dict.fromkeys(["R15(2)", "R19", *cites])),
    }
