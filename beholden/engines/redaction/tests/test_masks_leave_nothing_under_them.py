"""What is under a mask is gone: sixteen rounded means a plane, whatever was there (R22)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from beholden.engines.redaction import masks
from beholden.engines.redaction.decoding import split
from beholden.engines.redaction.plan import Box, Polygon

Planes = npt.NDArray[np.uint8]
BOX = Box(0.25, 0.25, 0.5, 0.5)


def noise(seed: int) -> Planes:
    return np.random.default_rng(seed).integers(0, 256, (576, 512), dtype=np.uint8)


def test_two_pictures_with_the_same_means_look_the_same_under_a_mask() -> None:
    one, other = noise(1), noise(1)
    for plane in split(other):
        high, wide = plane.shape
        for row in range(4):
            for column in range(4):
                cell = plane[
                    high // 4 + row * high // 8 : high // 4 + (row + 1) * high // 8,
                    wide // 4 + column * wide // 8 : wide // 4 + (column + 1) * wide // 8,
                ]
                cell[:] = np.random.default_rng(2).permutation(cell.reshape(-1)).reshape(cell.shape)
    assert not np.array_equal(one, other)
    for planes in (one, other):
        masks.cover(planes, BOX)
    assert np.array_equal(one, other)


def test_sixteen_rounded_values_a_plane_are_left_and_nothing_around_is_touched() -> None:
    planes, before = noise(3), noise(3)
    masks.cover(planes, BOX)
    for plane, old in zip(split(planes), split(before), strict=True):
        high, wide = plane.shape
        under = plane[high // 4 : high * 3 // 4, wide // 4 : wide * 3 // 4]
        assert len(np.unique(under)) <= 16
        assert not (under % 8).any()
        assert np.array_equal(plane[: high // 4], old[: high // 4])
        assert np.array_equal(plane[:, : wide // 4], old[:, : wide // 4])


def test_grey_stays_grey_and_white_does_not_overflow() -> None:
    planes = np.full((576, 512), 128, np.uint8)
    masks.cover(planes, BOX)
    assert (planes == 128).all()
    planes[:] = 255
    masks.cover(planes, BOX)
    assert planes.min() >= 248


@pytest.mark.parametrize(
    "box",
    [Box(-0.5, -0.5, 0.6, 0.6), Box(0.95, 0.95, 4.0, 4.0), Box(0.3, 0.3, 0.0001, 0.0001), Box(-9, -9, 99, 99)],
    ids=["corner", "over_the_edge", "a_point", "everything"],
)
def test_a_box_over_the_edge_covers_what_is_inside(box: Box) -> None:
    planes, before = noise(4), noise(4)
    masks.cover(planes, box)
    assert not np.array_equal(planes, before)


def test_a_box_outside_covers_nothing() -> None:
    planes = noise(5)
    masks.cover(planes, Box(1.2, 0.1, 0.3, 0.3))
    assert np.array_equal(planes, noise(5))


def test_a_polygon_covers_inside_and_not_outside() -> None:
    planes, before = noise(6), noise(6)
    masks.cover_polygon(planes, Polygon(((0.0, 0.0), (1.0, 0.0), (0.0, 1.0)), 0, 1))
    luma, old = split(planes)[0], split(before)[0]
    assert len(np.unique(luma[:100, :100])) <= 16
    assert np.array_equal(luma[-100:, -100:], old[-100:, -100:])


def test_the_whole_picture_becomes_as_many_blocks_as_asked() -> None:
    planes = noise(7)
    masks.mosaic(planes, 16)
    luma = split(planes)[0]
    changes = np.flatnonzero(np.any(luma[:, 1:] != luma[:, :-1], axis=0))
    assert len(changes) <= 15
    assert len(np.unique(luma)) <= 32


def test_a_notice_stands_in_the_lower_left_corner() -> None:
    planes = noise(8)
    notice = np.zeros((40, 100, 2), np.uint8)
    notice[..., 0], notice[..., 1] = 235, 255
    masks.stamp(planes, notice)
    luma, chroma, _ = split(planes)
    assert (luma[-40:, :100] == 235).all()
    assert (chroma[-20:, :50] == 128).all()
    assert np.array_equal(luma[:-40], split(noise(8))[0][:-40])
