"""Leave that stands beside office and grant for a short while: an emergency. The room that gives it says so here, since
this room knows none above it. Taking footage away is never part of it (R16(2)(2)).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from django.db.models import Q

from beholden.ground.people.models import Account
from beholden.ground.systems.models import Camera

ACTIONS: Final = frozenset({"live", "playback", "snapshot"})
Source = Callable[[Account, datetime], Q]
_sources: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """Add a source: the cameras (a condition on `Camera`) that an account may look at, at that time, by it."""
    _sources[name] = source


def cameras(account: Account, at: datetime) -> Q:
    """The condition on cameras that such leave opens at ``at``; none when there is none."""
    found = Q(pk__in=[])
    for source in _sources.values():
        found |= source(account, at)
    return found


def given(account: Account, action: str, camera: Camera, at: datetime) -> bool:
    """Whether such leave opens this camera for this action."""
    return action in ACTIONS and Camera.objects.filter(cameras(account, at), pk=camera.pk).exists()
