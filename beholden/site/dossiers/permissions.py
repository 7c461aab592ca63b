"""Who reads and who writes dossiers: the unit's manager both, guards rosters and plans, auditors all but consents.

Officers read nothing here: they see dossiers through attestations and at inspections (M10).
"""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.systems.models import System
from beholden.ground.systems.permissions import may_add_system
from beholden.site.dossiers.models import DossierEntry, StaffMember


def may_read(account: Account) -> bool:
    """Whether the pages of dossiers are for this office at all."""
    if not account.is_active:
        return False
    return account.role == Role.AUDITOR or bool(account.role in (Role.MANAGER, Role.GUARD) and account.organisation_id)


def may_write(account: Account) -> bool:
    """The manager of a managing unit."""
    return may_add_system(account)


def may_read_staff(account: Account) -> bool:
    """The list of people in key posts: their unit's manager, and auditors without names."""
    return may_write(account) or (account.is_active and account.role == Role.AUDITOR)


def writes_for(account: Account, owned: DossierEntry | StaffMember | System) -> bool:
    """The manager of the very unit."""
    return may_write(account) and owned.unit_id == account.organisation_id


def sees_consents(account: Account) -> bool:
    """That a place lies near a secret unit: its manager and nobody else (R10)."""
    return may_write(account)


def sees_names(account: Account) -> bool:
    """Who stands on a roster: the unit's own people; an auditor reads that somebody does (PIPL 6)."""
    return account.role in (Role.MANAGER, Role.GUARD)
