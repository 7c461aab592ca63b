"""What a filing asks, under which names the answers are kept, and what the rulebook is told of them (R14(1), M6).

``FORM`` counts the versions of the form. A draft typed into another version keeps every answer: those the form still
asks stand where they were, the others are shown to the person and kept (`leftover`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.engines import rulebook
from beholden.ground.acts.refusals import Refused as Refused
from beholden.ground.acts.typed import text as text
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.kinds import UnitType
from beholden.registry.filings.models import Filing, Jurisdiction, Sector

FORM: Final = 1
MOST_DAYS: Final = 36_500  # of retention: what a typing slip cannot exceed

TASKS: Final = {
    "unit": gettext_lazy("管理单位"),
    "system": gettext_lazy("公共安全视频系统"),
    "cameras": gettext_lazy("图像采集设备"),
    "agent": gettext_lazy("经办人和材料"),
}

# name → (task, label, longest); dates, numbers and choices are checked below
FIELDS: Final = {
    "unit_name": ("unit", gettext_lazy("单位名称"), 200),
    "unit_type": ("unit", gettext_lazy("单位类型"), 20),
    "unit_uscc": ("unit", gettext_lazy("统一社会信用代码"), 18),
    "unit_address": ("unit", gettext_lazy("单位地址"), 300),
    "public_contact": ("unit", gettext_lazy("公众联系方式"), 100),
    "name": ("system", gettext_lazy("系统名称"), 100),
    "division": ("system", gettext_lazy("行政区划代码"), 12),
    "location": ("system", gettext_lazy("系统建设位置"), 300),
    "place_category": ("system", gettext_lazy("公共场所类别"), 32),
    "premises": ("system", gettext_lazy("场所的特别类型"), 32),
    "in_use_date": ("system", gettext_lazy("投入使用日期"), 10),
    "retention_days": ("system", gettext_lazy("视频图像信息存储期限（天）"), 6),
    "necessity": ("system", gettext_lazy("为维护公共安全所必需的说明"), 500),
    "operator_name": ("system", gettext_lazy("受托运营单位"), 200),
    "jurisdiction": ("system", gettext_lazy("受理的公安机关"), 12),
    "sector": ("system", gettext_lazy("行业主管部门"), 12),
    "counter_terror_target": ("system", gettext_lazy("已被确定为防范恐怖袭击重点目标"), 5),
    "guarded": ("system", gettext_lazy("由保安从业单位提供保安服务"), 5),
    "near_secret_unit": ("system", gettext_lazy("位于军事禁区、军事管理区或者国家机关等涉密单位周边"), 5),
    "consent_unit": ("system", gettext_lazy("作出同意的涉密单位"), 200),
    "consent_number": ("system", gettext_lazy("同意文件的文号"), 100),
    "consent_date": ("system", gettext_lazy("同意的日期"), 10),
    "letter_received": ("agent", gettext_lazy("已收到加盖单位公章的授权书原件"), 5),
    "id_checked": ("agent", gettext_lazy("已核对经办人身份证件"), 5),
    "change_reason": ("system", gettext_lazy("变更或者停用的原因"), 500),
}
FLAGS: Final = frozenset({"counter_terror_target", "guarded", "near_secret_unit", "letter_received", "id_checked"})
AT_THE_WINDOW: Final = frozenset({"letter_received", "id_checked"})
DATES: Final = frozenset({"in_use_date", "consent_date"})
LINES: Final = frozenset({"location", "necessity", "unit_address", "change_reason"})
SECRET: Final = frozenset({"near_secret_unit", "consent_unit", "consent_number", "consent_date"})
CHOICES: Final[dict[str, Any]] = {
    "unit_type": UnitType,
    "place_category": PlaceCategory,
    "jurisdiction": Jurisdiction,
    "sector": Sector,
}
EXTRA: Final = "law:"  # what an overlay asks that no field of ours names: kept under `law:<id>`


def cleaned(given: Mapping[str, object]) -> dict[str, Any]:
    """Answers as they are kept: text trimmed, dates ISO, numbers whole; empty ones stay empty. Raises Refused."""
    return {name: _one(name, value) for name, value in given.items()}


def _one(name: str, value: object) -> Any:
    if name.startswith(EXTRA):
        return text(value or "", name.removeprefix(EXTRA), 500, field=name, lines=True)
    if name not in FIELDS:
        raise Refused("unknown_field", _("没有“%(name)s”这一项") % {"name": name[:60]}, field=name[:60])
    _task, label, longest = FIELDS[name]
    if name in FLAGS:
        return bool(value)
    if value is None or value == "":
        return ""
    kept = text(value, label, longest, field=name, lines=name in LINES)
    if name in DATES:
        return _day(kept, label, name)
    if name == "retention_days":
        if not kept.isascii() or not kept.isdigit() or not 0 < int(kept) <= MOST_DAYS:
            raise Refused("not_days", _("存储期限应为整数天，例如 30"), field=name)
        return int(kept)
    if name in CHOICES and kept not in CHOICES[name].values:
        raise Refused("no_choice", _("请选择%(label)s") % {"label": label}, field=name)
    return kept.upper() if name == "unit_uscc" else kept


def _day(kept: str, label: object, name: str) -> str:
    try:
        day = date.fromisoformat(kept)
    except ValueError:
        raise Refused("not_a_day", _("%(label)s应为日期，例如 2026-03-01") % {"label": label}, field=name) from None
    if not 1980 <= day.year <= 2100:
        raise Refused("not_a_day", _("%(label)s不像真实的日期，请核对") % {"label": label}, field=name)
    return day.isoformat()


def leftover(filing: Filing) -> dict[str, Any]:
    """Answers the form no longer asks: shown, kept, never thrown away."""
    return {
        name: value
        for name, value in filing.answers.items()
        if name not in FIELDS and not name.startswith(EXTRA) and value not in ("", None)
    }


def day(answers: Mapping[str, Any], name: str) -> date | None:
    """A kept date, or None."""
    value = answers.get(name)
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    except ValueError:
        return None


def facts(answers: Mapping[str, Any], *, channel: str = "online", category: str = "") -> dict[str, Any]:
    """What the rulebook is told of these answers; ``category`` that of one camera's area where it differs."""
    told: dict[str, Any] = {"filing.channel": channel}
    kind = category or answers.get("place_category")
    if kind:
        told["place_category"] = kind
    if answers.get("premises"):
        told["premises"] = answers["premises"]
    for name in ("counter_terror_target", "guarded", "near_secret_unit"):
        if answers.get(name):
            told[name] = True
    in_use = day(answers, "in_use_date")
    if in_use:
        told["in_use.date"] = in_use
    return told


def place(answers: Mapping[str, Any], on: date) -> str:
    """The county the law is asked for: the division typed when it exists that day, else the nation."""
    code = str(answers.get("division") or "")[:6]
    try:
        rulebook.opened(settings.LAW).divisions.find(code, on)
    except rulebook.LawError:
        return "000000"
    return code
