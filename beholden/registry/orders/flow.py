"""The state table of orders: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

Nothing closes because a clock ran out: a re-inspection is recorded by a person, and only its record says whether
correction was refused (M15).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.registry.orders import permissions
from beholden.registry.orders.models import RUNNING, Kind, Order, Result, State

UNIT, OFFICER, SUPERVISOR = "unit", "officer", "supervisor"


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``kinds`` those it fits; ``result`` of the re-inspection that leads there."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    who: str
    cite: str
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


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do an act now; ``why`` is the sentence when not, ``step`` the row that fits."""

    action: str
    allowed: bool
    why: str = ""
    step: Step | None = None

    @property
    def label(self) -> str:
        """The act's name, or its code when no row fits."""
        if self.action == "conclude":
            return str(RECORD)
        return str(self.step.label) if self.step else self.action


def rows(order: Order, action: str, result: str = "") -> list[Step]:
    """The rows of an act that this kind of order knows; with ``result``, those it leads along."""
    return [
        step
        for step in STEPS
        if step.action == action and order.kind in step.kinds and (not result or step.result in ("", result))
    ]


def verdict(order: Order, action: str, account: Account, result: str = "") -> Verdict:
    """May ``account`` do ``action`` on the order as it stands, and why not."""
    known = rows(order, action, result)
    if not known:
        return Verdict(action, False, str(_("这种责令没有这个环节。")))
    fitting = next((step for step in known if order.state in step.from_), None)
    step = fitting or known[0]
    if not _is(step.who, account, order):
        return Verdict(action, False, str(_("只有%(who)s可以办理。")) % {"who": WHO_WORDS[step.who]}, step)
    if fitting is None:
        label = RECORD if action == "conclude" else step.label
        words = {"state": order.get_state_display(), "act": label}
        return Verdict(action, False, str(_("现在的状态是“%(state)s”，不能“%(act)s”。")) % words, step)
    return Verdict(action, True, "", fitting)


def offered(order: Order, account: Account) -> list[Verdict]:
    """Every act this person's office knows on such an order, allowed or with the reason why not now."""
    seen: dict[str, Verdict] = {}
    for step in STEPS:
        if step.action not in seen and rows(order, step.action) and _is(step.who, account, order):
            seen[step.action] = verdict(order, step.action, account)
    return list(seen.values())


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    with translation.override("zh-hans"):
        states = dict(State.choices)
        lines = ["| 办理 | 从 | 到 | 谁 | 种类 | 依据 |", "|---|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(states[one]) for one in step.from_)
            to = str(states[step.to]) if step.to else "不变"
            kinds = "都可以" if len(step.kinds) == len(Kind) else "、".join(str(Kind(one).label) for one in step.kinds)
            act = f"{RECORD}：{step.label}" if step.result else str(step.label)
            lines.append(f"| {act} | {from_} | {to} | {WHO_WORDS[step.who]} | {kinds} | {step.cite} |")
    return "\n".join(lines) + "\n"


def _is(who: str, account: Account, order: Order) -> bool:
    if who == UNIT:
        return permissions.answers_for(account, order)
    if who == SUPERVISOR:
        return permissions.supervises(account, order)
    return permissions.orders(account, order)
