"""The words tips and complaints are told apart by (R24(2), R25(2))."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class TipState(models.TextChoices):
    """Where a tip stands."""

    RECEIVED = "received", _("已收到")
    CHECKING = "checking", _("核查中")
    TRANSFERRED = "transferred", _("已移送，待接收")
    ROUTED = "routed", _("已告知其他途径")
    ANSWERED = "answered", _("已答复")


class TipOutcome(models.TextChoices):
    """What the check came to, as the reporter is told."""

    FOUND = "found", _("查实，已依法处理")
    LAWFUL = "lawful", _("安装符合规定")
    NOT_FOUND = "not_found", _("未发现举报的设备")
    ELSEWHERE = "elsewhere", _("不属于举报事项，已告知其他途径")


class TipAction(models.TextChoices):
    """What can be done to a tip; the rows are in `flow`."""

    RECEIVE = "receive", _("收到举报")
    TAKE = "take", _("受理核查")
    TAKE_OVER = "take_over", _("接手办理")
    ACKNOWLEDGE = "acknowledge", _("接收移送")
    TRANSFER = "transfer", _("移送")
    LOCATE = "locate", _("标注位置")
    ASK = "ask", _("向举报人询问")
    ADD = "add", _("举报人补充")
    VISIT = "visit", _("安排检查")
    CASE = "case", _("立案")
    REVEAL = "reveal", _("查看联系方式")
    ROUTE = "route", _("告知其他途径")
    ANSWER = "answer", _("答复举报人")


class ComplaintState(models.TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", _("已收到")
    ACCEPTED = "accepted", _("已受理")
    EXAMINING = "examining", _("调查中")
    ANSWERED = "answered", _("已答复")


class ComplaintSubject(models.TextChoices):
    """What is complained about: R20 and R25 for looking, R32 for building, M20 for supervision itself."""

    LOOKING = "looking", _("违法查阅、调取、泄露视频图像")
    BUILDING = "building", _("违法建设、安装、使用视频系统")
    NEGLECT = "neglect", _("玩忽职守、不依法处理")
    ABUSE = "abuse", _("滥用职权、徇私舞弊")
    OTHER = "other", _("其他违法行为")


class ComplaintOutcome(models.TextChoices):
    """What the examination came to."""

    FOUNDED = "founded", _("反映的问题属实")
    PARTLY = "partly", _("反映的问题部分属实")
    UNFOUNDED = "unfounded", _("反映的问题不属实")
    NOT_OURS = "not_ours", _("不属于检举、控告，已告知其他途径")


class ComplaintAction(models.TextChoices):
    """What can be done to a complaint."""

    RECEIVE = "receive", _("收到检举、控告")
    ACCEPT = "accept", _("受理")
    ROUTE = "route", _("转有权机关")
    EXAMINE = "examine", _("开始调查")
    ASK = "ask", _("向来信人询问")
    ADD = "add", _("来信人补充")
    ANSWER = "answer", _("答复来信人")


OPEN_TIPS = (TipState.RECEIVED, TipState.CHECKING, TipState.TRANSFERRED)
OPEN_COMPLAINTS = (ComplaintState.RECEIVED, ComplaintState.ACCEPTED, ComplaintState.EXAMINING)
