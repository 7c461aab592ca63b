"""Holds as the plan and the figures need them (R17, R20, R21, R24, R26)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from beholden.ground.systems.models import Camera
from beholden.site.recordings.instants import micros
from beholden.site.recordings.models import Hold
from beholden.site.recordings.retention import HeldFootage

_LONGEST_DAYS = 3700  # of one hold, when days are listed


def running(at: datetime | None = None) -> QuerySet[Hold]:
    """Holds that keep footage now."""
    now = at or timezone.now()
    return Hold.objects.filter(released_at__isnull=True).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


def for_plan(at: datetime) -> list[HeldFootage]:
    """Every running hold, with the cameras it names."""
    return [held for _hold, held in told(at)]


def told(at: datetime) -> list[tuple[Hold, HeldFootage]]:
    """Every running hold and what it keeps."""
    of_system: defaultdict[int, set[str]] = defaultdict(set)
    for system_id, code in Camera.objects.values_list("system_id", "code"):
        of_system[system_id].add(code)
    return [
        (
            hold,
            HeldFootage(
                cameras=frozenset({hold.camera.code} if hold.camera else of_system[hold.system_id]),
                from_us=micros(hold.from_at),
                to_us=micros(hold.to_at),
                until_us=micros(hold.ends_at) if hold.ends_at else None,
                cite=hold.cite,
            ),
        )
        for hold in running(at).select_related("camera")
    ]


def frozen_days(at: datetime | None = None) -> Callable[[Camera], set[date]]:
    """A function camera → local days on which some of its footage is held."""
    found = list(running(at))

    def of(camera: Camera) -> set[date]:
        days: set[date] = set()
        for hold in found:
            if hold.system_id == camera.system_id and hold.camera_id in (None, camera.pk):
                first, last = timezone.localdate(hold.from_at), timezone.localdate(hold.to_at)
                count = min((last - first).days, _LONGEST_DAYS)
                days.update(first + timedelta(days=ahead) for ahead in range(count + 1))
        return days

    return of
