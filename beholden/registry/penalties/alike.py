"""Decisions like this one: same authority, violation and kind of party; their quartiles, and how far one is off."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final

from beholden.registry.penalties.models import Case, Outcome, Party

SHOWN: Final = 20
_COUNTED: Final = 500


@dataclass(frozen=True, slots=True)
class Alike:
    """Fines decided in like cases, in yuan, newest first; ``quarter`` to ``three_quarters`` hold the middle half."""

    kind: str
    parties: tuple[Party, ...]
    count: int
    quarter: float
    median: float
    three_quarters: float

    def far(self, fine: int) -> bool:
        """Whether a fine lies outside the middle half, or there is nothing to compare it with."""
        return self.count == 0 or not self.quarter <= fine <= self.three_quarters


def to(case: Case, kind: str) -> Alike:
    """Like decisions for a kind of party; those still open or revoked don't count."""
    found = (
        Party.objects.filter(
            kind=kind,
            fine__isnull=False,
            case__violation=case.violation,
            case__authority=case.authority_id,
            case__outcome=Outcome.PENALTY,
            case__decided_at__isnull=False,
        )
        .exclude(case=case.pk)
        .select_related("case")
        .order_by("-case__decided_at")
    )
    some = list(found[:_COUNTED])
    fines = [party.fine for party in some if party.fine is not None]
    low, middle, high = quartiles(fines)
    return Alike(kind, tuple(some[:SHOWN]), len(fines), low, middle, high)


def quartiles(fines: list[int]) -> tuple[float, float, float]:
    """First quartile, median, third quartile; of one fine that fine, of none zeros."""
    if len(fines) < 2:
        return (float(fines[0]),) * 3 if fines else (0.0, 0.0, 0.0)  # type: ignore[return-value]
    low, middle, high = statistics.quantiles(fines, n=4, method="inclusive")
    return low, middle, high
