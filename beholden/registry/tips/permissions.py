"""Who reads and who acts (R24(2), R25(2), 程序规定63): a tip's authority and handler; a complaint's desk."""

from __future__ import annotations

from typing import Final

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.ground.places import queries as places
from beholden.registry.filings.models import Jurisdiction
from beholden.registry.filings.permissions import remit
from beholden.registry.tips.models import Complaint, Tip

HANDLING: Final = frozenset({Role.COUNTY_OFFICER, Role.STATION_OFFICER})


def may_read_tips(account: Account) -> bool:
    """Officers of an authority; units, departments and administrators have no page of tips."""
    organisation = account.organisation
    return bool(account.is_active and account.role in OFFICERS and organisation and organisation.kind == Kind.AUTHORITY)


def handles_tips(account: Account) -> bool:
    """Officers who check tips. A supervisor reads how they go and opens no contact."""
    return may_read_tips(account) and account.role in HANDLING


def of_authority(account: Account, tip: Tip) -> bool:
    """An officer of the authority that has the tip now."""
    return handles_tips(account) and account.organisation_id == tip.authority_id


def is_handler(account: Account, tip: Tip) -> bool:
    """The one person who has the tip in hand."""
    return of_authority(account, tip) and tip.handler_id == account.pk


def may_read_complaints(account: Account) -> bool:
    """Discipline officers, of whichever authority: which complaints says `queries.complaints_visible_to`."""
    organisation = account.organisation
    return bool(
        account.is_active
        and account.role == Role.DISCIPLINE_OFFICER
        and organisation
        and organisation.kind == Kind.AUTHORITY
    )


def at_desk(account: Account, complaint: Complaint) -> bool:
    """A discipline officer of the desk that has the complaint, and not of whom it is about or beneath it."""
    return (
        may_read_complaints(account)
        and account.organisation_id == complaint.desk_id
        and apart(account.organisation, complaint.about)
    )


def apart(desk: Organisation | None, about: Organisation | None) -> bool:
    """Whether ``desk`` stands outside ``about`` and everything beneath it (R32: the superior or a competent body)."""
    if desk is None:
        return False
    return about is None or (desk.pk != about.pk and not places.within(desk.division, about.division))


def ordinary(office: Organisation) -> bool:
    """The police of the place, not of a railway or an airport (M4(3))."""
    return remit(office)[0] == Jurisdiction.COUNTY
