"""Formulas that are no tables: typed functions, each registered with an id and the articles it follows.

Their numbers come from rules; only the way of reckoning stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from beholden.engines.rulebook.clock import add_months, due
from beholden.engines.rulebook.errors import BadFacts

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Formula:
    """A registered way of reckoning."""

    id: str
    cites: tuple[str, ...]
    says: str
    function: Callable[..., Any]


REGISTRY: dict[str, Formula] = {}


def formula(id: str, *cites: str) -> Callable[[Function], Function]:
    """Register a function under an id with its citations. Raises ValueError when the id is taken."""

    def keep(function: Function) -> Function:
        if id in REGISTRY:
            raise ValueError(f"formula {id} stands twice")
        REGISTRY[id] = Formula(id, cites, (function.__doc__ or "").strip().splitlines()[0], function)
        return function

    return keep


@formula("retention.kept_until", "R17")
def kept_until(recorded: datetime, days: int) -> datetime:
    """The instant from which footage may go: the end of the local day ``days`` after it was recorded (R-RET-4)."""
    full = recorded + timedelta(days=days)
    return full.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


@formula("penalty.surcharge", "行政处罚法72(1)")
def surcharge(fine: int, days_late: int, daily_percent: int, cap_percent: int) -> int:
    """The surcharge on a late fine, in yuan rounded down, never above its cap."""
    if fine < 0 or days_late < 0:
        raise BadFacts("罚款或者天数为负", "the fine or the days are negative")
    return min(fine * daily_percent * days_late, fine * cap_percent) // 100


@formula("penalty.limitation.last_day", "行政处罚法36(1)", "行政处罚法36(2)")
def limitation_last_day(ended: date, months: int) -> date:
    """The last day on which an act may still be found and punished."""
    return add_months(ended, months)


CLOCK = Formula("clock.due", ("程序规定35", "民法典201", "民法典202", "民法典203"), "The last day of a term.", due)
REGISTRY[CLOCK.id] = CLOCK
