"""Which days of a month have footage, for a calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from beholden.engines.video.index import Index
from beholden.engines.video.timeline.coverage import coverage


@dataclass(slots=True, frozen=True)
class Day:
    """A local day: ``seconds`` with footage, ``gaps`` that touch it."""

    day: date
    seconds: float
    gaps: int


def days(index: Index, camera: str, month: date, zone: tzinfo, now_us: int) -> list[Day]:
    """The days of ``month`` (any date in it) with footage, by the clock of ``zone``, none behind ``now_us``."""
    first = month.replace(day=1)
    following = (first + timedelta(days=32)).replace(day=1)
    edges = [first + timedelta(days=number) for number in range((following - first).days + 1)]
    starts = [_midnight(edge, zone) for edge in edges]
    found = coverage(index, camera, starts[0], min(starts[-1], now_us))
    held: list[Day] = []
    for edge, low, high in zip(edges, starts, starts[1:], strict=False):
        microseconds = sum(max(0, min(span.to_us, high) - max(span.from_us, low)) for span in found.spans)
        if microseconds:
            gaps = sum(gap.from_us < high and gap.to_us > low for gap in found.gaps)
            held.append(Day(edge, microseconds / 1_000_000, gaps))
    return held


def _midnight(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1_000_000
