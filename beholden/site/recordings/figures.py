"""Bytes and seconds a camera a local day, kept so that a month's figures cost no walk through the index (R17).

Derived from the index and made again at will; decisions about deletion never read it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from django.db import transaction

from beholden.engines.video.index import Index
from beholden.ground.systems.models import Camera
from beholden.site.recordings.instants import micros, midnight, moment
from beholden.site.recordings.models import CameraDay

_DAY = timedelta(days=1)
_SEGMENT_DAYS = 2  # days counted again each time: the running one, and the one a segment over midnight began in


def index_of(data: Path) -> Index | None:
    """The index, for reading; None before anything was recorded."""
    path = data / "index.sqlite"
    return Index(path, readonly=True) if path.is_file() else None


def count_days(index: Index, camera: str, first: date, last: date, zone: tzinfo) -> dict[date, tuple[int, float]]:
    """Local day → (bytes, seconds) of the closed segments begun on it, ``first`` to ``last`` included."""
    from_us, to_us = micros(midnight(first, zone)), micros(midnight(last + _DAY, zone))
    sums: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for start_us, end_us, size, _after, _ended in index.covered(camera, from_us, to_us):
        if start_us >= from_us:
            day = moment(start_us).astimezone(zone).date()
            sums[day][0] += size
            sums[day][1] += end_us - start_us
    return {day: (size, length / 1e6) for day, (size, length) in sums.items()}


def refresh(index: Index, cameras: Iterable[Camera], now: datetime, zone: tzinfo) -> None:
    """Count what is new; for a camera never counted, everything there is."""
    today = now.astimezone(zone).date()
    for camera in cameras:
        newest = CameraDay.objects.filter(camera=camera).order_by("-day").values_list("day", flat=True).first()
        if newest is None:
            oldest = index.behind(camera.code, 0)
            if oldest is None:
                continue
            first = moment(oldest.start_us).astimezone(zone).date()
        else:
            first = min(newest, today) - _DAY * (_SEGMENT_DAYS - 1)
        recount(index, camera, first, today, zone)


def recount(index: Index, camera: Camera, first: date, last: date, zone: tzinfo) -> None:
    """Make the rows of these days say what the index says, after recording or deletion."""
    found = count_days(index, camera.code, first, last, zone)
    rows = [CameraDay(camera=camera, day=day, bytes=size, seconds=length) for day, (size, length) in found.items()]
    with transaction.atomic():
        CameraDay.objects.filter(camera=camera, day__range=(first, last)).exclude(day__in=found).delete()
        CameraDay.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["camera", "day"], update_fields=["bytes", "seconds"]
        )
