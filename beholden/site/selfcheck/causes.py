"""Why footage is missing, in words: the typed reasons of gaps (M10(5), M10(7))."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.engines.video.reasons import GONE, START, Reason

CAUSES: Final[dict[str, Promise]] = {
    Reason.CAMERA_LOST.value: _("摄像机失联"),
    Reason.STALLED.value: _("画面停滞"),
    Reason.RESTART.value: _("录像程序重启或断电"),
    Reason.CLOCK_STEP.value: _("时钟跳变"),
    Reason.DISK_FULL.value: _("磁盘已满"),
    Reason.OPERATOR.value: _("人工停止"),
    START: _("尚未开始录像"),
    GONE: _("录像已不在"),
}
