"""What can be done with an export in which state, and why not: one table for buttons, services, docs and tests.

waiting → building | declined; building → ready | failed | cancelled; failed → building; ready, failed → removed.
R16, R20.
"""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.acts.flow import Step
from beholden.site.exports.models import Export, State

SECOND, ASKER, UNIT = "second", "asker", "unit"
STEPS: Final = (
    Step("approve", _("同意调取"), (State.WAITING,), State.BUILDING, SECOND, "R16(2)(2)"),
    Step("decline", _("不同意"), (State.WAITING,), State.DECLINED, SECOND, "R16(2)(2)"),
    Step("cancel", _("取消"), (State.WAITING, State.BUILDING), State.CANCELLED, UNIT, "R16(2)(2)"),
    Step("retry", _("重试"), (State.FAILED,), State.BUILDING, UNIT, "R16(2)(2)"),
    Step("download", _("下载"), (State.READY,), State.READY, ASKER, "R16(2)(3)"),
    Step("remove", _("立即清除"), (State.READY, State.FAILED), State.REMOVED, UNIT, "R16(2)(2)"),
)
NOT_NOW: Final[dict[tuple[str, str], Promise]] = {
    ("download", State.WAITING): _("还没有另一人同意。"),
    ("download", State.BUILDING): _("还在制作，完成后可以下载。"),
    ("download", State.FAILED): _("没有做成，重试成功后可以下载。"),
    ("download", State.DECLINED): _("没有获得同意。"),
    ("download", State.CANCELLED): _("已经取消。"),
    ("download", State.REMOVED): _("已从本系统清除。仍需要的，请重新调取。"),
}
NOT_YOU: Final[dict[str, Promise]] = {
    SECOND: _("调取人不能同意自己的调取，须由另一名有权调取这些摄像机的人员办理。"),
    ASKER: _("只有调取人可以下载。需要的人员请自己调取，以便登记。"),
    UNIT: _("只有调取人和有权调取这些摄像机的人员可以办理。"),
}


class _Exports(flow.Flow[Step, Export, frozenset[str]]):
    """Asked for the hands somebody has in an export: second, asker, unit."""

    unknown = _("没有这个环节。")
    state_first = True

    def holds(self, who: str, actor: frozenset[str], case: Export) -> bool:
        return who in actor

    def not_you(self, step: Step, case: Export, actor: frozenset[str]) -> tuple[object, str]:
        return NOT_YOU[step.who], ""

    def not_now(self, step: Step, case: Export) -> object:
        return NOT_NOW.get((step.action, case.state), _("现在的状态下不能这样办。"))


FLOW: Final = _Exports(STEPS, State.choices, NOT_YOU)
verdict = FLOW.verdict
