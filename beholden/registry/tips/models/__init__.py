"""Nouns of the tips room (R24(2), R25(2), M16). Written by `services` only."""

from beholden.registry.tips.models.choices import (
    OPEN_COMPLAINTS,
    OPEN_TIPS,
    ComplaintAction,
    ComplaintOutcome,
    ComplaintState,
    ComplaintSubject,
    TipAction,
    TipOutcome,
    TipState,
)
from beholden.registry.tips.models.complaint import Complaint, ComplaintAct, ComplaintMessage
from beholden.registry.tips.models.tip import Tip, TipAct, TipFile, TipMessage, TipTransfer

__all__ = [
    "OPEN_COMPLAINTS",
    "OPEN_TIPS",
    "Complaint",
    "ComplaintAct",
    "ComplaintAction",
    "ComplaintMessage",
    "ComplaintOutcome",
    "ComplaintState",
    "ComplaintSubject",
    "Tip",
    "TipAct",
    "TipAction",
    "TipFile",
    "TipMessage",
    "TipOutcome",
    "TipState",
    "TipTransfer",
]
