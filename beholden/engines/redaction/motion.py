"""What moves, and whether the scene changed: seen small, against the picture before and a slow background.

An addition to faces, never alone: who sits still does not move.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from beholden.engines.redaction.decoding import Plane
from beholden.engines.redaction.plan import Box

WIDE: Final = 320
_FORGETS_S: Final = 20.0  # who stands still is background after about so long
_MOVED: Final = 14  # levels of luma
_LEAST: Final = 0.0004  # of the picture
_MOST: Final = 80  # things; more is rain, a turning camera, a lamp: all of it is covered
_ALL: Final = 0.6  # of the picture
_CUT: Final = 28.0  # mean levels between two pictures
_FAST: Final = 8.0  # mean levels since a detector looked
_STILL: Final = 3.0  # levels, anywhere, since a detector looked
_PART: Final = 0.6  # of the picture; of more, all of it is looked at
_WHOLE: Final = Box(0.0, 0.0, 1.0, 1.0)

_Small: TypeAlias = npt.NDArray[np.float32]


class Watcher:
    """Takes every picture of a film in turn."""

    def __init__(self) -> None:
        self._background: _Small | None = None
        self._now: _Small | None = None
        self._marked: _Small | None = None
        self._asked: _Small | None = None
        self._at_s = 0.0
        self.cut = True  # the picture taken last begins a scene

    def take(self, at_s: float, luma: Plane) -> None:
        """Look at the next picture."""
        high = max(2, round(WIDE * luma.shape[0] / luma.shape[1]))
        shrunk = cv2.resize(luma, (WIDE, high), interpolation=cv2.INTER_AREA)
        now = cv2.GaussianBlur(shrunk, (5, 5), 0).astype(np.float32)
        self.cut = self._now is None or float(cv2.absdiff(now, self._now).mean()) > _CUT
        if self.cut or self._background is None:
            self._background, self._marked, self._asked = now.copy(), None, None
        else:
            cv2.accumulateWeighted(now, self._background, min(1.0, max(0.0, at_s - self._at_s) / _FORGETS_S))
        self._now, self._at_s = now, at_s

    def lose(self) -> None:
        """Nothing is to be seen: the next picture begins a scene."""
        self._now = None

    @property
    def fast(self) -> bool:
        """A lot has changed since `mark`."""
        return self._marked is None or self._now is None or float(cv2.absdiff(self._now, self._marked).mean()) > _FAST

    @property
    def still(self) -> bool:
        """Nothing at all has changed since `mark`."""
        if self._marked is None or self._now is None:
            return False
        return float(cv2.absdiff(self._now, self._marked).max()) < _STILL

    def changed(self) -> Box | None:
        """Around everything that changed since `mark`; None when that is all of the picture, or nobody knows."""
        if self._marked is None or self._now is None:
            return None
        high, wide = self._now.shape
        x, y, w, h = cv2.boundingRect((cv2.absdiff(self._now, self._marked) >= _STILL).astype(np.uint8))
        return Box(x / wide, y / high, w / wide, h / high) if w * h < _PART * wide * high else None

    def mark(self) -> None:
        """A detector looks at the picture taken last."""
        self._marked = self._now

    def moving(self) -> list[Box]:
        """Boxes around what moves in the picture taken last."""
        now, before = self._now, self._asked
        if now is None or self._background is None:
            return []
        self._asked = now
        changed = _change(now, self._background)
        if before is not None:
            changed = np.maximum(changed, _change(now, before))
        mask = (changed > _MOVED).astype(np.uint8)
        if float(mask.mean()) > _ALL:
            return [_WHOLE]
        mask = np.asarray(cv2.dilate(mask, np.ones((7, 5), np.uint8)), np.uint8)
        return _boxes(mask)


def _change(now: _Small, before: _Small) -> _Small:
    """How much each place changed beyond what all of the picture did: a camera that opens its iris moves nothing."""
    change = now - before
    return np.asarray(np.abs(change - np.median(change[::4, ::4])), np.float32)


def _boxes(mask: Plane) -> list[Box]:
    high, wide = mask.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    found = [
        Box(float(x) / wide, float(y) / high, float(w) / wide, float(h) / high)
        for x, y, w, h, area in stats[1:count].tolist()
        if area >= _LEAST * high * wide
    ]
    return found if len(found) <= _MOST else [_WHOLE]
