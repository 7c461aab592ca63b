"""How long footage stays, decided without touching anything (R17): not a day less than the floor, not a day more.

Pure: segments, floor, holds and the time come in, a decision for each segment comes out. R-RET-4: footage recorded at t
must still be there at t + floor × 24 h, so a segment may go only after the end of the local day D + floor, D being the
local day on which it ended, and never less than floor × 24 h after it ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from typing import Protocol

from beholden.site.recordings.instants import micros, midnight, moment


class Segment(Protocol):
    """What a plan reads of an index row. Microseconds since the epoch; ``end_us`` None: still open."""

    @property
    def camera(self) -> str: ...
    @property
    def start_us(self) -> int: ...
    @property
    def end_us(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Floor:
    """The least time footage stays, in days, with the citations it rests on."""

    days: int
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldFootage:
    """A hold as the plan sees it. ``until_us`` None: until released. ``cameras`` are keys."""

    cameras: frozenset[str]
    from_us: int
    to_us: int
    until_us: int | None
    cite: str

    def covers(self, segment: Segment, now_us: int) -> bool:
        """True when the hold runs and touches the segment; a shared instant is enough."""
        running = self.until_us is None or now_us < self.until_us
        end = segment.start_us if segment.end_us is None else segment.end_us
        return running and segment.camera in self.cameras and self.from_us <= end and segment.start_us <= self.to_us


@dataclass(frozen=True, slots=True)
class Delete:
    """The segment's term is over and no purpose keeps it: it must go (R17)."""

    segment: Segment
    due_us: int
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Keep:
    """The segment stays: ``reason`` is open, term, hold or no_rule."""

    segment: Segment
    reason: str
    cite: tuple[str, ...]


Decision = Delete | Keep


def due_us(end_us: int, days: int, zone: tzinfo) -> int:
    """The first instant at which footage that ended at ``end_us`` may be deleted."""
    after = moment(end_us).astimezone(zone).date() + timedelta(days=days + 1)
    return max(micros(midnight(after, zone)), end_us + days * 86_400_000_000)


def plan(
    segments: Iterable[Segment], floor: Floor | None, holds: Sequence[HeldFootage], now_us: int, zone: tzinfo
) -> list[Decision]:
    """One decision a segment, ordered by camera and time. ``floor`` None (no rule in force) keeps everything."""
    ordered = sorted(segments, key=lambda row: (row.camera, row.start_us, -1 if row.end_us is None else row.end_us))
    return [_decide(segment, floor, holds, now_us, zone) for segment in ordered]


def _decide(segment: Segment, floor: Floor | None, holds: Sequence[HeldFootage], now_us: int, zone: tzinfo) -> Decision:
    if segment.end_us is None:
        return Keep(segment, "open", ())
    if floor is None:
        return Keep(segment, "no_rule", ())
    cites = tuple(sorted({hold.cite for hold in holds if hold.covers(segment, now_us)}))
    if cites:
        return Keep(segment, "hold", cites)
    due = due_us(segment.end_us, floor.days, zone)
    if now_us < due:
        return Keep(segment, "term", floor.because)
    return Delete(segment, due, floor.because)
