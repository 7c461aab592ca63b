"""When a camera is looked at again: rarely, so that much is done at once; before the kernel's buffer runs over; and so
soon that a kill costs less than a second.
"""

from __future__ import annotations

from typing import Final

# From one look to the next. Each is a multiple of those behind it: looks fall together, and the loop sleeps in between.
PAUSES_US: Final = (600_000, 300_000, 100_000, 20_000)
FIRST: Final = 2  # step of a camera of which nobody knows yet how much it sends
WATCHED: Final = len(PAUSES_US) - 1
_SLOW: Final = (
    1  # longest pause of a camera with few pictures: each waits for the one behind it, which tells its length
)
_FEW: Final = 4  # pictures in the longest pause


def next_beat(now_us: int, pause_us: int) -> int:
    """The next instant, on the monotonic clock, at which everything with this pause is due."""
    return now_us - now_us % pause_us + pause_us


def next_step(step: int, came: int, holds: int, samples: int) -> int:
    """The place in PAUSES_US that fits a camera which sent ``came`` bytes and ``samples`` in the pause ``step``.

    ``holds`` bytes lie in the kernel's buffer before the camera has to wait; 0 when none lie there.
    """
    if came > holds // 2:
        return WATCHED if came > holds * 7 // 8 else min(step + 1, WATCHED)
    longer = max(step - 1, 0)
    fits = came * PAUSES_US[longer] <= holds * 2 // 5 * PAUSES_US[step]
    few = samples * PAUSES_US[0] < _FEW * PAUSES_US[step]
    return max(longer if fits else step, _SLOW if few else 0)
