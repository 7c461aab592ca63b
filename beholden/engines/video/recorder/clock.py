"""Camera media time to wall time (docs/know/recording.md, "Time").

The least-delayed frame says when a run really began; each later segment begins exactly where the one before ended,
and its wall length may differ from its media length by at most 500 parts in a million, so that a camera's slow or
fast crystal is followed without a jump. A step of the computer's clock is not followed: it ends the run.
"""

from __future__ import annotations

import time
from typing import Protocol

STEP_US = 500_000
_CORRECTION = 2000  # one part in this many


class Clocks(Protocol):
    """Real-time and monotonic clock, both in integer microseconds."""

    def wall_us(self) -> int: ...
    def monotonic_us(self) -> int: ...


class SystemClocks:
    """The machine's clocks."""

    def wall_us(self) -> int:
        return time.time_ns() // 1000

    def monotonic_us(self) -> int:
        return time.monotonic_ns() // 1000


class StepWatch:
    """Tells when real time has stepped against monotonic time since it was last armed."""

    __slots__ = ("_offset",)

    def __init__(self, clocks: Clocks) -> None:
        self._offset = clocks.wall_us() - clocks.monotonic_us()

    def stepped_us(self, wall_us: int, monotonic_us: int) -> int:
        """By how much the clock stepped, 0 when it did not. Slow drift is followed, a step is kept until ``arm``."""
        drift = wall_us - monotonic_us - self._offset
        if abs(drift) > STEP_US:
            return drift
        self._offset += drift >> 6
        return 0

    def arm(self, wall_us: int, monotonic_us: int) -> None:
        """Start over from here."""
        self._offset = wall_us - monotonic_us


class RunClock:
    """Wall time of one run. Media time is microseconds since the run's first frame."""

    __slots__ = ("_observed_us", "segment_media_us", "segment_wall_us")

    def __init__(self) -> None:
        self._observed_us: int | None = None  # least (receipt − media): the run's start as this segment saw it
        self.segment_media_us = 0
        self.segment_wall_us = 0

    def frame(self, media_us: int, received_us: int) -> None:
        """A frame of ``media_us`` was received at wall time ``received_us``."""
        start = received_us - media_us
        if self._observed_us is None or start < self._observed_us:
            self._observed_us = start

    def begin(self) -> int:
        """The first segment of the run starts; returns its wall time. At least one frame must have been seen."""
        if self._observed_us is None:
            raise ValueError("a run begins with a frame")
        self.segment_media_us = 0
        self.segment_wall_us = self._observed_us
        self._observed_us = None
        return self.segment_wall_us

    def media_at(self, wall_us: int) -> int:
        """Media time of a wall time, as well as it is known by now."""
        if self._observed_us is not None:
            return wall_us - self._observed_us
        return wall_us - self.segment_wall_us + self.segment_media_us

    def wall_at(self, media_us: int) -> int:
        """Wall time of a media time in the segment that is being written."""
        return self.segment_wall_us + self.corrected(media_us - self.segment_media_us)

    def corrected(self, length_us: int) -> int:
        """Wall length of ``length_us`` of media since the segment began."""
        if self._observed_us is None:
            return length_us
        seen = self._observed_us + self.segment_media_us - self.segment_wall_us
        bound = length_us // _CORRECTION
        return length_us + max(-bound, min(bound, seen))

    def next(self, media_us: int) -> int:
        """The segment ends, and the next begins, at ``media_us``; returns that wall time."""
        self.segment_wall_us = self.wall_at(media_us)
        self.segment_media_us = media_us
        self._observed_us = None
        return self.segment_wall_us
