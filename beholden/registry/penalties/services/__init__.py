"""The only writers of the penalties room."""

from beholden.registry.filings.answers import Refused
from beholden.registry.penalties.services.deciding import approve, decide_on_spot, send_back, submit, transfer
from beholden.registry.penalties.services.executing import (
    carry_out,
    close,
    end_review,
    notify,
    pay,
    record_review,
    serve,
)
from beholden.registry.penalties.services.hearings import ask as ask_hearing
from beholden.registry.penalties.services.hearings import call as call_hearing
from beholden.registry.penalties.services.hearings import hold as hold_hearing
from beholden.registry.penalties.services.hearings import withdraw as withdraw_hearing
from beholden.registry.penalties.services.opening import open_case, state_facts
from beholden.registry.penalties.services.parties import Person, add_responsible, reveal
from beholden.registry.penalties.services.proposing import fix_evidence, propose, propose_none
from beholden.registry.penalties.services.telling import answer_defence, defend, give_notice, give_up
from beholden.registry.penalties.services.writing import Conflict

__all__ = [
    "Conflict",
    "Person",
    "Refused",
    "add_responsible",
    "answer_defence",
    "approve",
    "ask_hearing",
    "call_hearing",
    "carry_out",
    "close",
    "decide_on_spot",
    "defend",
    "end_review",
    "fix_evidence",
    "give_notice",
    "give_up",
    "hold_hearing",
    "notify",
    "open_case",
    "pay",
    "propose",
    "propose_none",
    "record_review",
    "reveal",
    "send_back",
    "serve",
    "state_facts",
    "submit",
    "transfer",
    "withdraw_hearing",
]
