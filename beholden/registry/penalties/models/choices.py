"""Words a case is sorted by: where it stands, against whom, what was decided, how a paper reached its party."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a case stands; `flow` says what leads on from there."""

    OPENED = "opened", _("已立案")
    PROPOSED = "proposed", _("已拟处罚")
    NOTICED = "noticed", _("已告知")
    HEARING_ASKED = "hearing_asked", _("已要求听证")
    HEARING_CALLED = "hearing_called", _("已通知听证")
    HEARD = "heard", _("已听证")
    REVIEW = "review", _("待负责人审查")
    RETURNED = "returned", _("已退回")
    DECIDED = "decided", _("已决定")
    SERVED = "served", _("已送达")
    CLOSED = "closed", _("已办结")
    TRANSFERRED = "transferred", _("已移送")


ENDED = (State.CLOSED, State.TRANSFERRED)
BEFORE_DECISION = (
    State.OPENED,
    State.PROPOSED,
    State.NOTICED,
    State.HEARING_ASKED,
    State.HEARING_CALLED,
    State.HEARD,
    State.REVIEW,
    State.RETURNED,
)
ARGUING = (State.NOTICED, State.HEARING_ASKED, State.HEARING_CALLED, State.HEARD)  # the party may state its defence


class Outcome(models.TextChoices):
    """What is proposed, and then decided."""

    PENALTY = "penalty", _("给予处罚")
    NONE = "none", _("不予处罚")


class PartyKind(models.TextChoices):
    """Against whom; each has its own range in the Regulation (R26 to R30)."""

    UNIT = "unit", _("单位")
    INDIVIDUAL = "individual", _("个人")
    RESPONSIBLE = "responsible", _("责任人员")


class Ground(models.TextChoices):
    """Why none is given: the labels of `penalty.leniency`, and that the facts do not hold."""

    MINOR = "none_minor_corrected", _("轻微并及时改正，没有造成危害后果")
    FIRST = "may_waive_first_time", _("初次违法，后果轻微并及时改正")
    NO_FAULT = "none_no_fault", _("有证据足以证明没有主观过错")
    NOT_ESTABLISHED = "not_established", _("违法事实不能成立")


class EventKind(models.TextChoices):
    """What happened beside the main way."""

    EVIDENCE = "evidence", _("固定证据")
    MEASURE = "measure", _("执行措施")
    DEPARTMENT = "department", _("通报有关部门")
    RECONSIDERATION = "reconsideration", _("行政复议")
    LITIGATION = "litigation", _("行政诉讼")
