"""The readers of the register: own looks, the unit's, or all of them; keyset pages, newest first (R16(2)(3))."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import BooleanField, ExpressionWrapper, Max, Q, QuerySet

from beholden.ground.people.models import Account, Grant
from beholden.ground.people.roles import BY_OFFICE, GRANTABLE, Kind, Role
from beholden.ground.systems.models import Camera
from beholden.site.access import leaves
from beholden.site.access.models import AccessEntry, Action, RegisterHead, Result
from beholden.site.access.permissions import agreed

PAGE: Final = 50
WATCHING: Final = frozenset({Action.LIVE, Action.PLAYBACK, Action.SNAPSHOT})  # whoever may only export sees no wall


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address bar asks of the register; empty means all. Times aware, ``until`` exclusive."""

    since: datetime | None = None
    until: datetime | None = None
    camera: str = ""
    person: str = ""
    action: str = ""
    purpose: str = ""
    result: str = ""

    def apply(self, entries: QuerySet[AccessEntry]) -> QuerySet[AccessEntry]:
        """The entries that fit."""
        exact = {"at__gte": self.since, "at__lt": self.until, "action": self.action, "purpose": self.purpose}
        entries = entries.filter(**{key: value for key, value in {**exact, "result": self.result}.items() if value})
        if self.camera:
            entries = entries.filter(Q(camera_code=self.camera) | Q(camera_name__icontains=self.camera))
        if self.person:
            entries = entries.filter(Q(username=self.person) | Q(name__icontains=self.person))
        return entries


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the register. ``older``/``newer`` are numbers to go on from, None at an end."""

    entries: list[AccessEntry]
    older: int | None
    newer: int | None


def visible_to(account: Account) -> QuerySet[AccessEntry]:
    """A guard: own looks. A manager: those at the unit's cameras and by its people. The auditor: all. Others: none."""
    entries = AccessEntry.objects.all()
    if not account.is_active:
        return entries.none()
    if account.role == Role.AUDITOR:
        return entries
    if account.role == Role.MANAGER and account.organisation_id:
        by_people = Q(account__organisation=account.organisation_id)
        return entries.filter(Q(owner=account.organisation_id) | by_people)
    if account.role == Role.GUARD:
        return entries.filter(account=account)
    return entries.none()


def page(
    account: Account, filters: Filters, *, before: int | None = None, after: int | None = None, size: int = PAGE
) -> Page:
    """``size`` entries below number ``before``, or the nearest above ``after``; the newest when neither is given."""
    entries = filters.apply(visible_to(account)).select_related("use", "more")
    if after is not None:
        rows = list(entries.filter(number__gt=after).order_by("number")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        return Page(rows, rows[-1].number if rows else None, rows[0].number if rows and more else None)
    if before is not None:
        entries = entries.filter(number__lt=before)
    rows = list(entries.order_by("-number")[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    newer = rows[0].number if rows and before is not None else None
    return Page(rows, rows[-1].number if rows and more else None, newer)


def entry(account: Account, number: int) -> AccessEntry | None:
    """One entry this account may read, or None."""
    return visible_to(account).select_related("use", "more").filter(number=number).first()


def own(account: Account, number: int) -> AccessEntry | None:
    """The account's own granted look, or None."""
    return AccessEntry.objects.filter(number=number, account=account, result=Result.GRANTED).first()


def watchable(account: Account, at: datetime) -> dict[Camera, set[str]]:
    """The cameras whose pictures this account may see at ``at``, in wall order, each with the actions allowed.

    Says of all at once what `permissions.closed` says of one (R16(2)(2)); three queries however many cameras, and for
    people of a contractor one a System.
    """
    if not account.is_active or account.role not in GRANTABLE:
        return {}
    office = BY_OFFICE.get(account.role, frozenset()) if account.organisation_id else frozenset()
    grants = list(Grant.objects.filter(account=account).in_force(at))
    by_system = {grant.system_id for grant in grants if grant.system_id}
    by_camera = {grant.camera_id for grant in grants if grant.camera_id}
    mine = Q(system__unit=account.organisation_id) if office else Q(pk__in=[])
    urgent = leaves.cameras(account, at)
    granted = Q(system__in=by_system) | Q(pk__in=by_camera) | urgent
    every = Camera.objects.annotate(urgent=ExpressionWrapper(urgent, BooleanField()))
    found = every.filter(mine | granted).select_related("system__unit")
    allowed: dict[Camera, set[str]] = {}
    open_systems: dict[int, bool] = {}
    for camera in found.order_by("system__name", "system_id", "order", "id"):
        actions = set(office) if office and camera.system.unit_id == account.organisation_id else set()
        for grant in grants:
            if camera.pk == grant.camera_id or camera.system_id == grant.system_id:
                actions |= set(grant.actions)
        actions |= leaves.ACTIONS if camera.urgent else set()
        if camera.system_id not in open_systems:
            open_systems[camera.system_id] = agreed(account, camera.system, at)
        if actions & WATCHING and open_systems[camera.system_id]:
            allowed[camera] = {str(action) for action in actions}
    return allowed


def asked_at(account: Account, camera: str) -> bool:
    """Whether requests for this camera's footage are taken in by this account: it works at the unit that keeps it."""
    unit = account.organisation
    if unit is None or unit.kind != Kind.MANAGING or account.role not in (Role.MANAGER, Role.GUARD):
        return False
    return Camera.objects.filter(code=camera, system__unit=unit).exists()


def missing_numbers(limit: int = 20) -> list[int]:
    """Numbers that were given and have no entry: somebody removed it from the database. At most ``limit``."""
    last = RegisterHead.objects.aggregate(last=Max("number"))["last"] or 0
    if AccessEntry.objects.filter(number__lte=last).count() == last:
        return []
    missing: list[int] = []
    due = 1
    for number in AccessEntry.objects.order_by("number").values_list("number", flat=True).iterator():
        while due < number and len(missing) < limit:
            missing.append(due)
            due += 1
        if len(missing) >= limit:
            return missing
        due = number + 1
    return missing + list(range(due, last + 1))[: limit - len(missing)]
