"""Who reads and who acts: people of the unit whose footage it is; the auditor reads all, without who asked."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Kind, Role
from beholden.site.requests.models import FootageRequest


def may_read(account: Account) -> bool:
    """Whether the pages of requests are for this office at all."""
    return works_here(account) or (account.is_active and account.role == Role.AUDITOR)


def works_here(account: Account) -> bool:
    """A manager or guard of a managing unit: takes requests in and carries them out."""
    unit = account.organisation
    mine = account.role in (Role.MANAGER, Role.GUARD) and unit is not None
    return bool(account.is_active and mine and unit and unit.kind == Kind.MANAGING)


def of_unit(account: Account, request: FootageRequest) -> bool:
    """Works at the unit whose footage is asked for."""
    return works_here(account) and account.organisation_id == request.unit_id


def decides(account: Account, request: FootageRequest) -> bool:
    """The unit's manager: consent is the managing unit's (R21), approval strict (数据安全法35)."""
    return of_unit(account, request) and account.role == Role.MANAGER
