"""What carries writing: plates, shop names, licences on a wall (R22). Colour and edges; nothing is read.

Letters are many strong edges close together in a line. So are fences and leaves: a reviewer uncovers them.
"""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from beholden.engines.redaction.decoding import Plane
from beholden.engines.redaction.plan import Box

WIDE: Final = 960
_EDGE: Final = 48  # levels of luma across a letter's edge
_LEAST_HIGH: Final = 7  # pixels at WIDE
_MOST_HIGH: Final = 0.2  # of the picture
_MOST: Final = 120


def writing(planes: Plane) -> list[Box]:
    """Boxes around what may be writing; the whole picture when there is more of it than could be told apart."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    wide = min(WIDE, width)
    high = max(2, round(wide * height / width))
    luma = cv2.resize(planes[:height], (wide, high), interpolation=cv2.INTER_AREA)
    across = cv2.morphologyEx(luma, cv2.MORPH_GRADIENT, np.ones((1, 3), np.uint8))
    strong = (across > _EDGE).astype(np.uint8)
    line = cv2.morphologyEx(strong, cv2.MORPH_CLOSE, np.ones((3, 13), np.uint8))
    line = cv2.morphologyEx(line, cv2.MORPH_OPEN, np.ones((3, 5), np.uint8))
    found = _lines(np.asarray(line, np.uint8), np.asarray(strong, np.uint8))
    return found if len(found) <= _MOST else [Box(0.0, 0.0, 1.0, 1.0)]


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
            found.append(Box(x / wide, y / high, w / wide, h / high))
    return found
