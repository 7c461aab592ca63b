"""Readers of the filings room; every list starts from `visible_to`. Queries a page are bounded and tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from beholden.ground.deadlines import queries as deadlines
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.registry.filings import permissions
from beholden.registry.filings.models import DONE, EDITABLE, KEYABLE, WAITING, Filing, FilingCamera, State

PAGE: Final = 50
COUNTED: Final = 1_000
TABS: Final = ("mine", "soon", "overdue", "archive", "all")
UNIT_TABS: Final = ("open", "in_force", "all")
_LONGEST_SEARCH: Final = 100


def visible_to(account: Account) -> QuerySet[Filing]:
    """Filings ``account`` may read: the unit its own; police those of their place and remit, once handed in; a sector
    department the filed ones of its sector; administrators and residents none (R5, R14, M4)."""
    every = Filing.objects.select_related("unit", "authority")
    if not permissions.may_read_filings(account):
        return every.none()
    organisation = account.organisation
    if account.role in (Role.MANAGER, Role.GUARD):
        own = every.filter(unit=organisation)
        return own if account.role == Role.MANAGER else own.filter(state__in=DONE)
    assert organisation is not None
    jurisdiction, sector = permissions.remit(organisation)
    there = every.filter(within(permissions.prefix(organisation.division)))
    if account.role == Role.SECTOR_OFFICER:
        return (
            there.filter(sector=sector, state__in=DONE) if sector and organisation.kind == Kind.SECTOR else every.none()
        )
    if account.role in OFFICERS and organisation.kind == Kind.AUTHORITY:
        return there.filter(jurisdiction=jurisdiction).exclude(state=State.DRAFT).exclude(_taken_back())
    return every.none()


def within(prefix: str) -> Q:
    """Divisions that begin with these digits, as a range: the index of the queue serves it in both databases."""
    if not prefix.strip("9"):  # the nation; a code of nines alone has no successor of its length
        return Q(division__startswith=prefix)
    return Q(division__gte=prefix, division__lt=str(int(prefix) + 1).zfill(len(prefix)))


def _taken_back() -> Q:
    """Withdrawn before it was ever handed in: never the authority's business."""
    return Q(state=State.WITHDRAWN, submitted_at__isnull=True)


def numbers(codes: list[str]) -> dict[str, str]:
    """The number of each filing of these codes; those without one are left out."""
    found = Filing.objects.filter(code__in=codes, number__isnull=False)
    return {code: number for code, number in found.values_list("code", "number") if number}


def cameras_visible_to(account: Account) -> QuerySet[FilingCamera]:
    """Cameras of the filings in force this account may read; whether with exact places says `permissions`."""
    return FilingCamera.objects.filter(filing__in=visible_to(account).filter(in_force=True))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; ``after`` is what the next one starts behind, "" at the end."""

    filings: list[Filing]
    after: str


def tab(found: QuerySet[Filing], name: str, today: date) -> QuerySet[Filing]:
    """The saved views: of the officer by whose turn and due day, of the unit by what is open."""
    mine = Q(state__in=[*WAITING, *KEYABLE])
    soon = Q(due__gte=today, due__lte=today + deadlines.SOON)
    views = {
        "mine": mine,
        "soon": mine & soon,
        "overdue": Q(due__lt=today) & (mine | Q(state=State.FILED, channel="window")),
        "archive": Q(state=State.FILED, channel="window"),
        "open": Q(state__in=[*EDITABLE, *WAITING]),
        "in_force": Q(in_force=True),
    }
    return found.filter(views[name]) if name in views else found


def tab_counts(account: Account, today: date) -> dict[str, int]:
    """How many stand in each saved view, counted up to `COUNTED`: nobody waits for a count of ten million."""
    seen = visible_to(account)
    names = UNIT_TABS if account.role in (Role.MANAGER, Role.GUARD) else TABS
    return {name: tab(seen, name, today).order_by()[:COUNTED].count() for name in names}


def search(found: QuerySet[Filing], words: str) -> QuerySet[Filing]:
    """Those whose number or unit name holds the words; a code finds exactly one."""
    kept = words.strip()[:_LONGEST_SEARCH]
    if not kept:
        return found
    return found.filter(Q(number__icontains=kept) | Q(unit_name__icontains=kept) | Q(code=kept))


def page(found: QuerySet[Filing], after: str = "", size: int = PAGE) -> Page:
    """By due day, those without one last, then newest first; ``after`` is the last page's key."""
    far = date(9999, 12, 31)
    key = _key(after)
    if key is not None:
        due, pk = key
        same = Q(due__isnull=True) if due == far else Q(due=due)
        later = Q(pk__in=[]) if due == far else Q(due__gt=due) | Q(due__isnull=True)
        found = found.filter((same & Q(pk__lt=pk)) | later)
    rows = list(found.order_by(_by_due(), "-pk")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    last = f"{rows[-1].due or far}_{rows[-1].pk}" if rows and more else ""
    return Page(rows, last)


def _by_due() -> Any:
    """Due day, those without one last, the same in both databases."""
    return F("due").asc(nulls_last=True)


def _key(after: str) -> tuple[date, int] | None:
    day, _bar, number = after.partition("_")
    try:
        return (date.fromisoformat(day), int(number)) if after else None
    except ValueError:
        return None


def one(account: Account, code: str) -> Filing | None:
    """The filing of this code, when the account may read it."""
    return visible_to(account).filter(code=code).first()


def clocks(filing: Filing) -> list[deadlines.Standing]:
    """Every clock of the filing as it stands today."""
    return deadlines.standings(deadlines.of("filing", filing.code))


def standing(filing: Filing, today: date | None = None) -> dict[str, Any] | None:
    """How the clock stands that this filing's due day is a copy of; None when nobody owes anything now."""
    if filing.due is None:
        return None
    running = (
        Deadline.objects.filter(subject_kind="filing", subject_code=filing.code, ended_at__isnull=True, due=filing.due)
        .select_related("owner")
        .first()
    )
    if running is None:
        return None
    found = deadlines.standing(running, today or timezone.localdate())
    return {"clock": found, "over": found.over, "certain": running.certain, "cite": running.cite}


def chain(filing: Filing) -> QuerySet[Filing]:
    """Every version of the same System's filing, newest first."""
    return Filing.objects.filter(Q(pk=filing.root) | Q(first_id=filing.root)).order_by("-version")


def before(filing: Filing) -> Filing | None:
    """The accepted version that this one would replace or replaced."""
    return (
        Filing.objects.filter(Q(pk=filing.root) | Q(first_id=filing.root), state__in=DONE, version__lt=filing.version)
        .order_by("-version")
        .first()
    )


def by_sign(code: str) -> Filing | None:
    """The filing in force behind a sign's code, or the last ceased one; None when there never was one."""
    known = Filing.objects.select_related("authority", "unit").filter(sign=code, state__in=DONE)
    return known.order_by("-in_force", "-version").first()
