"""Readers of the inspections room; every list starts from `visible_to`. Queries a page are bounded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.places import queries as places
from beholden.registry.filings.queries import holds
from beholden.registry.inspections import law, permissions, wording
from beholden.registry.inspections.models import OPEN, Inspection, InspectionPlan, State

PAGE: Final = 50
COUNTED: Final = 1_000
EXPORTED: Final = 10_000
TABS: Final = ("mine", "begun", "overdue", "planned", "closed", "all")
UNIT_TABS: Final = ("all",)
_LONGEST_SEARCH: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """A violated item of a closed inspection; ``violation`` is its id in the law (P-…)."""

    item: int
    violation: str
    question: str
    note: str
    evidence: tuple[str, ...]


def visible_to(account: Account, *, along: bool = True) -> QuerySet[Inspection]:
    """Inspections ``account`` may read: police those of their place and remit (city and province by prefix); a unit's
    manager its own once begun; all others none (R5, R24, M4).

    Not ``along``: the same, but not offered to be walked along the area's indexes. What few of an area are found by
    something else would else be looked for among all of them: SQLite does not know how many lie there.
    """
    every = Inspection.objects.select_related("authority", "unit")
    if account.role == Role.MANAGER and account.is_active and account.organisation_id:
        return every.filter(unit_id=account.organisation_id, state__in=[State.BEGUN, State.CLOSED])
    if not permissions.is_police(account):
        return every.none()
    assert account.organisation is not None
    division = account.organisation.division
    begun = Q(division__startswith=places.prefix(division[:6]))
    return every.filter(
        places.lying_in(division) if along else begun, jurisdiction=permissions.jurisdiction_of(account)
    )


def plans_visible_to(account: Account) -> QuerySet[InspectionPlan]:
    """Plans of the officer's authority and of those in its area; nobody else's."""
    every = InspectionPlan.objects.select_related("authority", "created_by", "approved_by")
    if not permissions.is_police(account):
        return every.none()
    assert account.organisation is not None
    own = places.prefix(account.organisation.division[:6])
    return every.filter(authority__division__startswith=own)


def one(account: Account, code: str) -> Inspection | None:
    """The inspection of this code, when the account may read it."""
    return visible_to(account).filter(code=code).first()


def numbers(codes: list[str]) -> dict[str, str]:
    """The number of each inspection of these codes."""
    return dict(Inspection.objects.filter(code__in=codes).values_list("code", "number"))


def findings(inspection: Inspection) -> list[Finding]:
    """The violated items of a closed inspection, in order; none of one that is open or was cut short before them."""
    if inspection.state != State.CLOSED:
        return []
    pieces: dict[int, list[str]] = {}
    for item, code in inspection.evidence.filter(dropped_at__isnull=True, item__isnull=False).values_list(
        "item", "code"
    ):
        pieces.setdefault(item, []).append(code)
    found = []
    for answer in inspection.answers.filter(superseded=False, result="violation").order_by("item"):
        item = wording.item(inspection, answer.item)
        question = wording.said(item["question"])
        found.append(Finding(answer.item, item["violation"], question, answer.note, tuple(pieces.get(answer.item, ()))))
    return found


def items_towards(kind: str, category: str, on: date, division: str, violations: Iterable[str]) -> list[int]:
    """The focus of a kind at such a place and, beyond it, what shows one of these violations. Raises Refused."""
    scope, wanted = law.scope(kind, category, on, division), set(violations)
    checklist = law.checklist(on)
    return sorted({*scope.focus, *(item for item in scope.extra if checklist.item(item).violation in wanted)})


def of_day(account: Account, today: date) -> list[Inspection]:
    """What an officer must have at hand: own visits of yesterday, today and tomorrow, and any that is begun."""
    near = Q(state__in=[State.PLANNED, State.CLOSED], scheduled_on__gte=today - timedelta(days=1))
    near &= Q(scheduled_on__lte=today + timedelta(days=1))
    mine = visible_to(account).filter(officers=account).filter(near | Q(state=State.BEGUN))
    return list(mine.select_related("filing", "checklist").order_by("scheduled_on", "pk")[:100])


def tab(account: Account, name: str, today: date) -> QuerySet[Inspection]:
    """What is visible in a saved view: by whose turn and day. An officer's own are found by the officer."""
    if name == "mine":
        return visible_to(account, along=False).filter(officers=account, state__in=OPEN)
    found = visible_to(account)
    if name == "overdue":
        return found.filter(state=State.PLANNED, scheduled_on__lt=today)
    if name in (State.BEGUN, State.PLANNED, State.CLOSED):
        return found.filter(state=name)
    return found


def tab_counts(account: Account, today: date) -> dict[str, int]:
    """How many stand in each saved view, counted up to `COUNTED`."""
    names = UNIT_TABS if account.role == Role.MANAGER else TABS
    return {name: tab(account, name, today).order_by()[:COUNTED].count() for name in names}


def search(found: QuerySet[Inspection], words: str, kind: str = "", reason: str = "") -> QuerySet[Inspection]:
    """Those whose unit, place or number holds the words, of this kind, for this reason."""
    kept = words.strip()[:_LONGEST_SEARCH]
    if kept:
        found = found.filter(holds("unit_name", kept) | holds("number", kept) | holds("place", kept))
    if kind:
        found = found.filter(kind=kind)
    return found.filter(reason=reason) if reason else found


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    visits: list[Inspection]
    after: str


def page(found: QuerySet[Inspection], after: str = "", *, newest: bool, size: int = PAGE) -> Page:
    """By the day of the visit: earliest first where something is to do, newest first in the past.

    Two questions, the rest of one day and the days after it: each walks along the index from where it begins.
    """
    key, beyond = _key(after), "lt" if newest else "gt"
    ordered = found.order_by(*(("-scheduled_on", "-pk") if newest else ("scheduled_on", "pk")))
    if key is None:
        rows = list(ordered[: size + 1])
    else:
        day, pk = key
        rows = list(ordered.filter(scheduled_on=day, **{f"pk__{beyond}": pk})[: size + 1])
        if len(rows) <= size:
            rows += ordered.filter(**{f"scheduled_on__{beyond}": day})[: size + 1 - len(rows)]
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, f"{rows[-1].scheduled_on}_{rows[-1].pk}" if rows and more else "")


def _key(after: str) -> tuple[date, int] | None:
    day, _bar, number = after.partition("_")
    try:
        return (date.fromisoformat(day), int(number)) if after else None
    except ValueError:
        return None
