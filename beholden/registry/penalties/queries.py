"""Readers of the penalties room; every list starts from `visible_to`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from beholden.ground.deadlines import queries as deadlines
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.models import Account
from beholden.ground.places import queries as places
from beholden.registry.penalties import permissions
from beholden.registry.penalties.models import ENDED, Case, Party, PartyKind, State
from beholden.registry.penalties.services.writing import PARTY_SUBJECT, SUBJECT

PAGE: Final = 50
COUNTED: Final = 1_000
TABS: Final = ("open", "review", "unpaid", "ended", "all")
UNIT_TABS: Final = ("open", "ended", "all")


def visible_to(account: Account) -> QuerySet[Case]:
    """Cases ``account`` may read: its authority's; below it, for the police of city and province; the unit its own
    from the prior notice on (行政处罚法 44). Nobody else any."""
    every = Case.objects.select_related("authority", "unit")
    if not permissions.may_read_cases(account) or account.organisation is None:
        return every.none()
    if permissions.is_manager(account):
        return every.filter(unit=account.organisation, noticed_before=True)
    prefix = places.prefix(account.organisation.division[:6])
    if len(prefix) < 6:
        return every.filter(division__startswith=prefix) if prefix else every
    return every.filter(authority=account.organisation)


def one(account: Account, code: str) -> Case | None:
    """The case of this code, when the account may read it."""
    return visible_to(account).filter(code=code).first()


def parties_for(account: Account, case: Case) -> list[Party]:
    """The parties this person speaks with or for: a unit's manager only the unit."""
    found = case.parties.all()
    return list(found.filter(kind=PartyKind.UNIT) if permissions.is_manager(account) else found)


def tab(found: QuerySet[Case], name: str) -> QuerySet[Case]:
    """The saved views."""
    views = {
        "open": ~Q(state__in=ENDED),
        "review": Q(state=State.REVIEW),
        "unpaid": Q(state=State.SERVED),
        "ended": Q(state__in=ENDED),
    }
    return found.filter(views[name]) if name in views else found


def tab_counts(account: Account) -> dict[str, int]:
    """How many stand in each saved view, counted up to `COUNTED`."""
    names = UNIT_TABS if permissions.is_manager(account) else TABS
    seen = visible_to(account)
    return {name: tab(seen, name).order_by()[:COUNTED].count() for name in names}


def search(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Those whose number or main party's shown name holds the words."""
    kept = words.strip()[:100]
    if not kept:
        return found
    named = Party.objects.filter(shown__icontains=kept).values("case")
    return found.filter(Q(number__icontains=kept) | Q(code=kept) | Q(pk__in=named))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    cases: list[Case]
    after: str


def page(found: QuerySet[Case], after: str = "", size: int = PAGE) -> Page:
    """Newest first; ``after`` is the last page's key."""
    if after.isascii() and after.isdigit() and len(after) < 18:
        found = found.filter(pk__lt=int(after))
    rows = list(found.prefetch_related("parties").order_by("-pk")[: size + 1])
    more = len(rows) > size
    return Page(rows[:size], str(rows[size - 1].pk) if more else "")


def clocks(case: Case) -> list[deadlines.Standing]:
    """Every clock of the case and its parties as it stands today."""
    codes = list(case.parties.values_list("code", flat=True))
    found = Deadline.objects.filter(
        Q(subject_kind=SUBJECT, subject_code=case.code) | Q(subject_kind=PARTY_SUBJECT, subject_code__in=codes)
    )
    return deadlines.standings(found.select_related("owner").order_by("ended_at", "due", "id"))


def numbers(codes: list[str]) -> dict[str, str]:
    """The number of each case of these codes."""
    return dict(Case.objects.filter(code__in=codes).values_list("code", "number"))


def numbers_of_parties(codes: list[str]) -> dict[str, str]:
    """The case's number for each party of these codes."""
    return dict(Party.objects.filter(code__in=codes).values_list("code", "case__number"))


def case_of_party(account: Account, code: str) -> Case | None:
    """The case a party belongs to, when the account may read it."""
    return visible_to(account).filter(parties__code=code).first()
