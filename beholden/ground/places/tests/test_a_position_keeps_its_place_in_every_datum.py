"""The same point in three datums: published vectors, both ways, and what is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.ground.places import coordinates
from beholden.ground.places.coordinates import EAST, NORTH, SOUTH, WEST, Datum, NoPosition, convert

# eviltransform (MIT), the test vectors its ports in a dozen languages share: WGS-84 then GCJ-02, longitude first
PUBLISHED = {
    "Shanghai": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    "Shenzhen": ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    "Beijing": ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
}
INSIDE = {"lon": st.floats(WEST + 0.1, EAST - 0.1), "lat": st.floats(SOUTH + 0.1, NORTH - 0.1)}


@pytest.mark.parametrize("place", PUBLISHED)
def test_the_published_points_come_out_both_ways(place: str) -> None:
    wgs, gcj = PUBLISHED[place]
    assert convert(*wgs, Datum.WGS84, Datum.GCJ02) == pytest.approx(gcj, abs=1e-10)
    assert convert(*gcj, Datum.GCJ02, Datum.WGS84) == pytest.approx(wgs, abs=1e-9)
    assert 300 < coordinates.metres(*wgs, *gcj) < 700  # what goes wrong when a datum is taken for another


@given(**INSIDE)
def test_there_and_back_is_the_same_place_to_a_millimetre(lon: float, lat: float) -> None:
    shifted = convert(lon, lat, "wgs84", "gcj02")
    back = convert(*shifted, "gcj02", "wgs84")
    if coordinates.shift_defined(*shifted):  # at the very edge the shift leads out of its own rectangle
        assert coordinates.metres(lon, lat, *back) < 0.001
    assert 1 < coordinates.metres(lon, lat, *shifted) < 2000


@given(**INSIDE)
def test_cgcs2000_is_taken_as_wgs84_and_a_datum_as_itself(lon: float, lat: float) -> None:
    assert convert(lon, lat, "cgcs2000", "wgs84") == (lon, lat)
    assert convert(lon, lat, "cgcs2000", "gcj02") == convert(lon, lat, "wgs84", "gcj02")
    for datum in Datum:
        assert convert(lon, lat, datum, datum) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(-74.006, 40.7128), (2.3522, 48.8566), (151.2093, -33.8688), (139.7671, 35.6812), (72.0, 0.8)]
)
def test_outside_the_shift_nothing_moves(lon: float, lat: float) -> None:
    for source in Datum:
        for target in Datum:
            assert convert(lon, lat, source, target) == (lon, lat)


@pytest.mark.parametrize(
    ("lon", "lat"), [(181, 0), (-180.01, 0), (0, 90.5), (math.nan, 30), (116, math.inf), (1163778.17, 399119.54)]
)
def test_what_lies_nowhere_is_refused(lon: float, lat: float) -> None:
    with pytest.raises(NoPosition):
        convert(lon, lat, "wgs84", "gcj02")
    assert convert(180, -90, "wgs84", "gcj02") == (180, -90)


def test_a_datum_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="bd09"):
        convert(116.4, 39.9, "bd09", "wgs84")


@pytest.mark.parametrize(
    ("lon", "lat", "expected"),
    [(39.9, 116.4, True), (116.4, 39.9, False), (2.35, 48.9, False), (30.0, 104.0, True), (500, 500, False),
     (math.nan, 39.9, False)],
)  # fmt: skip
def test_exchanged_coordinates_are_seen(lon: float, lat: float, expected: bool) -> None:
    assert coordinates.swapped(lon, lat) is expected


def test_distances_are_those_of_the_sphere() -> None:
    # the published check of the same vectors: Shanghai to Beijing, 1,078,164 m on their sphere
    shanghai, beijing = PUBLISHED["Shanghai"][1], PUBLISHED["Beijing"][1]
    assert coordinates.metres(*shanghai, *beijing) == pytest.approx(1_078_164, rel=0.002)
    assert coordinates.metres(116.4, 39.9, 116.4, 39.9) == 0
    assert coordinates.metres(0, 0, 180, 0) == pytest.approx(math.pi * 6378245, rel=1e-9)
