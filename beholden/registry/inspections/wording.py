"""Visits in words: an item in the reader's language, a reason, a time with the device's clock beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.registry.inspections.models import Inspection, Reason

CLOSE_ENOUGH: Final = 60_000  # ms: how far a clock may be off before the page says so; ours to choose
_UNSAID: Final = frozenset({Reason.TIP, Reason.DATA})


def item(visit: Inspection, number: int) -> dict[str, Any]:
    """An item of the visit's own version of the list. Raises KeyError."""
    known: dict[int, dict[str, Any]] = {one["number"]: one for one in visit.checklist.content["items"]}
    return known[number]


def said(pair: list[str]) -> str:
    """A pair [Chinese, English] in the reader's language."""
    return pair[1] if (get_language() or "zh").startswith("en") else pair[0]


def reason(visit: Inspection, *, outside: bool) -> str:
    """Why the visit is. Outside the police nobody learns that there was a tip (程序规定63)."""
    if outside and visit.reason in _UNSAID:
        return _("线索核查")
    return str(visit.get_reason_display())


def moment(at: datetime, offset_ms: int | None, received: datetime) -> str:
    """A time as the device said it; where its clock was off, by how much, uncorrected."""
    told = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
    strange = clock(at, offset_ms, received)
    return f"{told}（{strange}）" if strange else told


def clock(at: datetime, offset_ms: int | None, received: datetime) -> str:
    """What is to be said of the device's clock, "" when nothing is."""
    if offset_ms is None:
        return _("设备时钟未核对")
    if abs(offset_ms) > CLOSE_ENOUGH:
        words = {"span": span(abs(offset_ms) // 1000)}
        return (_("设备时钟慢 %(span)s，未作修正") if offset_ms > 0 else _("设备时钟快 %(span)s，未作修正")) % words
    if (at - received).total_seconds() * 1000 > CLOSE_ENOUGH:
        return _("设备时间晚于收到时间，未作修正")
    return ""


def span(seconds: int) -> str:
    """A length of time in days, hours, minutes."""
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes = rest // 60
    parts = [
        _("%(count)d 天") % {"count": days} if days else "",
        _("%(count)d 小时") % {"count": hours} if hours else "",
        _("%(count)d 分") % {"count": minutes} if minutes or not (days or hours) else "",
    ]
    return " ".join(part for part in parts if part)
