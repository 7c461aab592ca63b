"""How a pair of dates stands on a day, and when maintenance falls due. Pure: no database, no clock of its own (R15(1)).

The last day counts: what ends on a day is still in force that day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FUTURE, VALID, EXPIRING, EXPIRED, MISSING = "future", "valid", "expiring", "expired", "missing"
ORDER: Final = (VALID, EXPIRING, EXPIRED, FUTURE, MISSING)  # from best to worst
_MOST: Final = 1_000  # turns of one plan


def state_of(begins: date | None, ends: date | None, on: date, lead: int) -> str:
    """future, valid, expiring (at most ``lead`` days before its last day) or expired.

    Without a beginning it was always in force, without an end it stays so.
    """
    if begins is not None and on < begins:
        return FUTURE
    if ends is None:
        return VALID
    if on > ends:
        return EXPIRED
    return EXPIRING if (ends - on).days <= lead else VALID


def best(states: Iterable[str]) -> str:
    """The best of these; missing when there is none."""
    return min(states, key=ORDER.index, default=MISSING)


def worst(states: Iterable[str]) -> str:
    """The worst of these; missing when there is none."""
    return max(states, key=ORDER.index, default=MISSING)


@dataclass(frozen=True, slots=True)
class Turn:
    """One planned maintenance: the day it was due, the day it was done (None: not yet), whether late."""

    due: date
    done: date | None
    late: bool


def turns(first: date, interval: int, done: Iterable[date], today: date, until: date | None = None) -> list[Turn]:
    """The maintenance of a plan that begins on ``first``, due every ``interval`` days (> 0) from the last one done.

    The last turn is the one to come, unless the plan ends before it. Raises ValueError for an interval below 1.
    """
    if interval < 1:
        raise ValueError(f"an interval of {interval} days")
    found: list[Turn] = []
    due = first + timedelta(days=interval)
    for day in sorted({one for one in done if one >= first})[-_MOST:]:
        found.append(Turn(due, day, day > due))
        due = day + timedelta(days=interval)
    if until is None or due <= until:
        found.append(Turn(due, None, today > due))
    return found
