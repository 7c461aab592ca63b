"""Readers of the filings room; every list starts from `visible_to`. Queries a page are bounded and tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.db.models.lookups import GreaterThan
from django.utils import timezone

from beholden.ground.deadlines import queries as deadlines
from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, Kind, Role
from beholden.ground.places import queries as places
from beholden.registry.filings import permissions, terms
from beholden.registry.filings.models import (
    DONE,
    EDITABLE,
    KEYABLE,
    NO_DAY,
    WAITING,
    Channel,
    Filing,
    FilingCamera,
    Heap,
    SearchTerm,
    State,
)

PAGE: Final = 50
COUNTED: Final = 1_000
EXPORTED: Final = 10_000
TABS: Final = ("mine", "soon", "overdue", "archive", "all")
UNIT_TABS: Final = ("open", "in_force", "all")
_LONGEST_SEARCH: Final = 100
_LISTED: Final = (
    "code",
    "number",
    "unit_name",
    "unit__name",
    "kind",
    "channel",
    "state",
    "version",
    "in_force",
    "camera_count",
    "due",
    "answers",
    "division",
    "submitted_at",
)
_FEW: Final = 1_000  # found by their terms; more than these are met soon on a walk along the list


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
    there = every.filter(handed_in(organisation.division))
    if account.role == Role.SECTOR_OFFICER:
        return (
            there.filter(sector=sector, state__in=DONE) if sector and organisation.kind == Kind.SECTOR else every.none()
        )
    if account.role in OFFICERS and organisation.kind == Kind.AUTHORITY:
        return there.filter(jurisdiction=jurisdiction)
    return every.none()


def heaps_visible_to(account: Account, parts: Sequence[Q] = ()) -> QuerySet[Heap]:
    """How many cameras of `cameras_visible_to` lie where, as it is kept for readers of this kind, at every depth.

    ``parts`` are ranges of tiles of one depth: fewer than a city has, so each is found along the index then.
    """
    kept, organisation = Heap.objects.filter(cameras__gt=0), account.organisation
    if not permissions.may_read_filings(account) or organisation is None:
        return kept.none()
    jurisdiction, sector = permissions.remit(organisation)
    start = places.prefix(organisation.division[:6])
    if of_unit(account):
        reader, start = f"unit:{organisation.pk}", ""  # its systems may lie anywhere
    elif account.role == Role.SECTOR_OFFICER:
        reader = f"sector:{sector}" if sector and organisation.kind == Kind.SECTOR else ""
    else:
        reader = jurisdiction if account.role in OFFICERS and organisation.kind == Kind.AUTHORITY else ""
    wanted = Q()
    for part in parts:
        wanted |= part & Q(reader=reader)  # within each, or SQLite reads all of the reader's
    if parts and len(start) < 6:
        return kept.annotate(begins=Substr("county", 1, len(start))).filter(wanted, begins=start)
    return kept.filter(wanted, reader=reader, county__gte=start, county__lt=f"{start}a")  # letters come behind digits


def handed_in(division: str) -> Q:
    """What was handed in for places in this division: a county, a city, a province, each with its own index."""
    return places.lying_in(division) or Q(province__isnull=False)


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
    dated = Q(due_or_never__lt=NO_DAY)  # whatever lies on a desk has a due day: the index ends the search there
    mine = Q(state__in=[*WAITING, *KEYABLE]) & dated
    archive = Q(state=State.FILED, channel=Channel.WINDOW) & dated
    views = {
        "mine": mine,
        "soon": mine & Q(due_or_never__gte=today, due_or_never__lte=today + deadlines.SOON),
        "overdue": Q(due_or_never__lt=today) & (mine | archive),
        "archive": archive,
        "open": Q(state__in=[*EDITABLE, *WAITING]),
        "in_force": Q(in_force=True),
    }
    return found.filter(views[name]) if name in views else found


def tab_counts(account: Account, today: date) -> dict[str, int]:
    """How many stand in each saved view, counted up to `COUNTED`: nobody waits for a count of ten million.

    All in one question: asked one by one they were a quarter of the page.
    """
    seen, names = visible_to(account).select_related(None).order_by().values("pk"), tabs(account)
    try:
        asked = [tab(seen, name, today)[:COUNTED].query.sql_with_params() for name in names]
    except EmptyResultSet:  # an account that sees nothing
        return dict.fromkeys(names, 0)
    columns = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS c)" for sql, _told in asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}", [value for _sql, told in asked for value in told])
        return dict(zip(names, cursor.fetchone(), strict=True))


def tabs(account: Account) -> tuple[str, ...]:
    """The saved views of this person; the first is shown when none is asked for."""
    return UNIT_TABS if of_unit(account) else TABS


def of_unit(account: Account) -> bool:
    """Whether this person reads the own unit's filings, not those handed in."""
    return account.role in (Role.MANAGER, Role.GUARD)


