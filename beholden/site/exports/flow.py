"""What can be done with an export in which state, and why not: one table for buttons, services, docs and tests.

waiting → building | declined; building → ready | failed | cancelled; failed → building; ready, failed → removed.
R16, R20.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.site.exports.models import State


@dataclass(frozen=True, slots=True)
class Step:
    """One act: from which states, to which, by whom, and the law behind it."""

    name: str
    label: Promise
    of: tuple[str, ...]
    to: str
    by: str  # second: another person who may export these cameras; asker: who asked; unit: either of them
    cite: str


STEPS: Final[dict[str, Step]] = {
    step.name: step
    for step in (
        Step("approve", _("同意调取"), (State.WAITING,), State.BUILDING, "second", "R16(2)(2)"),
        Step("decline", _("不同意"), (State.WAITING,), State.DECLINED, "second", "R16(2)(2)"),
        Step("cancel", _("取消"), (State.WAITING, State.BUILDING), State.CANCELLED, "unit", "R16(2)(2)"),
        Step("retry", _("重试"), (State.FAILED,), State.BUILDING, "unit", "R16(2)(2)"),
        Step("download", _("下载"), (State.READY,), State.READY, "asker", "R16(2)(3)"),
        Step("remove", _("立即清除"), (State.READY, State.FAILED), State.REMOVED, "unit", "R16(2)(2)"),
    )
}
NOT_NOW: Final[dict[tuple[str, str], Promise]] = {
    ("download", State.WAITING): _("还没有另一人同意。"),
    ("download", State.BUILDING): _("还在制作，完成后可以下载。"),
    ("download", State.FAILED): _("没有做成，重试成功后可以下载。"),
    ("download", State.DECLINED): _("没有获得同意。"),
    ("download", State.CANCELLED): _("已经取消。"),
    ("download", State.REMOVED): _("已从本系统清除。仍需要的，请重新调取。"),
}
NOT_YOU: Final[dict[str, Promise]] = {
    "second": _("调取人不能同意自己的调取，须由另一名有权调取这些摄像机的人员办理。"),
    "asker": _("只有调取人可以下载。需要的人员请自己调取，以便登记。"),
    "unit": _("只有调取人和有权调取这些摄像机的人员可以办理。"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a step is open; ``why`` says why not."""

    step: Step
    allowed: bool
    why: str = ""


def verdict(name: str, state: str, hands: frozenset[str]) -> Verdict:
    """May this step be taken from ``state`` by somebody who is all of ``hands`` (second, asker, unit)?"""
    step = STEPS[name]
    if state not in step.of:
        return Verdict(step, False, str(NOT_NOW.get((name, state), _("现在的状态下不能这样办。"))))
    if step.by not in hands:
        return Verdict(step, False, str(NOT_YOU[step.by]))
    return Verdict(step, True)
