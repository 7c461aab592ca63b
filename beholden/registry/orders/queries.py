"""Readers of the orders room; every list starts from `visible_to`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q, QuerySet

from beholden.ground.deadlines import queries as deadlines
from beholden.ground.documents import queries as documents
from beholden.ground.documents.models import Document
from beholden.ground.people.models import Account
from beholden.ground.places import queries as places
from beholden.registry.filings.queries import holds
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders import permissions
from beholden.registry.orders.models import CLOSED, NO_DAY, OPEN, RUNNING, Kind, Order, Reinspection, Result, State

PAGE: Final = 50
COUNTED: Final = 1_000
TABS: Final = ("to_serve", "running", "due", "overdue", "drafts", "closed", "all")
UNIT_TABS: Final = ("open", "closed", "all")
_LONGEST_SEARCH: Final = 100


def visible_to(account: Account) -> QuerySet[Order]:
    """Orders ``account`` may read: police those of their division, others' drafts left out; a unit's manager its own
    once served; nobody else any (M14, R25)."""
    every = Order.objects.select_related("unit", "authority")
    if not permissions.may_read_orders(account):
        return every.none()
    organisation = account.organisation
    assert organisation is not None
    if permissions.is_manager(account):
        return every.filter(unit=organisation, served_on__isnull=False)
    if not permissions.is_police(account):
        return every.none()
    there = every.filter(places.lying_in(organisation.division))
    own_or_given = Q(authority=organisation) | ~Q(state__in=[State.DRAFTED, State.DISCARDED])
    return there.filter(own_or_given)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    orders: list[Order]
    after: str


def tab(found: QuerySet[Order], name: str, today: date) -> QuerySet[Order]:
    """The saved views: of the officer by what is to be done, of the unit by what is open."""
    looked_at = Q(state__in=[*RUNNING, State.REINSPECTING])
    expired = Q(kind=Kind.IMMEDIATE) | Q(expires_on__lt=today) | Q(state=State.REINSPECTING)
    views = {
        "to_serve": Q(state=State.ISSUED),
        # whoever looks again has days from the expiry on: due is no earlier, and the index of due days begins there
        "running": Q(state__in=RUNNING, kind=Kind.TIME_LIMITED, expires_on__gte=today, due_or_never__gte=today),
        "due": looked_at & expired,
        "overdue": Q(state__in=OPEN, due_or_never__lt=today),
        "drafts": Q(state=State.DRAFTED),
        "open": Q(state__in=OPEN),
        "closed": Q(state__in=[*CLOSED, State.REVOKED], due_or_never=NO_DAY),  # nothing is due of what has ended
    }
    return found.filter(views[name]) if name in views else found


def tab_counts(account: Account, today: date) -> dict[str, int]:
    """How many stand in each saved view, counted up to `COUNTED`: nobody waits for a count of ten million."""
    seen = visible_to(account)
    names = UNIT_TABS if permissions.is_manager(account) else TABS
    return {name: tab(seen, name, today).order_by()[:COUNTED].count() for name in names}


def search(found: QuerySet[Order], words: str) -> QuerySet[Order]:
    """Those whose party or number holds the words, or of this code."""
    kept = words.strip()[:_LONGEST_SEARCH]
    if not kept:
        return found
    return found.filter(holds("party_name", kept) | holds("number", kept) | Q(code=kept))


def page(found: QuerySet[Order], after: str = "", size: int = PAGE) -> Page:
    """By due day, those without one last, then newest first; ``after`` is the last page's key.

    Two questions, the rest of one day and the days after it: each walks along the index from where it begins.
    """
    key = _key(after)
    ordered = found.order_by("due_or_never", "-pk")
    if key is None:
        rows = list(ordered[: size + 1])
    else:
        day, pk = key
        rows = list(ordered.filter(due_or_never=day, pk__lt=pk)[: size + 1])
        if len(rows) <= size:
            rows += ordered.filter(due_or_never__gt=day)[: size + 1 - len(rows)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, f"{rows[-1].due or NO_DAY}_{rows[-1].pk}" if rows and more else "")


def _key(after: str) -> tuple[date, int] | None:
    day, _bar, number = after.partition("_")
    try:
        return (date.fromisoformat(day), int(number)) if after else None
    except ValueError:
        return None


def every(found: QuerySet[Order], most: int) -> Iterator[Order]:
    """Those of a list for an export, page after page, at most ``most``."""
    after, given = "", 0
    while given < most:
        one = page(found, after, min(500, most - given))
        yield from one.orders
        given += len(one.orders)
        after = one.after
        if not after:
            return


def one(account: Account, code: str) -> Order | None:
    """The order of this code, when the account may read it."""
    return visible_to(account).select_related("inspection", "issued_by").filter(code=code).first()


def numbers(codes: list[str]) -> dict[str, str]:
    """The number of each order of these codes; those without one are left out."""
    found = Order.objects.filter(code__in=codes, number__isnull=False).values_list("code", "number")
    return {code: number for code, number in found if number}


def clocks(order: Order, today: date | None = None) -> list[deadlines.Standing]:
    """Every clock of the order as it stands today."""
    return deadlines.standings(deadlines.of("order", order.code), today)


def documents_of(order: Order) -> QuerySet[Document]:
    """What was issued about the order, newest first."""
    return documents.about("order", order.code)


def of_inspection(inspection: Inspection) -> QuerySet[Order]:
    """The orders that rest on what an inspection found."""
    return Order.objects.filter(inspection=inspection).select_related("unit", "authority")


def to_inspect_again(inspection: Inspection) -> Order | None:
    """The order a visit looks at again, or None when it is no re-inspection."""
    found = Reinspection.objects.filter(inspection=inspection).select_related("order").first()
    return found.order if found else None


def refusal(order: Order, violation: str = "") -> Reinspection | None:
    """The concluded re-inspection that recorded a refusal to correct, of this violation when one is named (M15)."""
    for one in order.reinspections.filter(result=Result.REFUSED, early=False).select_related("inspection"):
        if one.inspection.state == "closed" and (not violation or violation in one.refused):
            return one
    return None


def refusal_of(order: Order, violation: str = "") -> bool:
    """Whether a closed re-inspection recorded that correction was refused; nothing else is a refusal (PX-1, M15)."""
    return refusal(order, violation) is not None


def facts(order: Order, violation: str = "") -> dict[str, Any]:
    """The facts of `law/rules/facts.yaml` this order settles, for the rulebook's question about a penalty."""
    found: dict[str, Any] = {}
    if order.issued_on is None or order.served_on is None or order.state == State.REVOKED:
        return found  # an order nobody received, or that was taken back, carries nothing
    found |= {"order.kind": order.kind, "order.issued": order.issued_on}
    if order.expires_on is not None:
        found["order.expires"] = order.expires_on
    last = refusal(order, violation) or order.reinspections.filter(concluded_at__isnull=False).last()
    if last is not None and last.done_on is not None:
        found["reinspection.done"] = last.done_on
        found["reinspection.refused"] = refusal_of(order, violation)
        wrong = {one["violation"] for one in last.found if one["result"] == "violation"}
        found["corrected"] = violation not in wrong if violation else not wrong
    if order.fixed:
        found["evidence.fixed"] = True
    return found
