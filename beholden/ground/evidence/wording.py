"""The words of the ledger's pages: kinds of entries, and the fields of what an entry commits to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

KIND_WORDS = {
    "acc": _("查看登记"),
    "access": _("查看登记"),
    "del": _("依法删除"),
    "hold": _("留存冻结"),
    "release": _("解除冻结"),
    "seg": _("录像段"),
    "gap": _("缺口"),
    "day": _("日封存"),
    "restore": _("从备份恢复"),
    "decide": _("决定"),
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


def rows(body: dict[str, Any] | None) -> list[tuple[str, Any]]:
    """(word, value) of what was committed to, in the order of the table; fields it does not know come last."""
    found = body or {}
    known = [key for key in BODY_WORDS if key in found]
    return [
        (str(BODY_WORDS.get(key, key)), _shown(key, found[key])) for key in [*known, *sorted(set(found) - {*known})]
    ]


def _shown(key: str, value: Any) -> Any:
    if key.endswith("_us") and isinstance(value, int):
        return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=value)
    return "—" if value in (None, "") else value
