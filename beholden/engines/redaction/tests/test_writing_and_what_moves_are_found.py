"""Plates and signs by their edges, people and cars by their moving (R22)."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from beholden.engines.redaction.decoding import Plane
from beholden.engines.redaction.detectors import faces
from beholden.engines.redaction.motion import Watcher
from beholden.engines.redaction.plan import Box, Kind
from beholden.engines.redaction.tests import made
from beholden.engines.redaction.text import writing
from beholden.engines.redaction.tracks import PADDING, grown, near


def wall() -> Plane:
    rough = np.random.default_rng(1).normal(120, 6, (720, 1280))
    return cv2.GaussianBlur(np.clip(rough, 0, 255).astype(np.uint8), (5, 5), 0)  # type: ignore[return-value]


def plate(picture: Plane, height: int, left: int, top: int) -> tuple[int, int, int, int]:
    """Draw a plate, dark with light letters; where its letters stand."""
    scale = height / 22
    (wide, high), _ = cv2.getTextSize("A F3842", cv2.FONT_HERSHEY_SIMPLEX, scale, max(1, round(scale * 2)))
    cv2.rectangle(picture, (left - 8, top - 8), (left + wide + 8, top + high + 8), 50, -1)
    cv2.putText(
        picture, "A F3842", (left, top + high), cv2.FONT_HERSHEY_SIMPLEX, scale, 240, max(1, round(scale * 2)), 16
    )
    return left, top, wide, high


def share(found: list[Box], area: tuple[int, int, int, int], padding: float = 0.0) -> float:
    mask = np.zeros((720, 1280), np.uint8)
    for one in found:
        one = grown(one, padding)
        left, top = max(0, round(one.x * 1280)), max(0, round(one.y * 720))
        mask[top : round((one.y + one.h) * 720), left : round((one.x + one.w) * 1280)] = 1
    left, top, wide, high = area
    return float(mask[top : top + high, left : left + wide].mean())


@pytest.mark.parametrize("height", [12, 16, 24, 40, 80, 140])
def test_a_plate_is_found_from_afar_and_from_near(height: int) -> None:
    picture = wall()
    area = plate(picture, height, 100, 200)
    assert share(writing(picture), area, PADDING[Kind.TEXT]) > 0.95


def test_a_bare_wall_has_no_writing_and_a_picture_full_of_edges_is_covered_whole() -> None:
    assert writing(wall()) == []
    crowded = wall()
    for top in range(10, 700, 34):
        for left in range(10, 1200, 130):
            plate(crowded, 14, left, top)
    assert share(writing(crowded), (0, 0, 1280, 720)) > 0.35


def test_what_moves_is_boxed_and_a_still_picture_is_still() -> None:
    watcher, base = Watcher(), wall()
    watcher.take(0.0, base)
    assert watcher.cut
    watcher.mark()
    for step in range(1, 6):
        picture = base.copy()
        picture[300:420, 200 + step * 20 : 260 + step * 20] = 30
        watcher.take(step / 25, picture)
        assert share(watcher.moving(), (200 + step * 20, 300, 60, 120)) > 0.99
        assert not watcher.cut and not watcher.still
    watcher.mark()
    watcher.take(0.24, picture)
    assert watcher.still and not watcher.fast


def test_a_new_scene_is_a_cut_and_a_turning_camera_moves_everything() -> None:
    watcher = Watcher()
    watcher.take(0.0, wall())
    dark = np.full((720, 1280), 20, np.uint8)
    watcher.take(0.04, dark)
    assert watcher.cut
    stripes = np.tile(np.repeat(np.array([100, 140], np.uint8), 40), 16)[None, :].repeat(720, 0)
    watcher.take(0.08, np.ascontiguousarray(stripes))
    watcher.moving()
    watcher.take(0.12, np.ascontiguousarray(np.roll(stripes, 40, axis=1)))
    if not watcher.cut:
        assert watcher.moving() == [Box(0.0, 0.0, 1.0, 1.0)]
    watcher.take(0.16, np.ascontiguousarray(np.roll(stripes, 20, axis=1)))
    assert watcher.fast


def test_only_what_changed_is_looked_at_and_a_face_there_is_found_where_it_is() -> None:
    watcher, detector = Watcher(), faces()
    before, after = (made.scene(at, [(60, lambda at: (430, 210) if at else None)]) for at in (0.0, 1.0))
    planes = [cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420) for picture in (before, after)]
    watcher.take(0.0, planes[0][:360])
    watcher.mark()
    assert watcher.changed() is None or watcher.changed() == Box(0, 0, 0, 0)
    watcher.take(0.04, planes[1][:360])
    part = watcher.changed()
    assert part is not None and part.w * part.h < 0.1
    (whole,), (near_it,) = detector.find(planes[1], 0.5), detector.find(planes[1], 0.5, part)
    assert near(whole.box, near_it.box) > 0.8
    assert detector.find(planes[1], 0.5, Box(0.0, 0.0, 0.2, 0.2)) == []
