"""Readers of the dossiers; every list starts from `visible_to`. What other rooms ask stands in `proving`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.roles import Role
from beholden.ground.systems import queries as systems
from beholden.ground.systems.models import System
from beholden.site.dossiers import dates, permissions
from beholden.site.dossiers.kinds import FOR_GUARDS, SECRET
from beholden.site.dossiers.models import GONE, DossierEntry, DossierFile, Shift, Shortcoming, StaffMember

PAGE: Final = 50
MOST: Final = 3_000  # entries of one System looked at for its overview; beyond it the newest count


def systems_visible_to(account: Account) -> QuerySet[System]:
    """Systems whose dossiers ``account`` may open: the manager's own, those a guard watches, all for an auditor."""
    if not permissions.may_read(account):
        return System.objects.none()
    seen = systems.visible_to(account)
    return seen.filter(unit_id=account.organisation_id) if account.role == Role.MANAGER else seen


def visible_to(account: Account) -> QuerySet[DossierEntry]:
    """Entries ``account`` may read: the manager the unit's; guards rosters and plans of the Systems they watch;
    auditors all but consents of secret units (R10); nobody else any."""
    every = DossierEntry.objects.select_related("unit", "system", "person")
    if not permissions.may_read(account):
        return every.none()
    if account.role == Role.MANAGER:
        return every.filter(unit_id=account.organisation_id)
    if account.role == Role.GUARD:
        watched = systems_visible_to(account).order_by().values("pk")
        return every.filter(system__in=watched, kind__in=FOR_GUARDS).exclude(state__in=GONE)
    return every.exclude(kind__in=SECRET)


def with_papers(entries: QuerySet[DossierEntry]) -> QuerySet[DossierEntry]:
    """The same entries with their files at hand: two questions for a whole page."""
    return entries.prefetch_related(Prefetch("files", DossierFile.objects.filter(dropped_at__isnull=True)))


def one(account: Account, code: str) -> DossierEntry | None:
    """The entry of this code, when the account may read it."""
    return visible_to(account).filter(code=code).first()


def staff_visible_to(account: Account) -> QuerySet[StaffMember]:
    """People in key posts: the manager's own unit's; all for an auditor, whose pages mask the names."""
    every = StaffMember.objects.select_related("unit")
    if not permissions.may_read_staff(account):
        return every.none()
    return every if account.role == Role.AUDITOR else every.filter(unit_id=account.organisation_id)


def in_post(staff: QuerySet[StaffMember], on: date) -> QuerySet[StaffMember]:
    """Those in their post on that day."""
    return staff.filter(joined_on__lte=on).filter(Q(left_on__isnull=True) | Q(left_on__gt=on))


def shortcomings_visible_to(account: Account) -> QuerySet[Shortcoming]:
    """Shortcomings of the entries this account may read."""
    return Shortcoming.objects.filter(entry__in=visible_to(account)).select_related("entry__unit", "entry__system")


def shifts_visible_to(account: Account) -> QuerySet[Shift]:
    """Planned shifts of the rosters this account may read."""
    rosters = visible_to(account).filter(kind="roster").exclude(state__in=GONE)
    return Shift.objects.filter(roster__in=rosters, taken_off_at__isnull=True).select_related("person", "roster")


def on_duty(account: Account, system: System, at: datetime) -> list[Shift]:
    """Who watches this System at that moment."""
    return list(shifts_visible_to(account).filter(roster__system=system, starts_at__lte=at, ends_at__gt=at)[:PAGE])


def shifts_of_day(account: Account, system: System, day: date) -> list[Shift]:
    """The shifts that touch a day in China, in order."""
    zone = timezone.get_default_timezone()
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    end = start + timedelta(days=1)
    return list(shifts_visible_to(account).filter(roster__system=system, starts_at__lt=end, ends_at__gt=start)[:200])


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, newest first; ``after`` is what the next one starts behind, "" at the end."""

    entries: list[DossierEntry]
    after: str


def page(entries: QuerySet[DossierEntry], after: str = "", size: int = PAGE) -> Page:
    """Newest first, by key: the thousandth page costs what the first does."""
    ordered = with_papers(entries).order_by("-pk")
    if after.isascii() and after.isdigit() and len(after) < 19:
        ordered = ordered.filter(pk__lt=int(after))
    rows = list(ordered[: size + 1])
    return Page(rows[:size], str(rows[size - 1].pk) if len(rows) > size else "")


def of_system(account: Account, system: System) -> list[DossierEntry]:
    """What the overview of one System looks at: its entries, and those of its unit's people."""
    whose = Q(system=system) | Q(unit_id=system.unit_id, person__isnull=False)
    return list(with_papers(visible_to(account).filter(whose)).order_by("-pk")[:MOST])


def maintenance_of(entries: Iterable[DossierEntry], on: date) -> tuple[DossierEntry | None, list[dates.Turn]]:
    """The maintenance plan in force (the newest) and its turns; (None, []) without one."""
    known = list(entries)
    plans = [
        entry
        for entry in known
        if entry.kind == "maintenance_plan" and entry.state not in GONE and entry.from_on and entry.from_on <= on
    ]
    plan = max(plans, key=lambda entry: (entry.from_on, entry.pk), default=None)
    if plan is None or plan.from_on is None or not plan.more.get("interval_days"):
        return None, []
    done = [
        entry.happened_on
        for entry in known
        if entry.kind == "maintenance" and entry.state not in GONE and entry.happened_on
    ]
    return plan, dates.turns(plan.from_on, int(plan.more["interval_days"]), done, on, plan.until_on)
