"""What covers: every block takes the mean of what was under it, in Y, U and V, and the means are rounded.

Four by four blocks a box, however large it is: sixteen values a plane are left of a face. A blur would keep a weighted
sum of all of it, which can partly be undone. Many pictures of the same face have many such sums: hence the rounding.
"""

from __future__ import annotations

import math
from typing import Final

import cv2
import numpy as np

from beholden.engines.redaction.decoding import Plane, split
from beholden.engines.redaction.plan import Box, Polygon

BLOCKS: Final = 4  # a side of a box
_LEVELS: Final = 8  # means are rounded to multiples of it


def cover(planes: Plane, box: Box, blocks: int = BLOCKS) -> None:
    """Put ``blocks`` by ``blocks`` means over the part of the box that is inside the picture."""
    left, top, right, bottom = _pixels(planes, box)
    if left >= right or top >= bottom:
        return
    luma, *chroma = split(planes)
    _flatten(luma[top:bottom, left:right], blocks)
    for plane in chroma:
        _flatten(plane[top // 2 : bottom // 2, left // 2 : right // 2], blocks)


def cover_polygon(planes: Plane, polygon: Polygon) -> None:
    """The same inside a polygon; its edge counts as inside."""
    xs, ys = [x for x, _ in polygon.points], [y for _, y in polygon.points]
    left, top, right, bottom = _pixels(planes, Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))
    if left >= right or top >= bottom:
        return
    luma, *chroma = split(planes)
    height, width = luma.shape
    corners = np.array([[x * width - left, y * height - top] for x, y in polygon.points])
    _flatten_inside(luma[top:bottom, left:right], corners)
    for plane in chroma:
        _flatten_inside(plane[top // 2 : bottom // 2, left // 2 : right // 2], corners / 2)


def mosaic(planes: Plane, across: int) -> None:
    """The whole picture as square blocks, ``across`` of them side by side."""
    luma, *chroma = split(planes)
    height, width = luma.shape
    down = max(1, round(across * height / width))
    for plane in (luma, *chroma):
        _flatten(plane, min(across, plane.shape[1]), min(down, plane.shape[0]))


def stamp(planes: Plane, notice: Plane) -> None:
    """Lay a notice, (height, width, 2) of luma and opacity, over the lower left corner; what finds no room is cut."""
    luma, *chroma = split(planes)
    high, wide = min(notice.shape[0], luma.shape[0]), min(notice.shape[1], luma.shape[1])
    notice = notice[-high:, :wide]
    _blend(luma[luma.shape[0] - high :, :wide], notice[..., 0], notice[..., 1])
    for plane in chroma:
        grey = notice[::2, ::2]
        area = plane[plane.shape[0] - grey.shape[0] :, : grey.shape[1]]
        _blend(area, np.full_like(grey[..., 0], 128), grey[..., 1])


def _blend(area: Plane, over: Plane, opacity: Plane) -> None:
    share = opacity.astype(np.uint16)
    area[:] = ((area * (255 - share) + over * share) // 255).astype(np.uint8)


def _pixels(planes: Plane, box: Box) -> tuple[int, int, int, int]:
    """Left, top, right, bottom, even and outwards, so that Y, U and V cover the same."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    left, top = max(0, math.floor(box.x * width / 2) * 2), max(0, math.floor(box.y * height / 2) * 2)
    right = min(width, math.ceil((box.x + box.w) * width / 2) * 2)
    bottom = min(height, math.ceil((box.y + box.h) * height / 2) * 2)
    return left, top, right, bottom


def _flatten(area: Plane, across: int, down: int | None = None) -> None:
    area[:] = _means(area, across, down or across)


def _flatten_inside(area: Plane, corners: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    inside = np.zeros(area.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(corners).astype(np.int32)], 255)
    np.copyto(area, _means(area, BLOCKS, BLOCKS), where=inside > 0)


def _means(area: Plane, across: int, down: int) -> Plane:
    height, width = area.shape
    small = cv2.resize(area, (min(across, width), min(down, height)), interpolation=cv2.INTER_AREA)
    small = (np.minimum(small, 255 - _LEVELS // 2) + _LEVELS // 2) // _LEVELS * _LEVELS
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST), np.uint8)
