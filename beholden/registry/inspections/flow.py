"""The state table of inspections: action, from, to, who, article. It drives buttons, "why can't I?", services and docs.

A visit has one end, its written record (M13); what follows from a finding is a person's decision in another room (M14).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.registry.inspections import permissions
from beholden.registry.inspections.models import Inspection, Outcome, State

TEAM, OFFICE = "team", "office"
ANY = ("", Outcome.REFUSED, Outcome.ABSENT)
ORDINARY = ("",)
CUT_SHORT = (Outcome.REFUSED, Outcome.ABSENT)


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``outcomes`` are those of the visit under which it can be done."""

    action: str
    label: Promise
    from_: tuple[str, ...]
    to: str
    who: str
    cite: str
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
ACTIONS: Final = tuple(dict.fromkeys(step.action for step in STEPS))
WHO_WORDS: Final = {TEAM: _("这次检查的民警"), OFFICE: _("检查机关的民警")}
WHOSE: Final = {State.PLANNED: TEAM, State.BEGUN: TEAM}


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


def row(action: str) -> Step:
    """The row of an act. Raises KeyError."""
    return _ROWS[action]


_ROWS: Final = {step.action: step for step in STEPS}


def allows(action: str, state: str, outcome: str) -> bool:
    """The table alone: may this be done in this state, under this outcome."""
    step = _ROWS.get(action)
    return step is not None and state in step.from_ and outcome in step.outcomes


def verdict(visit: Inspection, action: str, account: Account) -> Verdict:
    """May ``account`` do ``action`` on the visit as it stands, and why not."""
    return _verdict(visit, action, _parts(account, visit))


def verdicts(visit: Inspection, account: Account) -> list[Verdict]:
    """The verdict of every act, with one question to the database."""
    parts = _parts(account, visit)
    return [_verdict(visit, action, parts) for action in ACTIONS]


def _verdict(visit: Inspection, action: str, parts: frozenset[str]) -> Verdict:
    step = _ROWS[action]
    if step.who not in parts:
        return Verdict(action, False, str(_("只有%(who)s可以办理。")) % {"who": WHO_WORDS[step.who]}, step)
    if visit.state not in step.from_:
        words = {"state": visit.get_state_display(), "act": step.label}
        return Verdict(action, False, str(_("现在的状态是“%(state)s”，不能“%(act)s”。")) % words, step)
    if visit.outcome not in step.outcomes:
        if visit.outcome:
            says = str(_("已经记录“%(outcome)s”，不能“%(act)s”；情况有变的，先恢复检查。"))
            words = {"outcome": visit.get_outcome_display(), "act": step.label}
            return Verdict(action, False, says % words, step)
        return Verdict(action, False, str(_("没有记录拒绝检查或者无人在场，不需要恢复。")), step)
    return Verdict(action, True, "", step)


def offered(visit: Inspection, account: Account) -> list[Verdict]:
    """Every act this person's office knows on such a visit, allowed or with the reason why not now."""
    parts = _parts(account, visit)
    return [_verdict(visit, step.action, parts) for step in STEPS if step.who in parts]


def table() -> str:
    """The flow as the table of `docs/know/supervision.md`, in Chinese: one line a row."""
    with translation.override("zh-hans"):
        states = dict(State.choices)
        lines = ["| 办理 | 从 | 到 | 谁 | 检查情况 | 依据 |", "|---|---|---|---|---|---|"]
        for step in STEPS:
            from_ = "、".join(str(states[one]) for one in step.from_)
            to = str(states[step.to]) if step.to else "不变"
            known = "都可以" if step.outcomes == ANY else "、".join(str(Outcome(one).label) for one in step.outcomes)
            lines.append(f"| {step.label} | {from_} | {to} | {WHO_WORDS[step.who]} | {known} | {step.cite} |")
    return "\n".join(lines) + "\n"


def _parts(account: Account, visit: Inspection) -> frozenset[str]:
    """What this person is to the visit: of its team, of its authority."""
    team = {TEAM} if permissions.on_team(account, visit) else set()
    return frozenset(team | ({OFFICE} if permissions.of_office(account, visit) else set()))
