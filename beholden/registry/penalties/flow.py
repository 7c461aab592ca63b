"""The state table of a penalty case: act, from, to, who, article. It drives buttons, "why can't I?", services, docs.

No penalty without telling first (行政处罚法 44, 62) and none that one person decides alone; the one short way is the
decision on the spot within its own small limit (行政处罚法 51).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.registry.penalties import permissions
from beholden.registry.penalties.models import ARGUING, BEFORE_DECISION, Case, Outcome, State

UNIT, OFFICER, SUPERVISOR = "unit", "officer", "supervisor"
WHO_WORDS: Final = {UNIT: _("当事人单位"), OFFICER: _("办案民警"), SUPERVISOR: _("办案机关负责人")}
S = State


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; a step with ``last`` goes on only when nothing of its kind is left to do."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    who: tuple[str, ...]
    cite: str
    outcome: str = ""
    last: bool = False


O, U, V = (OFFICER,), (UNIT, OFFICER), (SUPERVISOR,)  # noqa: E741 - the three columns of the table
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
        return str(self.step.label) if self.step else self.action


def rows(case: Case, action: str) -> list[Step]:
    """The rows of an act that fit what is proposed or decided in this case."""
    return [step for step in STEPS if step.action == action and step.outcome in ("", case.outcome)]


def verdict(case: Case, action: str, account: Account) -> Verdict:
    """May ``account`` do ``action`` on the case as it stands, and why not."""
    known = rows(case, action) or [step for step in STEPS if step.action == action]
    if not known:
        return Verdict(action, False, str(_("没有这个环节。")))
    fitting = next((step for step in rows(case, action) if case.state in step.from_), None)
    step = fitting or known[0]
    if not any(_is(who, account, case) for who in step.who):
        who = str(_("、")).join(str(WHO_WORDS[one]) for one in step.who)
        return Verdict(action, False, str(_("只有%(who)s可以办理。")) % {"who": who}, step)
    if fitting is None:
        words = {"state": case.get_state_display(), "act": step.label}
        return Verdict(action, False, str(_("现在的状态是“%(state)s”，不能“%(act)s”。")) % words, step)
    return Verdict(action, True, "", fitting)


def offered(case: Case, account: Account) -> list[Verdict]:
    """Every act this person's office knows on such a case, allowed or with the reason why not now."""
    seen: dict[str, Verdict] = {}
    for step in STEPS:
        if step.action not in seen and any(_is(who, account, case) for who in step.who):
            seen[step.action] = verdict(case, step.action, account)
    return list(seen.values())


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    with translation.override("zh-hans"):
        lines = ["| 办理 | 从 | 到 | 谁 | 依据 |", "|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(S(one).label) for one in step.from_)
            to = str(S(step.to).label) if step.to else "不变"
            to += "（全部办完时）" if step.last else ""
            who = "、".join(str(WHO_WORDS[one]) for one in step.who)
            lines.append(f"| {step.label} | {from_} | {to} | {who} | {step.cite} |")
    return "\n".join(lines) + "\n"


def _is(who: str, account: Account, case: Case) -> bool:
    if who == UNIT:
        return permissions.speaks_for(account, case)
    if who == SUPERVISOR:
        return permissions.decides(account, case)
    return permissions.handles(account, case)
