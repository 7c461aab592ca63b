"""Who checks themselves: the manager of the very unit; an attestation is signed by nobody else (M10, R16(2)(2))."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.ground.systems import permissions as systems
from beholden.ground.systems.models import System


def may_check(account: Account) -> bool:
    """The manager of a managing unit reads and makes self-checks; an auditor has the ledger and the register."""
    return systems.may_add_system(account)


def require(account: Account, system: System) -> None:
    """Raises PermissionDenied unless ``account`` manages the unit of this System."""
    systems.require_change(account, system)
