"""The one clock of a tip that has a number: to pass it on when it is another's (程序规定61(2)), in hours.

The room of deadlines counts days; to the hour it is kept beside the tip. Checking a tip has no number in law
("及时", M16, R24(2)), and gets none here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines import rulebook
from beholden.ground.deadlines import services as deadlines
from beholden.registry.tips.models import Tip
from beholden.registry.tips.services.writing import subject

TRANSFER: Final = "tip.transfer"


def begin(tip: Tip, at: datetime) -> None:
    """The tip has come to ``tip.authority``: from now on it counts. Raises rulebook.LawError: no rule, no clock."""
    on = timezone.localdate(at)
    place = tip.division[:6]
    hours = rulebook.opened(settings.LAW).resolve(TRANSFER, on, place, {}).value
    tip.arrived_at, tip.transfer_by = at, at + timedelta(hours=hours)
    deadlines.start(TRANSFER, subject(tip), on, place, {}, tip.authority, now=at)


def passed_on(tip: Tip, at: datetime) -> bool:
    """It was another's and is passed on; whether that was in time."""
    deadlines.meet(TRANSFER, subject(tip), now=at)
    in_time = tip.transfer_by is None or at <= tip.transfer_by
    tip.transfer_by = None
    return in_time


def ours(tip: Tip, at: datetime) -> None:
    """It need not be passed on: it is theirs, or no tip at all."""
    if tip.transfer_by is not None:
        deadlines.drop(TRANSFER, subject(tip), "属于本单位管辖或者已告知其他途径", now=at)
    tip.transfer_by = None
