"""The only writers of the inspections room."""

from beholden.registry.filings.answers import Refused
from beholden.registry.inspections.services.closing import close, excuse_recording, needs, tell
from beholden.registry.inspections.services.duplicates import DuplicateVisit
from beholden.registry.inspections.services.evidence import announce, arrive, attach, drop
from beholden.registry.inspections.services.planning import cancel, plan_visit, reschedule
from beholden.registry.inspections.services.signing import sign
from beholden.registry.inspections.services.visiting import (
    AnswerConflict,
    add_item,
    answer,
    begin,
    jot,
    record_absence,
    record_refusal,
    resume,
)
from beholden.registry.inspections.services.writing import Conflict, Moment

__all__ = [
    "AnswerConflict",
    "Conflict",
    "DuplicateVisit",
    "Moment",
    "Refused",
    "add_item",
    "announce",
    "answer",
    "arrive",
    "attach",
    "begin",
    "cancel",
    "close",
    "drop",
    "excuse_recording",
    "jot",
    "needs",
    "plan_visit",
    "record_absence",
    "record_refusal",
    "reschedule",
    "resume",
    "sign",
    "tell",
]
