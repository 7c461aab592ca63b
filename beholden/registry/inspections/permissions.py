"""Who may plan, carry out and read inspections (R24, R25, M11): the police of the place; the unit reads its own."""

from __future__ import annotations

from typing import Final

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, Role
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.ground.places import queries as places
from beholden.registry.filings.permissions import remit
from beholden.registry.inspections.models import Inspection, InspectionPlan, Kind, State

PROFESSIONAL: Final = frozenset({Role.COUNTY_OFFICER, Role.SUPERVISOR})


def is_police(account: Account) -> bool:
    """An active officer of an authority."""
    organisation = account.organisation
    return bool(
        account.is_active
        and account.role in OFFICERS
        and organisation is not None
        and organisation.kind == OrganisationKind.AUTHORITY
    )


def may_read_inspections(account: Account) -> bool:
    """Whether the pages of inspections are for this office at all: police, and managers of units for their own."""
    return is_police(account) or bool(account.is_active and account.role == Role.MANAGER and account.organisation_id)


def may_plan(account: Account, kind: str = Kind.GENERAL) -> bool:
    """General inspections by any officer; professional ones by the technology department of the county (M11(2))."""
    return is_police(account) and (kind != Kind.PROFESSIONAL or account.role in PROFESSIONAL)


def may_oversee(account: Account) -> bool:
    """Who was inspected how often, and why: officers of the county and above."""
    return is_police(account) and account.role in PROFESSIONAL


def in_charge(account: Account, division: str) -> bool:
    """Whether the place lies where this officer's authority is in charge."""
    organisation = account.organisation
    return organisation is not None and places.within(division, organisation.division[:6])


def of_office(account: Account, visit: Inspection) -> bool:
    """An officer of the authority whose inspection it is, who may do this kind."""
    return may_plan(account, visit.kind) and account.organisation_id == visit.authority_id


def on_team(account: Account, visit: Inspection) -> bool:
    """One of the officers named for this visit."""
    return is_police(account) and visit.officers.filter(pk=account.pk).exists()


def reads(account: Account, visit: Inspection) -> bool:
    """Police of the place and above; the unit's manager its own once it has begun. Others nothing."""
    if account.role == Role.MANAGER:
        own = visit.unit_id is not None and visit.unit_id == account.organisation_id
        return account.is_active and own and visit.state in (State.BEGUN, State.CLOSED)
    return is_police(account) and in_charge(account, visit.division) and jurisdiction_of(account) == visit.jurisdiction


def jurisdiction_of(account: Account) -> str:
    """County police, or railway, aviation, immigration police (M4(3))."""
    return remit(account.organisation)[0]


def sees_inside(account: Account, visit: Inspection) -> bool:
    """Evidence and the written record: the authority's officers, and the unit's manager."""
    own = account.role == Role.MANAGER and reads(account, visit)
    return own or (is_police(account) and account.organisation_id == visit.authority_id)


def approves(account: Account, plan: InspectionPlan) -> bool:
    """The one in charge at the authority, not who drew the plan up."""
    return (
        is_police(account)
        and account.role == Role.SUPERVISOR
        and account.organisation_id == plan.authority_id
        and account.pk != plan.created_by_id
    )
