"""Quadkeys: a tile's key begins the key of everything in it, and a box is held by a few of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.ground.places import tiles
from beholden.ground.places.tiles import CHINA, DEPTH, Box, around, bounds, cover, quadkey

LON, LAT = st.floats(-180, 180), st.floats(-85, 85)


def test_a_known_tile_has_its_known_key() -> None:
    # the example of the tile scheme's own description: tile (3, 5) of level 3 is 213
    lon, lat = 3.5 / 8 * 360 - 180, -55.0
    assert quadkey(lon, lat, 3) == "213"
    assert quadkey(0, 0, 0) == ""
    assert quadkey(180, -90) == "3" * DEPTH
    assert quadkey(-180, 90) == "0" * DEPTH


@given(LON, LAT, st.integers(0, DEPTH))
def test_a_larger_tile_is_a_prefix(lon: float, lat: float, depth: int) -> None:
    assert quadkey(lon, lat).startswith(quadkey(lon, lat, depth))


@given(LON, LAT, st.integers(1, DEPTH))
def test_a_tile_has_its_bounds(lon: float, lat: float, depth: int) -> None:
    key = quadkey(lon, lat, depth)
    box = bounds(key)
    assert box.west - 1e-9 <= lon <= box.east + 1e-9
    assert box.south - 1e-9 <= lat <= box.north + 1e-9
    assert quadkey((box.west + box.east) / 2, (box.south + box.north) / 2, depth) == key
    assert box.east - box.west == pytest.approx(360 / 2**depth)
    both = around([key, quadkey(118.18, 39.63, depth)])
    assert both.west <= box.west < box.east <= both.east
    assert both.south <= box.south < box.north <= both.north


@given(st.floats(73, 134), st.floats(18, 53), st.floats(0.0005, 20), st.floats(0.0005, 20), st.data())
def test_every_point_of_a_box_lies_in_its_cover(
    west: float, south: float, wide: float, high: float, data: st.DataObject
) -> None:
    box = Box(west, south, min(180.0, west + wide), min(84.0, south + high))
    keys = cover(box)
    assert 1 <= len(keys) <= 16
    assert len({len(key) for key in keys}) == 1
    lon, lat = data.draw(st.floats(box.west, box.east)), data.draw(st.floats(box.south, box.north))
    assert any(quadkey(lon, lat).startswith(key) for key in keys)
    assert box.holds(lon, lat)


def test_the_cover_of_a_small_box_is_small() -> None:
    keys = cover(Box(118.180, 39.630, 118.181, 39.631))
    assert {len(key) for key in keys} == {DEPTH}
    assert len(cover(CHINA)[0]) >= 3
    assert cover(Box(-180, -90, 180, 90)) == sorted(f"{a}{b}" for a in "0123" for b in "0123")


@pytest.mark.parametrize("text", ["118,39,119,40", " 118 , 39 ,119, 40 "])
def test_a_box_is_read(text: str) -> None:
    box = Box.parse(text)
    assert box.as_list() == [118, 39, 119, 40]
    assert box.holds(118, 40)
    assert not box.holds(117.99, 39.5)
    with pytest.raises(ValueError, match="inside"):
        Box.parse("119,39,118,40")
    assert tiles.CHINA.holds(118.18, 39.63)
