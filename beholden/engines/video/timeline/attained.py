"""How many days of footage a camera really has (R17: not less than the term, then deleted).

Defined: **attained days** = age of the oldest second still held, in days of 86,400 s: (now − start of the oldest
segment that the index holds). Beside it the **fraction** = time with footage between then and now ÷ that age. Thirty
attained days with a fraction of 0.97 means that every instant of the last 30 days is held but for 3 %, and `coverage`
names those gaps. Whether that suffices is for the rule book and a person to say, not for this module.
"""

from __future__ import annotations

from dataclasses import dataclass

from beholden.engines.video.index import Index
from beholden.engines.video.timeline.coverage import open_end

_DAY_US = 86_400_000_000


@dataclass(slots=True, frozen=True)
class Attained:
    """``oldest_us`` None and the rest 0 when nothing is held."""

    oldest_us: int | None
    days: float
    fraction: float


def attained(index: Index, camera: str, now_us: int) -> Attained:
    """Attained days and fraction of a camera at ``now_us``."""
    oldest = index.behind(camera, 0)
    if oldest is None or oldest.start_us >= now_us:
        return Attained(None, 0.0, 0.0)
    age = now_us - oldest.start_us
    held = index.held(camera, oldest.start_us, now_us)
    for start, end, _, _ in open_end(index, camera, oldest.start_us, now_us):
        held += min(end, now_us) - start
    return Attained(oldest.start_us, age / _DAY_US, min(held / age, 1.0))


def attained_days(index: Index, camera: str, now_us: int) -> float:
    """The days alone."""
    return attained(index, camera, now_us).days
