"""Alarms and figures in the words of the person who can act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.video.errors import SENTENCES, CameraError
from beholden.ground.systems import wording
from beholden.site.recordings.models import Alarm, AlarmKind

_STEPS: Final = ((10**12, "TB"), (10**9, "GB"), (10**6, "MB"))
STATES: Final = {"critical": "over", "tight": "over", "watch": "due"}  # the colours of the frame


def sentence(alarm: Alarm) -> str:
    """One sentence: what, where, why, and what it means. What to do follows from it."""
    detail = alarm.detail
    if alarm.kind == AlarmKind.CAMERA_DOWN:
        name = alarm.camera.name if alarm.camera else alarm.subject
        if detail.get("code") not in SENTENCES:
            return _("“%(name)s”失联") % {"name": name}
        why = wording.sentence(CameraError(detail["code"], detail.get("detail", "")))
        return _("“%(name)s”失联：%(why)s") % {"name": name, "why": why}
    if alarm.kind == AlarmKind.RECORDER_DOWN:
        return _("录像服务没有运行，所有设备都没有录像。请启动 beholden up")
    if alarm.kind == AlarmKind.DISK:
        return _disk(detail)
    if alarm.kind == AlarmKind.NO_RULE:
        name = alarm.camera.name if alarm.camera else alarm.subject
        return _("“%(name)s”没有适用的保存期限规定，录像不会自动删除") % {"name": name}
    if alarm.kind == AlarmKind.CLOCK:
        values = {"last": _local(detail.get("last", "")), "now": _local(detail.get("now", ""))}
        return _("系统时间从 %(last)s 变为 %(now)s，删除已暂停。时间无误的，请确认") % values
    if alarm.kind == AlarmKind.LEDGER:
        return _("存证账本不可用，不放行任何视频图像，录像照常：%(why)s") % {"why": detail.get("why", "")}
    if alarm.kind == AlarmKind.WITNESS:
        return _("外部见证中断，到期录像暂不删除：%(why)s") % {"why": detail.get("why", "")}
    if alarm.kind == AlarmKind.EMERGENCY:
        return _("%(name)s 在没有授权时紧急查看，须由安全管理员或者审计员复核") % {"name": detail.get("name", "")}
    if detail.get("waits"):
        return _("到期录像的删除在等待检查点：%(why)s") % {"why": detail.get("why", "")}
    return _("到期录像未能删除：%(why)s") % {"why": detail.get("why", "")}


def _disk(detail: dict[str, object]) -> str:
    full_on = date.fromisoformat(str(detail["full_on"])) if detail.get("full_on") else None
    days = detail.get("floor_days") or 0
    values = {"date": full_on or "—", "days": days, "missing": size(int(str(detail.get("missing") or 0)))}
    if detail.get("used_up"):
        return _("磁盘空间已用尽，只剩系统预留，不能让所有录像保存满 %(days)s 天，还差 %(missing)s") % values
    text = _("磁盘预计 %(date)s 写满，不能让所有录像保存满 %(days)s 天，还差 %(missing)s") % values
    return text + (_("（按目前码率估算，未满一天）") if detail.get("guessed") else "")


def _local(iso: str) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(iso)):%Y-%m-%d %H:%M}" if iso else "—"


def size(count: int) -> str:
    """Bytes as people read them: 1.2 TB, 340 GB, 12 MB."""
    for step, unit in _STEPS:
        if count >= step:
            return f"{count / step:.1f} {unit}" if count < 10 * step else f"{count // step} {unit}"
    return f"{count / 10**6:.1f} MB" if count else "0"
