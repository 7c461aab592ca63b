"""The state table of entries that have states: works, vulnerabilities, agreements, shortcomings. It drives buttons,
"why can't I?", services and docs. Nothing moves because a date passed: a person acts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.site.dossiers import permissions
from beholden.site.dossiers.kinds import AGREEMENTS, KINDS, WITH_SHORTCOMINGS, KindName
from beholden.site.dossiers.models import GONE, DossierEntry, Shortcoming, State

WORKS, VULNERABILITY, EVERY = ("works",), ("vulnerability",), tuple(KINDS)
OPEN = (State.KEPT, State.APPLIED, State.AGREED, State.MOVED, State.RESTORED, State.RECEIVED, State.MITIGATING)
MANAGER = "manager"
NOT_GONE = tuple(state for state in State if state not in GONE)


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """One row. ``says`` and ``on``: the act needs a sentence, a day."""

    kinds: tuple[str, ...]
    says: bool = False
    on: bool = False


STEPS: Final = (
    Step("edit", _("修改"), OPEN, "", MANAGER, "R11", EVERY),
    Step("attach", _("上传文件"), NOT_GONE, "", MANAGER, "R11", EVERY),
    Step("agree", _("对接并同意"), (State.APPLIED,), State.AGREED, MANAGER, "R23(2)", WORKS),
    Step("decline", _("不同意"), (State.APPLIED,), State.DECLINED, MANAGER, "R23(2)", WORKS, says=True),
    Step("move", _("登记已改动"), (State.AGREED,), State.MOVED, MANAGER, "R23(2)", WORKS, on=True),
    Step("restore", _("登记已恢复"), (State.MOVED,), State.RESTORED, MANAGER, "R15(1)", WORKS, on=True),
    Step("confirm", _("确认达到原有设计、使用要求"), (State.RESTORED,), State.CONFIRMED, MANAGER, "R15(1)", WORKS),
    Step("redo", _("未达到要求，继续恢复"), (State.RESTORED,), State.MOVED, MANAGER, "R15(1)", WORKS, says=True),
    Step("cancel", _("取消施工"), (State.APPLIED, State.AGREED), State.CANCELLED, MANAGER, "R23(2)", WORKS, says=True),
    Step("mitigate", _("开始处置"), (State.RECEIVED,), State.MITIGATING, MANAGER, "R15(1)", VULNERABILITY),
    Step(
        "spare", _("经核实不受影响"), (State.RECEIVED,), State.NOT_AFFECTED, MANAGER, "R15(1)", VULNERABILITY, says=True
    ),
    Step(
        "solve",
        _("登记已处置"),
        (State.MITIGATING,),
        State.MITIGATED,
        MANAGER,
        "R15(1)",
        VULNERABILITY,
        says=True,
        on=True,
    ),
    Step(
        "reopen",
        _("重新处置"),
        (State.MITIGATED, State.NOT_AFFECTED),
        State.MITIGATING,
        MANAGER,
        "R15(1)",
        VULNERABILITY,
        says=True,
    ),
    Step("end", _("终止协议"), (State.KEPT,), State.ENDED, MANAGER, "R15(2)", AGREEMENTS, says=True, on=True),
    Step("find", _("记录发现的问题"), (State.KEPT,), "", MANAGER, "R15(1)", WITH_SHORTCOMINGS),
    Step("plan_shifts", _("安排班次"), (State.KEPT,), "", MANAGER, "R15(1)", ("roster",)),
    Step(
        "retire", _("作废"), tuple(s for s in OPEN if s != State.MOVED), State.RETIRED, MANAGER, "R11", EVERY, says=True
    ),
)
PLAIN: Final = ("edit", "attach", "find", "plan_shifts")  # acts with pages of their own


class _Entries(flow.Flow[Step, DossierEntry, Account]):
    unknown = _("这种档案没有这个环节。")

    def holds(self, who: str, actor: Account, case: DossierEntry) -> bool:
        return permissions.writes_for(actor, case)

    def knows(self, step: Step, case: DossierEntry) -> bool:
        return case.kind in step.kinds

    def lacks(self, step: Step, case: DossierEntry) -> tuple[object, str]:
        if step.action == "agree" and not case.cameras.exists():
            return _("先选出要改动的图像采集设备。"), ""
        return "", ""


class _Shortcomings(flow.Flow[flow.Step, Shortcoming, Account]):
    unknown = _("这种档案没有这个环节。")

    def holds(self, who: str, actor: Account, case: Shortcoming) -> bool:
        return permissions.writes_for(actor, case.entry)

    def not_now(self, step: flow.Step, case: Shortcoming) -> object:
        return _("这份档案已经作废。") if case.entry.state in GONE else super().not_now(step, case)

    def fits(self, step: flow.Step, case: Shortcoming) -> bool:
        return case.entry.state not in GONE and super().fits(step, case)


WHO_WORDS: Final = {MANAGER: _("管理单位的负责人")}
FLOW: Final = _Entries(STEPS, State.choices, WHO_WORDS)
MENDING: Final = _Shortcomings(
    (
        flow.Step("fix", _("登记已整改"), (Shortcoming.State.OPEN,), Shortcoming.State.FIXED, MANAGER, "R15(1)"),
        flow.Step("reopen", _("重新整改"), (Shortcoming.State.FIXED,), Shortcoming.State.OPEN, MANAGER, "R15(1)"),
    ),
    Shortcoming.State.choices,
    WHO_WORDS,
)
verdict, offered, mending = FLOW.verdict, FLOW.offered, MENDING.verdict


def table() -> str:
    """The flow as the table of `docs/know/dossiers.md`, in Chinese: one line a row."""
    words = {one: KindName(one).label for one in EVERY}
    return FLOW.table({"种类": lambda step: flow.among(words, step.kinds)})
