"""The state tables of tips and of complaints: action, from, to, who, article. They drive buttons, "why can't I?",
services, docs and tests.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from beholden.ground.acts import flow
from beholden.ground.acts.flow import Holder, Step, Verdict
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


def _row(action: TipAction | ComplaintAction, from_: tuple[str, ...], to: str, who: str, cite: str) -> Step:
    return Step(action, action.label, from_, to, who, cite)


_A, _S = TipAction, TipState
TIP_STEPS: Final = (
    _row(_A.TAKE, (_S.RECEIVED,), _S.CHECKING, OFFICER, "R24(2)"),
    _row(_A.ACKNOWLEDGE, (_S.TRANSFERRED,), _S.CHECKING, OFFICER, "程序规定61(2)"),
    _row(_A.TRANSFER, (_S.RECEIVED, _S.TRANSFERRED), _S.TRANSFERRED, OFFICER, "程序规定61(2)"),
    _row(_A.TRANSFER, (_S.CHECKING,), _S.TRANSFERRED, HANDLER, "程序规定61(2)"),
    _row(_A.TAKE_OVER, (_S.CHECKING,), "", COLLEAGUE, "M16"),
    _row(_A.LOCATE, (_S.CHECKING,), "", HANDLER, "M16"),
    _row(_A.VISIT, (_S.CHECKING,), "", HANDLER, "M16"),
    _row(_A.CASE, (_S.CHECKING,), "", HANDLER, "R24(2)"),
    _row(_A.ASK, (_S.CHECKING,), "", HANDLER, "M16"),
    _row(_A.REVEAL, (_S.CHECKING, _S.ANSWERED), "", HANDLER, "程序规定63"),
    _row(_A.ROUTE, (_S.RECEIVED,), _S.ROUTED, OFFICER, "R24(2)"),
    _row(_A.ROUTE, (_S.CHECKING,), _S.ROUTED, HANDLER, "R24(2)"),
    _row(_A.ANSWER, (_S.CHECKING,), _S.ANSWERED, HANDLER, "M16"),
    _row(_A.ADD, OPEN_TIPS, "", REPORTER, "R24(2)"),
)
_C, _T = ComplaintAction, ComplaintState
COMPLAINT_STEPS: Final = (
    _row(_C.ACCEPT, (_T.RECEIVED,), _T.ACCEPTED, DESK, "R25(2)"),
    _row(_C.ROUTE, (_T.RECEIVED, _T.ACCEPTED), _T.RECEIVED, DESK, "R32(1)"),
    _row(_C.EXAMINE, (_T.ACCEPTED,), _T.EXAMINING, DESK, "R25(1)"),
    _row(_C.ASK, (_T.ACCEPTED, _T.EXAMINING), "", DESK, "R25(2)"),
    _row(_C.ANSWER, (_T.ACCEPTED, _T.EXAMINING), _T.ANSWERED, DESK, "R25(2)"),
    _row(_C.ADD, OPEN_COMPLAINTS, "", REPORTER, "R25(2)"),
)


class _Tips(flow.Flow[Step, Tip, Account | None]):
    unknown = _("没有这个环节。")
    state_first = True

    def holds(self, who: str, actor: Account | None, case: Tip) -> bool:
        if who == REPORTER or actor is None:
            return who == REPORTER and actor is None
        if who == HANDLER:
            return permissions.is_handler(actor, case)
        mine = permissions.of_authority(actor, case)
        return mine and (who == OFFICER or case.handler_id != actor.pk)

    def shows(self, step: Step, holds: Holder) -> bool:
        return step.who != REPORTER and holds(OFFICER)


class _Complaints(flow.Flow[Step, Complaint, Account | None]):
    unknown = _("没有这个环节。")
    state_first = True

    def holds(self, who: str, actor: Account | None, case: Complaint) -> bool:
        if who == REPORTER or actor is None:
            return who == REPORTER and actor is None
        return permissions.at_desk(actor, case)

    def shows(self, step: Step, holds: Holder) -> bool:
        return step.who != REPORTER and holds(DESK)


TIPS: Final = _Tips(TIP_STEPS, TipState.choices, WHO_WORDS)
COMPLAINTS: Final = _Complaints(COMPLAINT_STEPS, ComplaintState.choices, WHO_WORDS)


def verdict(one: Tip | Complaint, action: str, account: Account | None) -> Verdict[Step]:
    """May ``account`` (None: whoever holds the receipt code) do ``action`` as things stand, and why not."""
    return TIPS.verdict(one, action, account) if isinstance(one, Tip) else COMPLAINTS.verdict(one, action, account)


def offered(one: Tip | Complaint, account: Account | None) -> dict[str, Verdict[Step]]:
    """Every act this person's office knows on such a thing, allowed or with the reason why not now."""
    found = TIPS.offered(one, account) if isinstance(one, Tip) else COMPLAINTS.offered(one, account)
    return {verdict.action: verdict for verdict in found}


def table(which: str) -> str:
    """A flow as the table of `docs/know/supervision.md`, in Chinese; ``which`` "tips" or "complaints"."""
    return (TIPS if which == "tips" else COMPLAINTS).table()
