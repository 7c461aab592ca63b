"""The state table of inspections: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

A visit has one end, its written record (M13); what follows from a finding is a person's decision in another room (M14).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.registry.inspections import permissions
from beholden.registry.inspections.models import Inspection, Outcome, State

TEAM, OFFICE = "team", "office"
ANY = ("", Outcome.REFUSED, Outcome.ABSENT)
ORDINARY = ("",)
CUT_SHORT = (Outcome.REFUSED, Outcome.ABSENT)


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """One row. ``outcomes`` are those of the visit under which it can be done."""

    outcomes: tuple[str, ...] = ANY


STEPS: Final = (
    Step("reschedule", _("改期、换人"), (State.PLANNED,), "", OFFICE, "M11(1)"),
    Step("cancel", _("取消检查"), (State.PLANNED,), State.CANCELLED, OFFICE, "M17"),
    Step("begin", _("开始检查"), (State.PLANNED,), State.BEGUN, TEAM, "行政处罚法55"),
    Step("add_item", _("加查一项"), (State.PLANNED, State.BEGUN), "", TEAM, "M11(2)", ORDINARY),
    Step("answer", _("记录检查项"), (State.BEGUN,), "", TEAM, "M10", ORDINARY),
    Step("attach", _("附上证据"), (State.BEGUN,), "", TEAM, "M13"),
    Step("drop", _("去掉证据"), (State.BEGUN,), "", TEAM, "M13"),
    Step("note", _("记一笔"), (State.PLANNED, State.BEGUN), "", TEAM, "M13"),
    Step("refuse", _("记录拒绝检查"), (State.BEGUN,), "", TEAM, "R24(1)", ORDINARY),
    Step("absent", _("记录无人在场"), (State.BEGUN,), "", TEAM, "M13", ORDINARY),
    Step("resume", _("恢复检查"), (State.BEGUN,), "", TEAM, "M13", CUT_SHORT),
    Step("sign", _("签名"), (State.BEGUN,), "", TEAM, "M13"),
    Step("close", _("结束检查，出具笔录"), (State.BEGUN,), State.CLOSED, TEAM, "M13"),
    Step("tell", _("记录已告知结果"), (State.CLOSED,), "", OFFICE, "M14"),
)
WHO_WORDS: Final = {TEAM: _("这次检查的民警"), OFFICE: _("检查机关的民警")}
WHOSE: Final = {State.PLANNED: TEAM, State.BEGUN: TEAM}


class _Visits(flow.Flow[Step, Inspection, Account]):
    unknown = _("没有这个环节。")

    def holds(self, who: str, actor: Account, case: Inspection) -> bool:
        return permissions.on_team(actor, case) if who == TEAM else permissions.of_office(actor, case)

    def lacks(self, step: Step, case: Inspection) -> tuple[object, str]:
        if case.outcome in step.outcomes:
            return "", ""
        if not case.outcome:
            return _("没有记录拒绝检查或者无人在场，不需要恢复。"), ""
        words = {"outcome": case.get_outcome_display(), "act": self.label(step)}
        return str(_("已经记录“%(outcome)s”，不能“%(act)s”；情况有变的，先恢复检查。")) % words, ""


FLOW: Final = _Visits(STEPS, State.choices, WHO_WORDS)
ACTIONS: Final = FLOW.actions
verdict, verdicts, offered = FLOW.verdict, FLOW.every, FLOW.offered
_ROWS: Final = {step.action: step for step in STEPS}


def row(action: str) -> Step:
    """The row of an act. Raises KeyError."""
    return _ROWS[action]


def allows(action: str, state: str, outcome: str) -> bool:
    """The table alone: may this be done in this state, under this outcome."""
    step = _ROWS.get(action)
    return step is not None and state in step.from_ and outcome in step.outcomes


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    return FLOW.table({"检查情况": lambda step: flow.among(dict(Outcome.choices), step.outcomes)})
