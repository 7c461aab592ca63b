"""The state tables of tips and of complaints: action, from, to, who, article. They drive buttons, "why can't I?",
services, docs and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import Account
from beholden.registry.tips import permissions
from beholden.registry.tips.models import (
    OPEN_COMPLAINTS,
    OPEN_TIPS,
    Complaint,
    ComplaintAction,
    ComplaintState,
    Tip,
    TipAction,
    TipState,
)

REPORTER, OFFICER, COLLEAGUE, HANDLER, DESK = "reporter", "officer", "colleague", "handler", "desk"
WHO_WORDS: Final = {
    REPORTER: _("提出的人"),
    OFFICER: _("受理单位的民警"),
    COLLEAGUE: _("受理单位的其他民警"),
    HANDLER: _("经办民警"),
    DESK: _("办理机关的督察、纪检人员"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """One row. ``to`` "" keeps the state; ``cite`` is the article it rests on."""

    action: str
    from_: tuple[str, ...]
    to: str
    who: str
    cite: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether somebody may do an act now; ``why`` is the sentence when not, ``step`` the row that fits."""

    action: str
    allowed: bool
    label: str
    why: str = ""
    step: Step | None = None


_A, _S = TipAction, TipState
TIP_STEPS: Final = (
    Step(_A.TAKE, (_S.RECEIVED,), _S.CHECKING, OFFICER, "R24(2)"),
    Step(_A.ACKNOWLEDGE, (_S.TRANSFERRED,), _S.CHECKING, OFFICER, "程序规定61(2)"),
    Step(_A.TRANSFER, (_S.RECEIVED, _S.TRANSFERRED), _S.TRANSFERRED, OFFICER, "程序规定61(2)"),
    Step(_A.TRANSFER, (_S.CHECKING,), _S.TRANSFERRED, HANDLER, "程序规定61(2)"),
    Step(_A.TAKE_OVER, (_S.CHECKING,), "", COLLEAGUE, "M16"),
    Step(_A.LOCATE, (_S.CHECKING,), "", HANDLER, "M16"),
    Step(_A.VISIT, (_S.CHECKING,), "", HANDLER, "M16"),
    Step(_A.CASE, (_S.CHECKING,), "", HANDLER, "R24(2)"),
    Step(_A.ASK, (_S.CHECKING,), "", HANDLER, "M16"),
    Step(_A.REVEAL, (_S.CHECKING, _S.ANSWERED), "", HANDLER, "程序规定63"),
    Step(_A.ROUTE, (_S.RECEIVED,), _S.ROUTED, OFFICER, "R24(2)"),
    Step(_A.ROUTE, (_S.CHECKING,), _S.ROUTED, HANDLER, "R24(2)"),
    Step(_A.ANSWER, (_S.CHECKING,), _S.ANSWERED, HANDLER, "M16"),
    Step(_A.ADD, OPEN_TIPS, "", REPORTER, "R24(2)"),
)
_C, _T = ComplaintAction, ComplaintState
COMPLAINT_STEPS: Final = (
    Step(_C.ACCEPT, (_T.RECEIVED,), _T.ACCEPTED, DESK, "R25(2)"),
    Step(_C.ROUTE, (_T.RECEIVED, _T.ACCEPTED), _T.RECEIVED, DESK, "R32(1)"),
    Step(_C.EXAMINE, (_T.ACCEPTED,), _T.EXAMINING, DESK, "R25(1)"),
    Step(_C.ASK, (_T.ACCEPTED, _T.EXAMINING), "", DESK, "R25(2)"),
    Step(_C.ANSWER, (_T.ACCEPTED, _T.EXAMINING), _T.ANSWERED, DESK, "R25(2)"),
    Step(_C.ADD, OPEN_COMPLAINTS, "", REPORTER, "R25(2)"),
)


def steps_of(one: Tip | Complaint) -> tuple[Step, ...]:
    """The table that this thing follows."""
    return TIP_STEPS if isinstance(one, Tip) else COMPLAINT_STEPS


def label(one: Tip | Complaint, action: str) -> str:
    """The act's name for this kind of thing."""
    words = TipAction if isinstance(one, Tip) else ComplaintAction
    return str(dict(words.choices)[action])


def verdict(one: Tip | Complaint, action: str, account: Account | None) -> Verdict:
    """May ``account`` (None: whoever holds the receipt code) do ``action`` as things stand, and why not."""
    known = [step for step in steps_of(one) if step.action == action]
    named = label(one, action)
    step = next((row for row in known if one.state in row.from_), None)
    if step is not None and not _is(step.who, account, one):
        return Verdict(action, False, named, str(_("只有%(who)s可以办理。")) % {"who": WHO_WORDS[step.who]}, step)
    if step is None:
        words = {"state": one.get_state_display(), "act": named}
        return Verdict(action, False, named, str(_("现在的状态是“%(state)s”，不能“%(act)s”。")) % words, known[0])
    return Verdict(action, True, named, "", step)


def offered(one: Tip | Complaint, account: Account | None) -> dict[str, Verdict]:
    """Every act this person's office knows on such a thing, allowed or with the reason why not now."""
    if isinstance(one, Tip):
        mine = account is not None and permissions.of_authority(account, one)
    else:
        mine = account is not None and permissions.at_desk(account, one)
    if not mine:
        return {}
    actions = dict.fromkeys(step.action for step in steps_of(one) if step.who != REPORTER)
    return {action: verdict(one, action, account) for action in actions}


def table(which: str) -> str:
    """A flow as the table of `docs/know/supervision.md`, in Chinese; ``which`` "tips" or "complaints"."""
    tips = which == "tips"
    words, states = (TipAction, TipState) if tips else (ComplaintAction, ComplaintState)
    with translation.override("zh-hans"):
        lines = ["| 办理 | 从 | 到 | 谁 | 依据 |", "|---|---|---|---|---|"]
        for step in TIP_STEPS if tips else COMPLAINT_STEPS:
            from_ = "、".join(str(states(name).label) for name in step.from_)
            to = str(states(step.to).label) if step.to else "不变"
            lines.append(f"| {words(step.action).label} | {from_} | {to} | {WHO_WORDS[step.who]} | {step.cite} |")
    return "\n".join(lines) + "\n"


def _is(who: str, account: Account | None, one: Tip | Complaint) -> bool:
    if who == REPORTER:
        return account is None
    if account is None:
        return False
    if isinstance(one, Complaint):
        return who == DESK and permissions.at_desk(account, one)
    if who == HANDLER:
        return permissions.is_handler(account, one)
    if who == COLLEAGUE:
        return permissions.of_authority(account, one) and one.handler_id != account.pk
    return who == OFFICER and permissions.of_authority(account, one)
