"""Who may read and act on penalties (R26 to R31): officers of the authority, its supervisor, the unit from the notice
on, the police above it read."""

from __future__ import annotations

from typing import Final

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.ground.places import queries as places
from beholden.registry.penalties.models import Case

HANDLING: Final = frozenset({Role.COUNTY_OFFICER, Role.SUPERVISOR})


def may_read_cases(account: Account) -> bool:
    """Whether the pages of penalties are for this office at all."""
    return is_manager(account) or _police(account, OFFICERS)


def is_manager(account: Account) -> bool:
    """The manager of a managing unit: may be a party's voice."""
    organisation = account.organisation
    return bool(
        account.is_active and account.role == Role.MANAGER and organisation and organisation.kind == Kind.MANAGING
    )


def may_handle(account: Account) -> bool:
    """Officers of a county authority handle cases (R26: 由公安机关)."""
    organisation = account.organisation
    return _police(account, HANDLING) and organisation is not None and places.has_county_police(organisation.division)


def may_decide(account: Account) -> bool:
    """The one in charge of a county authority decides."""
    return account.role == Role.SUPERVISOR and may_handle(account)


def may_speak(account: Account) -> bool:
    """A party's manager, or an officer who writes down what a party says."""
    return is_manager(account) or may_handle(account)


def handles(account: Account, case: Case) -> bool:
    """An officer of the very authority."""
    return may_handle(account) and case.authority_id == account.organisation_id


def decides(account: Account, case: Case) -> bool:
    """The one in charge there."""
    return account.role == Role.SUPERVISOR and handles(account, case)


def speaks_for(account: Account, case: Case) -> bool:
    """The manager of the very unit, once the unit was told of the case (行政处罚法 44)."""
    return is_manager(account) and case.noticed_before and case.unit_id == account.organisation_id


def sees_papers(account: Account, case: Case) -> bool:
    """Who reads papers, defence and who did what: the authority and, from the notice on, the unit."""
    return reads_inside(account, case) or speaks_for(account, case)


def reads_inside(account: Account, case: Case) -> bool:
    """Who reads the authority's own considerations: its officers; the police above read the record only."""
    return _police(account, OFFICERS) and case.authority_id == account.organisation_id


def _police(account: Account, roles: frozenset[Role]) -> bool:
    organisation = account.organisation
    return bool(account.is_active and account.role in roles and organisation and organisation.kind == Kind.AUTHORITY)
