"""Nouns of the filings room (R14, M5 to M9). Written by `services` only."""

from beholden.registry.filings.models.camera import FilingCamera
from beholden.registry.filings.models.choices import (
    DONE,
    EDITABLE,
    KEYABLE,
    WAITING,
    Channel,
    Jurisdiction,
    Kind,
    Sector,
    State,
)
from beholden.registry.filings.models.filing import NO_DAY, Filing
from beholden.registry.filings.models.heap import DEGREE, DEPTHS, Heap
from beholden.registry.filings.models.office import FilingSeries, Remit, SearchTerm
from beholden.registry.filings.models.record import (
    Act,
    Attachment,
    AttachmentKind,
    CorrectionNotice,
    ExceptionLeave,
    FilingVersion,
)

__all__ = [
    "DEGREE",
    "DEPTHS",
    "DONE",
    "EDITABLE",
    "KEYABLE",
    "NO_DAY",
    "WAITING",
    "Act",
    "Attachment",
    "AttachmentKind",
    "Channel",
    "CorrectionNotice",
    "ExceptionLeave",
    "Filing",
    "FilingCamera",
    "FilingSeries",
    "FilingVersion",
    "Heap",
    "Jurisdiction",
    "Kind",
    "Remit",
    "SearchTerm",
    "Sector",
    "State",
]
