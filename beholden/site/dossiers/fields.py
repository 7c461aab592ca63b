"""The fields an entry may have, and what typed values become before they are kept: bounded, visible, in order (R11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.acts.typed import text as text
from beholden.site.dossiers.kinds import Kind, Service
from beholden.site.dossiers.refusals import Refused

TEXT, LINES, DAY, NUMBER, FLAG, SERVICE, TERMS, CAMERAS = (
    "text", "lines", "day", "number", "flag", "service", "terms", "cameras",
)  # fmt: skip
MOST_DAYS: Final = 3_660  # of a maintenance interval: what a slip of typing cannot exceed


@dataclass(frozen=True, slots=True)
class Field:
    """What it is called, what may be typed, how long; ``column`` False: it is kept in ``more``."""

    label: Promise
    type: str = TEXT
    longest: int = 200
    column: bool = False


FIELDS: Final[dict[str, Field]] = {
    "title": Field(gettext_lazy("名称"), column=True),
    "party": Field(gettext_lazy("单位或者人员"), column=True),
    "party_uscc": Field(gettext_lazy("对方统一社会信用代码"), longest=18, column=True),
    "service": Field(gettext_lazy("受托工作"), SERVICE),
    "number": Field(gettext_lazy("编号"), longest=100, column=True),
    "signed_on": Field(gettext_lazy("签订或者形成日期"), DAY, column=True),
    "happened_on": Field(gettext_lazy("日期"), DAY, column=True),
    "from_on": Field(gettext_lazy("开始日期"), DAY, column=True),
    "until_on": Field(gettext_lazy("到期日期"), DAY, column=True),
    "interval_days": Field(gettext_lazy("每隔多少天维护一次"), NUMBER),
    "terms": Field(gettext_lazy("协议已约定的事项"), TERMS),
    "confidential": Field(gettext_lazy("协议里已约定安全保密义务"), FLAG),
    "models": Field(gettext_lazy("产品型号"), LINES, 500),
    "topic": Field(gettext_lazy("内容")),
    "place": Field(gettext_lazy("地点")),
    "reason": Field(gettext_lazy("改动、迁移、拆除的原因"), LINES, 500),
    "result": Field(gettext_lazy("结果"), LINES, 1000),
    "cameras": Field(gettext_lazy("涉及的图像采集设备"), CAMERAS),
    "note": Field(gettext_lazy("说明"), LINES, 1000, column=True),
}
NOT_AHEAD: Final = ("signed_on", "happened_on")  # what has been done or signed lies behind us


def label_of(kind: Kind, name: str) -> Promise:
    """What this kind calls the field."""
    return kind.labels.get(name) or FIELDS[name].label


def day(value: object, label: object, field: str) -> date | None:
    """A typed date, None for nothing. Raises Refused."""
    if isinstance(value, date):
        return value
    kept = text(value, label, 10, field=field)
    if not kept:
        return None
    try:
        found = date.fromisoformat(kept)
    except ValueError:
        raise Refused("not_a_day", _("%(label)s应为日期，例如 2026-03-01") % {"label": label}, field=field) from None
    if not 1980 <= found.year <= 2100:
        raise Refused("not_a_day", _("%(label)s不像真实的日期，请核对") % {"label": label}, field=field)
    return found


def cleaned(kind: Kind, given: Mapping[str, object], today: date) -> dict[str, Any]:
    """The values of this kind's fields as they are kept; ``cameras`` stays a list of codes. Raises Refused."""
    found = {name: _one(kind, name, given.get(name)) for name in kind.fields}
    for name in kind.needs:
        if found.get(name) in ("", None):
            raise Refused("empty", _("请填写%(label)s") % {"label": label_of(kind, name)}, field=name)
    _in_order(kind, found, today)
    if "title" in kind.fields or not found.get("title"):
        found["title"] = found.get("title") or str(kind.title)
    return found


def _one(kind: Kind, name: str, value: Any) -> Any:
    known, label = FIELDS[name], label_of(kind, name)
    if known.type == DAY:
        return day(value, label, name)
    if known.type == FLAG:
        return value in (True, "on", "true", "yes")
    if known.type in (TERMS, CAMERAS):
        values = value if isinstance(value, list | tuple) else []
        return [text(one, label, 32, field=name) for one in values]
    kept = text(value, label, known.longest, field=name, lines=known.type == LINES)
    if known.type == NUMBER and kept:
        if not kept.isascii() or not kept.isdigit() or not 0 < int(kept) <= MOST_DAYS:
            raise Refused("not_days", _("%(label)s应为整数，例如 90") % {"label": label}, field=name)
        return int(kept)
    if known.type == SERVICE and kept and kept not in Service.values:
        raise Refused("no_choice", _("请选择%(label)s") % {"label": label}, field=name)
    return kept.upper() if name == "party_uscc" else kept


def _in_order(kind: Kind, found: dict[str, Any], today: date) -> None:
    """Raises Refused for dates that cannot follow one another."""
    if kind.name == "secret_consent" and found["signed_on"] >= found["happened_on"]:
        says = _("同意的日期应当早于设备安装日期：先同意，后安装")
        raise Refused("after_installation", says, field="signed_on", cite="R10")
    for name in NOT_AHEAD:
        if found.get(name) and found[name] > today and not (kind.name == "secret_consent" and name == "happened_on"):
            raise Refused("ahead", _("%(label)s还没有到") % {"label": label_of(kind, name)}, field=name)
    until = found.get("until_on")
    for name in ("from_on", "happened_on"):
        if until and found.get(name) and until < found[name]:
            values = {"until": label_of(kind, "until_on"), "from": label_of(kind, name)}
            raise Refused("ends_first", _("%(until)s早于%(from)s，请核对") % values, field="until_on")
