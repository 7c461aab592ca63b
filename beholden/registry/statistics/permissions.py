"""Who reads figures (R5, R25(1)): officers of county, city, province and nation, each of their own area."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.registry.inspections import permissions as inspections


def may_read_figures(account: Account) -> bool:
    """Officers of the technology department and those in charge; stations, units and all others have none."""
    return inspections.may_oversee(account)
