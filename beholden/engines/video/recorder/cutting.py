"""Where samples may be cut into fragments, and their decode times. Pure functions over short lists."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def cut_before_end(times: Sequence[int]) -> int:
    """How many leading samples may be written now, the last one's length being known from the sample behind it.

    ``times`` presentation ticks in decode order. A cut is allowed before a sample that is shown after everything before
    it: with B-frames that is before a reference frame, so no fragment tears a reordered group. 0 when there is none.
    """
    last = len(times) - 1
    if last < 1:
        return 0
    latest = max(times[:last])
    for count in range(last, 0, -1):
        if times[count] > latest:
            return count
        if times[count - 1] == latest:
            latest = max(times[: count - 1], default=0)
    return 0


def key_after_first(keys: Sequence[bool]) -> int:
    """Index of the first key sample behind the first sample, 0 when there is none."""
    try:
        return keys.index(True, 1)
    except ValueError:
        return 0


def decode_times(times: Sequence[int], delay: int) -> tuple[Sequence[int], list[int] | None]:
    """Decode times and composition offsets of one fragment.

    Decode times are the presentation times in order; with ``delay`` ticks of edit list every offset is ≥ 0 as long as
    the camera reorders no further than it said. Offsets are None when presentation order is decode order.
    """
    ordered = sorted(times)
    if not delay and ordered == list(times):
        return times, None
    return ordered, [shown + delay - decoded for shown, decoded in zip(times, ordered, strict=True)]


def reorder_delay(times: Sequence[int], reorder: int, usual: int) -> int:
    """Ticks of edit list for a file that begins with ``times``: what the parameter sets promise or the samples need,
    and a quarter of a frame for cameras that stamp unevenly. 0 when there are no B-frames."""
    needed = max((decoded - shown for shown, decoded in zip(times, sorted(times), strict=True)), default=0)
    if not reorder and needed <= 0:
        return 0
    return max(reorder * usual, needed) + usual // 4


def usual_length(times: Sequence[int], fallback: int) -> int:
    """The mean distance of samples in ticks, ``fallback`` when there is only one."""
    if len(times) < 2:
        return fallback
    return max((max(times) - min(times)) // (len(times) - 1), 1)


def lengths(ordered: Sequence[int], following: int | None, usual: int) -> list[int]:
    """Duration of each sample in ticks. ``following`` is the decode time after the last, None: take ``usual``."""
    found = [later - earlier for earlier, later in pairwise(ordered)]
    last = usual if following is None else following - ordered[-1]
    found.append(max(last, 1))
    return found
