"""Nouns of the penalties room."""

from beholden.registry.penalties.models.case import Case, CaseSeries
from beholden.registry.penalties.models.choices import (
    ARGUING,
    BEFORE_DECISION,
    ENDED,
    EventKind,
    Ground,
    Outcome,
    PartyKind,
    State,
)
from beholden.registry.penalties.models.party import Party
from beholden.registry.penalties.models.record import CaseAct, CaseEvent, Hearing, Payment, Statement

__all__ = [
    "ARGUING",
    "BEFORE_DECISION",
    "ENDED",
    "Case",
    "CaseAct",
    "CaseEvent",
    "CaseSeries",
    "EventKind",
    "Ground",
    "Hearing",
    "Outcome",
    "Party",
    "PartyKind",
    "Payment",
    "State",
    "Statement",
]
