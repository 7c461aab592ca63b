"""What a statement's measured values are called: the words both sides read, whoever's product measured them (M10).

A name that is not here is another product's own; it stands as it came, since guessing what it means would be worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "accounts": ("账号数", "accounts"),
    "asked_on": ("向登记机关询问的日期", "asked the registry on"),
    "cameras": ("图像采集设备数", "cameras"),
    "cameras_filed": ("已备案的设备数", "cameras filed"),
    "cameras_same": ("设备与备案一致", "cameras as filed"),
    "cameras_short": ("保存不足期限的设备数", "cameras kept too short"),
    "cameras_used": ("在用的设备数", "cameras in use"),
    "cameras_with_days_missing": ("期限内缺整天录像的设备数", "cameras with whole days missing"),
    "cameras_without_password": ("没有密码的设备数", "cameras without a password"),
    "cameras_young": ("启用未满期限的设备数", "cameras younger than the term"),
    "covered_least_permille": ("录像最少的一台保存的比例（‰）", "least covered camera (‰)"),
    "days_attained": ("已保存天数", "days kept"),
    "days_missing": ("最多缺少的天数", "most days missing"),
    "days_owed": ("应当保存的天数", "days owed"),
    "deletions_done": ("期满已删除的次数", "deletions done"),
    "deletions_unfinished": ("未完成的删除", "deletions unfinished"),
    "filed": ("已备案", "filed"),
    "filing": ("备案编号", "filing"),
    "filing_version": ("备案版本", "version of the filing"),
    "grants_in_force": ("有效授权数", "grants in force"),
    "holds": ("留存冻结数", "holds"),
    "idle_minutes": ("闲置退出的分钟数", "minutes until an idle sign-in ends"),
    "lock_after": ("连续输错几次锁定", "failures until locked"),
    "log": ("存证账本", "evidence log"),
    "log_size": ("账本条数", "entries of the log"),
    "log_whole": ("账本完整", "log whole"),
    "looks_refused": ("拒绝查看的次数", "looks refused"),
    "looks_this_month": ("本月查看登记次数", "looks this month"),
    "lost": ("失联的设备数", "cameras lost"),
    "offices_apart": ("三员分立", "offices apart"),
    "overdue": ("期满未删除的设备数", "cameras past their term"),
    "papers": ("有效的档案数", "papers in force"),
    "papers_expired": ("过期的档案数", "papers expired"),
    "papers_missing": ("缺少的档案数", "papers missing"),
    "recording": ("正在录像的设备数", "cameras recording"),
    "register_missing": ("登记缺号数", "numbers missing in the register"),
    "second_factor": ("启用第二因素的账号数", "accounts with a second factor"),
    "tls": ("加密访问", "encrypted access"),
    "witnessed": ("有见证", "witnessed"),
    "worst_clock_ms": ("设备时钟最大误差（毫秒）", "worst clock of a camera (ms)"),
    "yesterday_least_permille": ("昨日录像最少的一台（‰）", "least recorded camera of yesterday (‰)"),
}
_VALUES: Final[Mapping[object, tuple[str, str]]] = {
    "true": ("是", "yes"),
    "false": ("否", "no"),
    "none": ("没有签名", "not signed yet"),
    "signed": ("已签名", "signed"),
    "late": ("已签名，之后又有新条目", "signed, grown since"),
    "broken": ("有异常", "broken"),
}
_MOST: Final = 12  # values of one answer that are said


def said(values: Mapping[str, object], *, english: bool = False) -> str:
    """Measured values as one sentence part: "已保存天数 31；应当保存的天数 30"."""
    parts = []
    for name, value in list(values.items())[:_MOST]:
        word = WORDS.get(name, (name, name))[english]
        key = str(value).lower() if isinstance(value, bool) else value
        shown = _VALUES[key][english] if isinstance(key, str) and key in _VALUES else value
        parts.append(f"{word} {shown}")
    return ("; " if english else "；").join(parts)
