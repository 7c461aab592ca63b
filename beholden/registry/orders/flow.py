"""The state table of orders: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

Nothing closes because a clock ran out: a re-inspection is recorded by a person, and only its record says whether
correction was refused (M15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.registry.orders import permissions
from beholden.registry.orders.models import RUNNING, Kind, Order, Result, State

UNIT, OFFICER, SUPERVISOR = "unit", "officer", "supervisor"


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """One row. ``kinds`` are those it fits; ``result`` that of the re-inspection which leads along it."""

    kinds: tuple[str, ...] = (Kind.IMMEDIATE, Kind.TIME_LIMITED)
    result: str = ""


LIMITED: Final = (Kind.TIME_LIMITED,)
DRAFT: Final = (State.DRAFTED,)
SEEN: Final = (State.REINSPECTING,)

STEPS: Final = (
    Step("edit", _("修改"), DRAFT, "", OFFICER, "M14"),
    Step("fix", _("固定证据"), DRAFT, "", OFFICER, "R26"),
    Step("issue", _("作出责令"), DRAFT, State.ISSUED, OFFICER, "M14"),
    Step("discard", _("作废草稿"), DRAFT, State.DISCARDED, OFFICER, "M14"),
    Step("serve", _("记录送达"), (State.ISSUED,), State.SERVED, OFFICER, "程序规定36"),
    Step("report", _("报告改正"), RUNNING, State.REPORTED, UNIT, "M15"),
    Step("report", _("补充报告"), SEEN, "", UNIT, "M15"),
    Step("extend", _("延长期限"), RUNNING, "", OFFICER, "M14", LIMITED),
    Step("reinspect", _("安排复查"), RUNNING, State.REINSPECTING, OFFICER, "M15"),
    Step("reinspect", _("重新安排复查"), SEEN, "", OFFICER, "M15"),
    Step("conclude", _("已改正，办结"), SEEN, State.CLOSED_CORRECTED, OFFICER, "M15", result=Result.CORRECTED),
    Step("conclude", _("未全部改正，办结"), SEEN, State.CLOSED_PARTLY, OFFICER, "M15", result=Result.PARTLY),
    Step("conclude", _("拒不改正，办结"), SEEN, State.CLOSED_REFUSED, OFFICER, "M15", result=Result.REFUSED),
    Step("conclude", _("期限继续"), SEEN, State.SERVED, OFFICER, "M15", LIMITED, Result.NOT_YET),
    Step(
        "revoke",
        _("撤销责令"),
        (State.ISSUED, *RUNNING, State.REINSPECTING),
        State.REVOKED,
        SUPERVISOR,
        "M14",
    ),
)

WHOSE: Final = {
    **dict.fromkeys((State.DRAFTED, State.ISSUED, State.REPORTED, State.REINSPECTING), OFFICER),
    State.SERVED: UNIT,
}
WHO_WORDS: Final = {UNIT: _("责令对象"), OFFICER: _("作出责令的公安机关"), SUPERVISOR: _("作出责令的公安机关负责人")}
RECORD: Final = _("记录复查结果")


class _Orders(flow.Flow[Step, Order, Account]):
    unknown = _("这种责令没有这个环节。")

    def holds(self, who: str, actor: Account, case: Order) -> bool:
        if who == UNIT:
            return permissions.answers_for(actor, case)
        if who == SUPERVISOR:
            return permissions.supervises(actor, case)
        return permissions.orders(actor, case)

    def knows(self, step: Step, case: Order) -> bool:
        return case.kind in step.kinds

    def label(self, step: Step) -> str:
        return str(RECORD if step.result else step.label)

    def shown(self, step: Step) -> str:
        return f"{RECORD}：{step.label}" if step.result else str(step.label)


FLOW: Final = _Orders(STEPS, State.choices, WHO_WORDS)
offered = FLOW.offered


def rows(order: Order, action: str, result: str = "") -> list[Step]:
    """The rows of an act that this kind of order knows; with ``result``, those it leads along."""
    return [step for step in FLOW.rows(order, action) if not result or step.result in ("", result)]


def verdict(order: Order, action: str, account: Account, result: str = "") -> flow.Verdict[Step]:
    """May ``account`` do ``action`` on the order as it stands, and why not."""
    return FLOW.verdict(order, action, account, rows(order, action, result))


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    return FLOW.table({"种类": lambda step: flow.among(dict(Kind.choices), step.kinds)})
