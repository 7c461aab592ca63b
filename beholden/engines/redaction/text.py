"""What carries writing: plates, shop names, licences on a wall (R22). Colour and edges; nothing is read.

Letters are many strong edges close together in a line. So are fences and leaves: a reviewer uncovers them.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from beholden.engines.redaction.decoding import Plane
from beholden.engines.redaction.plan import Box
from beholden.engines.redaction.tracks import outermost

WIDE: Final = (1280, 480, 200)  # pixels a picture is looked at in: small letters, and those that fill a wall
_EDGE: Final = 48  # levels of luma across a letter's edge
_LEAST_HIGH: Final = 7  # pixels then
_MOST_HIGH: Final = 0.3  # of the picture
_MOST: Final = 160
_INSIDE: Final = 0.8  # of a line, from which it is part of a larger one


def writing(luma: Plane) -> list[Box]:
    """Boxes around what may be writing; the whole picture when there is more of it than could be told apart."""
    found = [box for wide in WIDE if wide <= max(WIDE[1], luma.shape[1]) for box in _at(luma, wide)]
    found = outermost(found, _INSIDE)
    return found if len(found) <= _MOST else [Box(0.0, 0.0, 1.0, 1.0)]


def _at(luma: Plane, wide: int) -> list[Box]:
    height, width = luma.shape
    wide = min(wide, width)
    high = max(2, round(wide * height / width))
    shrunk = cv2.resize(luma, (wide, high), interpolation=cv2.INTER_AREA)
    across = cv2.morphologyEx(shrunk, cv2.MORPH_GRADIENT, np.ones((1, 3), np.uint8))
    strong = (across > _EDGE).astype(np.uint8)
    line = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    line = cv2.morphologyEx(line, cv2.MORPH_OPEN, np.ones((3, 5), np.uint8))
    return _lines(np.asarray(line, np.uint8), np.asarray(strong, np.uint8))


def _lines(line: Plane, strong: Plane) -> list[Box]:
    high, wide = line.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(line, connectivity=8)
    found = []
    for x, y, w, h, area in stats[1:count].tolist():
        if not (_LEAST_HIGH <= h <= _MOST_HIGH * high and w >= 1.2 * h and area >= 0.35 * w * h):
            continue
        # letters begin and end: many changes along the middle row, not one long edge
        rows = strong[y + h // 4 : y + max(h // 4 + 1, 3 * h // 4), x : x + w]
        changes = float(np.abs(np.diff(rows.astype(np.int8), axis=1)).sum(axis=1).mean())
        if changes >= 6 and changes >= 0.8 * w / h:
            # edges that lie, a letter's top and bottom, are not among those looked for
            found.append(Box(x / wide, (y - 0.2 * h) / high, w / wide, 1.4 * h / high))
    return found
