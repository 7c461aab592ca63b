"""Who may read and who may act (R5, R14, M4): the unit its own, the police of the place, others read by remit."""

from __future__ import annotations

from typing import Final

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.ground.places import queries as places
from beholden.registry.filings.models import Filing, Jurisdiction, Remit

DECIDING: Final = frozenset({Role.COUNTY_OFFICER, Role.SUPERVISOR})
_REMIT: Final = "_filings_remit"
READING: Final = OFFICERS | {Role.SECTOR_OFFICER, Role.MANAGER, Role.GUARD}


def remit(organisation: Organisation | None) -> tuple[str, str]:
    """(jurisdiction, sector) of an organisation; the ordinary police of its division when nothing is written.

    Kept on the row that was asked about: a page asks a dozen times about the reader's own.
    """
    if organisation is None:
        return Jurisdiction.COUNTY, ""
    known: tuple[str, str] | None = organisation.__dict__.get(_REMIT)
    if known is None:
        found = Remit.objects.filter(organisation=organisation).first()
        known = (found.jurisdiction, found.sector) if found else (str(Jurisdiction.COUNTY), "")
        organisation.__dict__[_REMIT] = known
    return known


def forget_remit(organisation: Organisation) -> None:
    """What was kept on this row no longer holds."""
    organisation.__dict__.pop(_REMIT, None)


def may_read_filings(account: Account) -> bool:
    """Whether the pages of filings are for this office at all."""
    return bool(account.is_active and account.role in READING and account.organisation_id)


def may_file(account: Account) -> bool:
    """The security manager of a managing unit files for it (R14(1)); who that is says R7(3)."""
    organisation = account.organisation
    return bool(
        account.is_active and account.role == Role.MANAGER and organisation and organisation.kind == Kind.MANAGING
    )


def may_receive(account: Account) -> bool:
    """Officers of a county authority take in paper at the window (M8(1))."""
    organisation = account.organisation
    return bool(
        account.is_active
        and account.role in DECIDING
        and organisation
        and organisation.kind == Kind.AUTHORITY
        and (places.has_county_police(organisation.division) or remit(organisation)[0] != Jurisdiction.COUNTY)
    )


def answers_for(account: Account, filing: Filing) -> bool:
    """The manager of the very unit."""
    return may_file(account) and filing.unit_id == account.organisation_id


def decides_on(account: Account, filing: Filing) -> bool:
    """An officer of the authority it went to: the county of the place, or its industry police (R14(1), M4(3))."""
    return may_receive(account) and in_charge(account.organisation, filing)


def supervises(account: Account, filing: Filing) -> bool:
    """The one in charge at that authority."""
    return account.role == Role.SUPERVISOR and decides_on(account, filing)


def in_charge(organisation: Organisation | None, filing: Filing) -> bool:
    """Whether this authority receives filings of that place and kind."""
    if organisation is None or not filing.division:
        return False
    return (
        filing.division.startswith(places.prefix(organisation.division[:6]))
        and remit(organisation)[0] == filing.jurisdiction
    )


def sees_exact_places(account: Account, filing: Filing) -> bool:
    """Exact positions: the unit itself and those who decide; everybody else reads without them (R3(2), M4)."""
    own = account.organisation_id == filing.unit_id and account.role in (Role.MANAGER, Role.GUARD)
    return own or (account.role in OFFICERS and in_charge(account.organisation, filing))


def sees_secret(account: Account, filing: Filing) -> bool:
    """That a place lies near a secret unit: the filing unit's manager and the deciding authority, nobody else (R10)."""
    return answers_for(account, filing) or decides_on(account, filing)
