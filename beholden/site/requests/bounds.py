"""How wide a request may be before somebody narrows it: no more than necessary (R20), related footage only (R21).

The numbers are ours: no text fixes one. Wider needs are several requests, each with its own grounds.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from beholden.site.dossiers.refusals import Refused

MOST_CAMERAS: Final = 16
MOST_CAMERA_HOURS: Final = 96
CITES: Final = {"state_organ": "R20", "individual": "R21", "internal": "R16(2)(2)", "publication": "R22"}


def check(kind: str, cameras: int, from_at: datetime | None, to_at: datetime | None, now: datetime) -> None:
    """Raises Refused: no interval, one that has not been, too many cameras, too many camera hours."""
    if from_at is None or to_at is None:
        raise Refused("empty", _("请填写录像的开始和结束时间"), field="from_at" if from_at is None else "to_at")
    if to_at <= from_at:
        raise Refused("ends_first", _("录像止应当晚于录像起"), field="to_at")
    if to_at > now:
        raise Refused("ahead", _("录像止还没有到：只能申请已经录下的录像"), field="to_at")
    cite = CITES[kind]
    if cameras > MOST_CAMERAS:
        says = _("请缩小范围：一次最多 %(most)d 台设备，现在是 %(count)d 台。只选与事由有关的设备。")
        raise Refused("too_wide", says % {"most": MOST_CAMERAS, "count": cameras}, field="cameras", cite=cite)
    hours = (to_at - from_at).total_seconds() / 3600 * max(cameras, 1)
    if hours > MOST_CAMERA_HOURS:
        says = _("请缩小范围：设备数乘以小时数最多 %(most)d，现在是 %(count)d。确有需要的，分开申请并分别说明理由。")
        raise Refused("too_wide", says % {"most": MOST_CAMERA_HOURS, "count": round(hours)}, field="to_at", cite=cite)
