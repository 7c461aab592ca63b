"""The only writers of dossiers."""

from __future__ import annotations

from beholden.site.dossiers.refusals import Conflict, Refused
from beholden.site.dossiers.services.entries import act, add, attach, change, drop_file
from beholden.site.dossiers.services.people import (
    add_staff,
    change_staff,
    leave_staff,
    masked_private,
    private_of,
    reveal_staff,
)
from beholden.site.dossiers.services.shifts import find, mend, plan_shifts, take_off

__all__ = [
    "Conflict",
    "Refused",
    "act",
    "add",
    "add_staff",
    "attach",
    "change",
    "change_staff",
    "drop_file",
    "find",
    "leave_staff",
    "masked_private",
    "mend",
    "plan_shifts",
    "private_of",
    "reveal_staff",
    "take_off",
]
