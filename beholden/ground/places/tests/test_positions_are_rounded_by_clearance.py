"""Public: nothing. Other staff: a cell of about a kilometre. Who decides: exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.ground.places import coordinates
from beholden.ground.places.clearance import COARSE, Clearance, rounded

POINT = {"lon": st.floats(73.5, 135.0), "lat": st.floats(18.0, 53.5)}


def test_each_clearance_knows_what_it_may() -> None:
    assert rounded(118.180521, 39.630123, Clearance.NONE) is None
    assert rounded(118.180521, 39.630123, Clearance.COARSE) == (118.185, 39.635)
    assert rounded(118.180521, 39.630123, Clearance.EXACT) == (118.180521, 39.630123)


@given(**POINT)
def test_a_coarse_position_is_near_and_forgets_the_rest(lon: float, lat: float) -> None:
    coarse = rounded(lon, lat, Clearance.COARSE)
    assert coarse is not None
    assert coordinates.metres(lon, lat, *coarse) < 900
    # every point of the cell gives the very same answer, the middle too: asking again tells nothing more
    assert rounded(*coarse, Clearance.COARSE) == coarse
    for step in (-0.49, -0.2, 0.2, 0.49):
        near = rounded(coarse[0] + step * COARSE, coarse[1] + step * COARSE, Clearance.COARSE)
        assert near == coarse


@pytest.mark.parametrize("lon", [118.18, 118.17, 118.29, 0.0, -0.01, 100.07])
def test_a_point_on_the_edge_of_a_cell_is_not_torn_by_how_numbers_are_kept(lon: float) -> None:
    answer = rounded(lon, 39.63, Clearance.COARSE)
    assert answer is not None
    assert answer[0] == pytest.approx(lon + COARSE / 2)
