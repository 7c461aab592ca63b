"""The clocks of an order, all of the authority: to serve it (程序规定36), to look again (M15)."""

from __future__ import annotations

from datetime import date, datetime

from beholden.ground.deadlines import services as deadlines
from beholden.registry.orders import lawful
from beholden.registry.orders.models import Order
from beholden.registry.orders.services.writing import subject


def to_serve(order: Order, at: datetime) -> date:
    """Start the authority's clock from the day of the order; its last day. Raises rulebook.LawError."""
    assert order.issued_on is not None
    return _start(lawful.SERVE, order, order.issued_on, at)


def to_reinspect(order: Order, on: date, at: datetime) -> date:
    """Start the clock of M15 from the day of the order or of its expiry; its last day. Raises rulebook.LawError."""
    return _start(lawful.REINSPECT, order, on, at)


def moved(order: Order, on: date, why: str, at: datetime) -> date:
    """The term was extended: the clock of M15 starts from the new expiry."""
    deadlines.drop(lawful.REINSPECT, subject(order), why, now=at)
    return to_reinspect(order, on, at)


def served(order: Order, at: datetime) -> None:
    """The order has reached its party."""
    deadlines.meet(lawful.SERVE, subject(order), now=at)


def looked_again(order: Order, at: datetime) -> None:
    """The re-inspection was done."""
    deadlines.meet(lawful.REINSPECT, subject(order), now=at)


def drop_all(order: Order, why: str, at: datetime) -> None:
    """Nothing is owed any more."""
    for rule in (lawful.SERVE, lawful.REINSPECT):
        deadlines.drop(rule, subject(order), why, now=at)


def _start(rule: str, order: Order, on: date, at: datetime) -> date:
    place = order.division[:6]
    return deadlines.start(rule, subject(order), on, place, lawful.facts(order), order.authority, now=at).due
