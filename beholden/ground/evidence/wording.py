"""The words of the ledger's pages: kinds of entries, and the fields of what an entry commits to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

KIND_WORDS = {
    "acc": _("查看登记"),
    "access": _("查看登记"),
    "del": _("依法删除"),
    "hold": _("留存冻结"),
    "release": _("解除冻结"),
    "spare": _("冻结保留，不予删除"),
    "seg": _("录像段"),
    "gap": _("缺口"),
    "day": _("日封存"),
    "restore": _("从备份恢复"),
    "decide": _("决定"),
    "export": _("录像调取"),
    "redact": _("遮挡件核对"),
    "publish": _("提供公开传播"),
}

BODY_WORDS = {
    "number": _("登记编号"),
    "at_us": _("时间"),
    "username": _("用户名"),
    "name": _("姓名"),
    "unit": _("单位"),
    "purpose": _("事由"),
    "purpose_note": _("事由说明"),
    "action": _("操作"),
    "camera": _("摄像机编号"),
    "camera_name": _("摄像机"),
    "system": _("系统"),
    "from_us": _("录像起"),
    "to_us": _("录像止"),
    "client": _("网络地址"),
    "result": _("结果"),
    "why": _("原因"),
    "reason": _("事由"),
    "rule": _("规则"),
    "filing": _("备案"),
    "version": _("版本"),
    "document": _("文书"),
    "defects": _("补正内容"),
}

_rooms: dict[str, tuple[Mapping[str, object], Mapping[str, Mapping[str, object]]]] = {}


def register(thing: str, names: Mapping[str, object], values: Mapping[str, Mapping[str, object]]) -> None:
    """How a room's entries read: ``names`` field → word, ``values`` field → value → word.

    ``thing`` is the field its bodies name their matter by, or what stands before the first dot of its acts. An act is
    looked up by what stands behind its last dot.
    """
    _rooms[thing] = (names, values)


def rows(body: dict[str, Any] | None) -> list[tuple[str, Any]]:
    """(word, value) of what was committed to, in the order of the table; fields it does not know come last."""
    found = body or {}
    before = str(found.get("action", "")).partition(".")[0]
    names, values = next((_rooms[thing] for thing in _rooms if thing in found or thing == before), ({}, {}))
    words = {**BODY_WORDS, **names}
    known = [key for key in words if key in found]
    return [
        (str(words.get(key, key)), _shown(key, found[key], values.get(key, {})))
        for key in [*known, *sorted(set(found) - {*known})]
    ]


def _shown(key: str, value: Any, words: Mapping[str, object]) -> Any:
    if value is None or value in ("", [], {}):
        return "—"
    if key.endswith("_us") and isinstance(value, int):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)
    if isinstance(value, bool) or value in ("true", "false"):
        return gettext("是") if value in (True, "true") else gettext("否")
    if isinstance(value, list):
        return "、".join(str(_shown(key, one, words)) for one in value)
    if isinstance(value, dict):
        return "；".join(f"{name}：{_shown(key, one, words)}" for name, one in value.items())
    named = value.rpartition(".")[2] if key == "action" and isinstance(value, str) else value
    return str(words[named]) if isinstance(named, str) and named in words else value
