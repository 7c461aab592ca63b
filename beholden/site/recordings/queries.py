"""Readers of this room: live state, alarms, holds, all from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from django.db.models import QuerySet

from beholden.ground.people.models import Account
from beholden.ground.people.roles import UNIT_ROLES, Role
from beholden.ground.systems import queries as systems
from beholden.ground.systems.models import Camera
from beholden.ground.systems.queries import LiveState
from beholden.site.recordings.models import Alarm, Hold


def status_of(cameras: Iterable[Camera], *, data: Path | None = None) -> list[LiveState]:
    """What the recorder says about each camera now, in the order given."""
    return systems.live_states(cameras, data=data)


def alarms_for(account: Account) -> QuerySet[Alarm]:
    """Alarms that run now and concern this person: of Systems their unit answers for, and of the machine itself."""
    alarms = Alarm.objects.filter(ended_at__isnull=True).select_related("system", "camera", "acknowledged_by")
    if not account.is_authenticated or not account.is_active:
        return alarms.none()
    if account.role == Role.SYSTEM_ADMIN:
        return alarms.filter(subject="")
    if account.role not in UNIT_ROLES:
        return alarms.none()
    own = alarms.filter(system__in=systems.visible_to(account).values("pk"))
    return own | alarms.filter(subject="")


def holds_visible_to(account: Account) -> QuerySet[Hold]:
    """Holds on Systems of the manager's own unit; nobody else reads why footage is kept."""
    holds = Hold.objects.select_related("system", "camera", "placed_by", "released_by")
    if not account.is_authenticated or not account.is_active or account.role != Role.MANAGER:
        return holds.none()
    return holds.filter(system__unit_id=account.organisation_id)
