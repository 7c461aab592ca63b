"""The state table of a penalty case: act, from, to, who, article. It drives buttons, "why can't I?", services, docs.

No penalty without telling first (行政处罚法 44, 62) and none that one person decides alone; the one short way is the
decision on the spot within its own small limit (行政处罚法 51).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.people.models import Account
from beholden.registry.penalties import permissions
from beholden.registry.penalties.models import ARGUING, BEFORE_DECISION, Case, Outcome, State

UNIT, OFFICER, SUPERVISOR, EITHER = "unit", "officer", "supervisor", "either"
WHO_WORDS: Final = {
    UNIT: _("当事人单位"),
    OFFICER: _("办案民警"),
    EITHER: format_lazy("{}{}{}", _("当事人单位"), _("、"), _("办案民警")),
    SUPERVISOR: _("办案机关负责人"),
}
S = State


@dataclass(frozen=True, slots=True)
class Step(flow.Step):
    """One row. ``outcome`` must be proposed or decided; with ``last`` it goes on when nothing of its kind is left."""

    outcome: str = ""
    last: bool = False


O, U, V = OFFICER, EITHER, SUPERVISOR  # noqa: E741 - the three columns of the table
OPEN = (S.OPENED, S.PROPOSED, S.RETURNED)
READY = (S.NOTICED, S.HEARD, S.RETURNED)

STEPS: Final = (
    Step("state_facts", _("补充事实"), OPEN, "", O, "行政处罚法44"),
    Step("add_party", _("增加责任人员"), (S.OPENED,), "", O, "R26"),
    Step("fix_evidence", _("固定证据"), BEFORE_DECISION, "", O, "R26"),
    Step("propose", _("拟定处罚"), OPEN, S.PROPOSED, O, "行政处罚法44"),
    Step("give_notice", _("处罚前告知"), (S.PROPOSED,), S.NOTICED, O, "行政处罚法44"),
    Step("defend", _("陈述、申辩"), ARGUING, "", U, "行政处罚法45(1)"),
    Step("answer_defence", _("复核陈述、申辩"), (*ARGUING, S.RETURNED), "", O, "行政处罚法45(1)"),
    Step("ask_hearing", _("要求听证"), (S.NOTICED,), S.HEARING_ASKED, U, "行政处罚法64(1)(1)"),
    Step("give_up", _("记录放弃陈述申辩和听证"), (S.NOTICED,), "", O, "行政处罚法44"),
    Step("withdraw_hearing", _("撤回听证要求"), (S.HEARING_ASKED, S.HEARING_CALLED), S.NOTICED, U, "行政处罚法64"),
    Step("call_hearing", _("通知听证"), (S.HEARING_ASKED,), S.HEARING_CALLED, O, "行政处罚法64(1)(2)"),
    Step("hold_hearing", _("制作听证笔录"), (S.HEARING_CALLED,), S.HEARD, O, "行政处罚法64"),
    Step("submit", _("提请决定处罚"), READY, S.REVIEW, O, "行政处罚法62"),
    Step(
        "propose_none",
        _("提请不予处罚"),
        (S.OPENED, S.PROPOSED, *READY),
        S.REVIEW,
        O,
        "行政处罚法33(1)",
    ),
    Step("send_back", _("退回"), (S.REVIEW,), S.RETURNED, V, "行政处罚法45(1)"),
    Step("approve", _("决定处罚"), (S.REVIEW,), S.DECIDED, V, "行政处罚法60", Outcome.PENALTY),
    Step("approve", _("决定不予处罚"), (S.REVIEW,), S.DECIDED, V, "行政处罚法33(1)", Outcome.NONE),
    Step("decide_on_spot", _("当场决定"), (S.PROPOSED,), S.DECIDED, O, "行政处罚法51"),
    Step("transfer", _("移送追究刑事责任"), BEFORE_DECISION, S.TRANSFERRED, V, "R27(1)"),
    Step("serve", _("送达"), (S.DECIDED,), S.SERVED, O, "行政处罚法61", last=True),
    Step("pay", _("登记缴纳"), (S.DECIDED, S.SERVED), "", O, "行政处罚法67(3)", Outcome.PENALTY),
    Step("carry_out", _("登记措施执行"), (S.DECIDED, S.SERVED), "", O, "R26", Outcome.PENALTY),
    Step("notify", _("通报有关部门"), (*BEFORE_DECISION, S.DECIDED, S.SERVED), "", O, "R27(2)"),
    Step("record_review", _("登记复议、诉讼"), (S.DECIDED, S.SERVED), "", O, "行政复议法20"),
    Step("end_review", _("登记复议、诉讼结果"), (S.DECIDED, S.SERVED), "", O, "行政复议法20"),
    Step("close", _("办结"), (S.SERVED,), S.CLOSED, O, "程序规定260"),
)

TURN: Final = {
    **dict.fromkeys(BEFORE_DECISION, OFFICER),
    S.REVIEW: SUPERVISOR,
    S.NOTICED: UNIT,
    S.DECIDED: OFFICER,
    S.SERVED: OFFICER,
}


class _Cases(flow.Flow[Step, Case, Account]):
    unknown = _("没有这个环节。")

    def holds(self, who: str, actor: Account, case: Case) -> bool:
        if who == SUPERVISOR:
            return permissions.decides(actor, case)
        if who == OFFICER:
            return permissions.handles(actor, case)
        return permissions.speaks_for(actor, case) or (who == EITHER and permissions.handles(actor, case))

    def rows(self, case: Case, action: str) -> list[Step]:
        return rows(case, action) or [step for step in STEPS if step.action == action]

    def goal(self, step: Step) -> str:
        return super().goal(step) + ("（全部办完时）" if step.last else "")

    def fits(self, step: Step, case: Case) -> bool:
        return case.state in step.from_ and step.outcome in ("", case.outcome)


FLOW: Final = _Cases(STEPS, S.choices, WHO_WORDS)
verdict, offered = FLOW.verdict, FLOW.offered


def rows(case: Case, action: str) -> list[Step]:
    """The rows of an act that fit what is proposed or decided in this case."""
    return [step for step in STEPS if step.action == action and step.outcome in ("", case.outcome)]


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    return FLOW.table()
