"""Who may open the map. What stands on it is decided by each source, mark by mark."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, UNIT_ROLES, Role


def may_see_map(account: Account) -> bool:
    """People of units, officers and sector departments; administrators and residents have no need."""
    return bool(account.is_active and account.role in {*UNIT_ROLES, *OFFICERS, Role.SECTOR_OFFICER})