def search(found: QuerySet[Filing], words: str, account: Account) -> QuerySet[Filing]:
    """Those whose unit name or number holds the words; a code finds exactly one.

    A unit's own are walked along. An authority's are found by their terms, where few begin with these words there;
    where many do, a page of them is met soon on the walk, and sooner where they all lie in one county.
    """
    kept = words.replace("\0", "").encode("utf-8", "replace").decode().strip()[:_LONGEST_SEARCH]
    if not kept:
        return found
    found = found.filter(holds("unit_name", kept) | holds("number", kept) | Q(code=kept))
    if of_unit(account) or account.organisation is None:
        return found
    there = ["", *places.codes(account.organisation.division)]
    begun = list(_begun(kept, there)[:_FEW])
    if len(begun) < _FEW:
        one = Filing.objects.filter(code=kept).values_list("pk", flat=True)
        return found.filter(pk__in={*one, *(pk for pk, _county in begun)})
    county = begun[0][1]
    if not county or any(other != county for _pk, other in begun):
        return found
    others = [code for code in there if code != county]
    return found if _begun(kept, others).exists() else found.filter(handed_in(county))


def _begun(words: str, counties: list[str]) -> QuerySet[SearchTerm, tuple[int, str]]:
    """The filings in these counties one of whose terms begins with the words; the same one perhaps several times."""
    start = terms.one(words)
    begun = SearchTerm.objects.filter(county__in=counties, text__gte=start, text__lt=start + b"\xff")
    return begun.values_list("filing", "county")


def holds(field: str, words: str) -> Q:
    """Whether a field holds the words, whatever their case. Not `icontains`: PostgreSQL takes that for rare, and reads
    and sorts everything instead of walking along the index until a page is full. Words without case, as most are, spare
    it two thirds of the comparison."""
    if words.lower() == words.upper():
        return Q(GreaterThan(StrIndex(F(field), Value(words)), 0))
    return Q(GreaterThan(StrIndex(Lower(field), Lower(Value(words))), 0))


def page(found: QuerySet[Filing], after: str = "", size: int = PAGE) -> Page:
    """By due day, those without one last, then newest first; ``after`` is the last page's key.

    Two questions, the rest of one day and the days after it: each walks along the index from where it begins.
    """
    key = _key(after)
    ordered = _ordered(found)
    if key is None:
        rows = list(ordered[: size + 1])
    else:
        day, pk = key
        rows = list(ordered.filter(due_or_never=day, pk__lt=pk)[: size + 1])
        if len(rows) <= size:
            rows += ordered.filter(due_or_never__gt=day)[: size + 1 - len(rows)]
    more = len(rows) > size
    rows = rows[:size]
    last = f"{rows[-1].due or NO_DAY}_{rows[-1].pk}" if rows and more else ""
    return Page(rows, last)


def exported(found: QuerySet[Filing]) -> Iterator[Filing]:
    """The same in the same order, one more than `EXPORTED` at most; few are held at a time."""
    return _ordered(found)[: EXPORTED + 1].iterator(chunk_size=500)


def _ordered(found: QuerySet[Filing]) -> QuerySet[Filing]:
    return found.select_related(None).select_related("unit").only(*_LISTED).order_by("due_or_never", "-pk")


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
