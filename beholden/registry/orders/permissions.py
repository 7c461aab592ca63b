"""Who may read and who may act (M14, R24): the authority that ordered, the unit once it was served, police above."""

from __future__ import annotations

from typing import Final

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.registry.orders.models import Order

READING: Final = OFFICERS | {Role.MANAGER}


def may_read_orders(account: Account) -> bool:
    """Whether the pages of orders are for this office at all."""
    return bool(account.is_active and account.role in READING and account.organisation_id)


def is_police(account: Account) -> bool:
    """An officer of some police authority."""
    organisation = account.organisation
    return bool(account.is_active and account.role in OFFICERS and organisation and organisation.kind == Kind.AUTHORITY)


def orders(account: Account, order: Order) -> bool:
    """An officer of the very authority that gives this order."""
    return is_police(account) and account.organisation_id == order.authority_id


def supervises(account: Account, order: Order) -> bool:
    """The one in charge at that authority: a served order is taken back above its writer."""
    return account.role == Role.SUPERVISOR and orders(account, order)


def answers_for(account: Account, order: Order) -> bool:
    """The manager of the unit that must correct, once it has the order."""
    own = order.unit_id is not None and account.organisation_id == order.unit_id
    return bool(account.is_active and account.role == Role.MANAGER and own and order.served_on)


def is_manager(account: Account) -> bool:
    """A unit's manager."""
    return bool(account.is_active and account.role == Role.MANAGER and account.organisation_id)


def is_supervisor(account: Account) -> bool:
    """The one in charge at an authority."""
    return account.role == Role.SUPERVISOR and is_police(account)
