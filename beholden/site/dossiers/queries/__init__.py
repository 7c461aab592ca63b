"""The readers of dossiers: lists for pages (`lists`), answers for other rooms (`proving`)."""

from __future__ import annotations

from beholden.site.dossiers.queries.lists import (
    MOST,
    PAGE,
    Page,
    in_post,
    maintenance_of,
    of_system,
    on_duty,
    one,
    page,
    shifts_of_day,
    shifts_visible_to,
    shortcomings_visible_to,
    staff_visible_to,
    systems_visible_to,
    visible_to,
    with_papers,
)
from beholden.site.dossiers.queries.proving import Proof, proofs, valid_agreement

__all__ = [
    "MOST",
    "PAGE",
    "Page",
    "Proof",
    "in_post",
    "maintenance_of",
    "of_system",
    "on_duty",
    "one",
    "page",
    "proofs",
    "shifts_of_day",
    "shifts_visible_to",
    "shortcomings_visible_to",
    "staff_visible_to",
    "systems_visible_to",
    "valid_agreement",
    "visible_to",
    "with_papers",
]
