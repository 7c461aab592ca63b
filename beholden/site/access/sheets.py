"""The register as a table for inspectors (R16(2)(3)). That it was taken out, by whom, why, is an entry of the log."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.cameralist import write_sheet
from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.ground.people.refusals import Refused
from beholden.ground.people.roles import Role
from beholden.site.access import queries, refusals
from beholden.site.access.models import AccessEntry

MOST: Final = 50_000  # rows of one sheet; more is narrowed by time
_WHY: Final = 200


def may_take_out(account: Account) -> bool:
    """The unit's manager answers to inspectors; the auditor examines. A guard reads, and takes nothing along."""
    return account.is_active and account.role in (Role.MANAGER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken out: entries oldest first, who takes them and why, and where that stands on the log."""

    rows: list[AccessEntry]
    account: Account
    why: str
    at: datetime
    log_index: int


def take(account: Account, filters: queries.Filters, why: str, now: datetime, most: int) -> Taken:
    """Enter on the log that what this account may read and fits is taken out. Raises Refused (no reason, too many)."""
    if not may_take_out(account):
        raise Refused("not_yours", _("您的岗位不导出登记簿。"))
    said = " ".join(why.split())[:_WHY]
    if len(said) < 2:
        raise Refused("empty", _("请写明导出登记簿的理由，例如：监督检查时提交"))
    found = filters.apply(queries.visible_to(account)).select_related("use")
    rows = list(found.order_by("number")[: most + 1])
    if len(rows) > most:
        raise Refused("too_many", _("超过 %(most)d 条，请先按时间筛选，分几次导出") % {"most": most})
    numbers = {"first": rows[0].number if rows else 0, "last": rows[-1].number if rows else 0}
    body = {"action": "register_export", "username": account.username, "name": account.name, "why": said}
    body["unit"] = account.organisation.name if account.organisation else ""
    try:
        receipt = evidence.append("decide", {**body, **numbers, "count": len(rows)}, at=now)
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有导出。请稍后再办。")) from error
    return Taken(rows, account, said, now, receipt.index)


def taken_out(account: Account, filters: queries.Filters, why: str, now: datetime) -> bytes:
    """What this account may read and fits, as XLSX. Raises Refused (no reason, too many, no log)."""
    taken = take(account, filters, why, now, MOST)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_sheet(path, _("信息调用登记"), _header(), (_row(entry) for entry in taken.rows))
        return path.read_bytes()


def _header() -> list[str]:
    return [
        _("编号"), _("时间"), _("单位"), _("姓名"), _("用户名"), _("事由"), _("事由说明"), _("操作"),
        _("公共安全视频系统"), _("设备名称"), _("录像起"), _("录像止"), _("结果"), _("拒绝原因"),
        _("字节数"), _("存证序号"), _("存证哈希"),
    ]  # fmt: skip


def _row(entry: AccessEntry) -> Sequence[str]:
    use = getattr(entry, "use", None)
    return [
        str(entry.number), local(entry.at), entry.unit, entry.name or erased(entry), entry.username,
        str(entry.get_purpose_display()), entry.purpose_note, str(entry.get_action_display()), entry.system_name,
        entry.camera_name or entry.camera_code,
        local(entry.starts), local(entry.ends), str(entry.get_result_display()),
        refusals.detail(entry.why) if entry.why else "", str(use.bytes if use else 0), str(entry.log_index),
        entry.leaf_hash,
    ]  # fmt: skip


def erased(entry: AccessEntry) -> str:
    """What stands in the place of a name that was erased at the end of its term."""
    return _("（期满已删除）") if entry.erased_at else ""


def local(at: datetime | None) -> str:
    """A time as inspectors read it, "" for none."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}" if at else ""
