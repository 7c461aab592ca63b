"""What becomes of a granted look: opened once, bytes counted, ended with a reason. Writers only."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from beholden.site.access.models import AccessUse, Action, Ended
from beholden.site.access.tokens import LIFE

IDLE: Final = timedelta(minutes=30)  # playback nobody asked a byte of
SILENT: Final = timedelta(minutes=2)  # a live socket says every 20 s that it is there


def open_live(number: int, now: datetime) -> bool:
    """Claim a live look for one socket; False when it was opened or ended before."""
    fresh = AccessUse.objects.filter(pk=number, opened_at=None, ended_at=None)
    return fresh.update(opened_at=now, last_at=now) == 1


def let_out(number: int, count: int, now: datetime | None = None) -> bool:
    """Count ``count`` bytes about to go out; False when the look has ended, then they must not."""
    now = now or timezone.now()
    return AccessUse.objects.filter(pk=number, ended_at=None).update(**_more(count, now)) == 1


def went_out(number: int, count: int, now: datetime | None = None) -> None:
    """Count ``count`` bytes that have gone out already: true also when the look was ended meanwhile."""
    AccessUse.objects.filter(pk=number).update(**_more(count, now or timezone.now()))


def end(number: int, why: Ended, now: datetime | None = None) -> bool:
    """End a look; False when it had ended: the first reason stays."""
    running = AccessUse.objects.filter(pk=number, ended_at=None)
    return running.update(ended_at=now or timezone.now(), ended_why=why) == 1


def _more(count: int, now: datetime) -> dict[str, Any]:
    return {"bytes": F("bytes") + count, "last_at": now, "opened_at": Coalesce("opened_at", Value(now))}


def end_forgotten(now: datetime | None = None) -> int:
    """End what nobody ended: expired, idle, never opened, or its process died. Returns how many."""
    now = now or timezone.now()
    running = AccessUse.objects.filter(ended_at=None)
    ended = 0
    for action, life in LIFE.items():
        old = running.filter(entry__action=action, entry__at__lt=now - life)
        ended += old.filter(opened_at=None).update(ended_at=now, ended_why=Ended.UNUSED)
        ended += old.update(ended_at=now, ended_why=Ended.EXPIRED)
    live = Q(entry__action=Action.LIVE)
    ended += running.filter(live, last_at__lt=now - SILENT).update(ended_at=F("last_at"), ended_why=Ended.LOST)
    ended += running.filter(live, opened_at=None, entry__at__lt=now - SILENT).update(
        ended_at=now, ended_why=Ended.UNUSED
    )
    ended += running.filter(~live, last_at__lt=now - IDLE).update(ended_at=F("last_at"), ended_why=Ended.IDLE)
    return ended
