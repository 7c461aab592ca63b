"""Places to look at, and moments to look from."""

from __future__ import annotations

import pytest

from beholden.ground.people.tests.cast import Cast
from beholden.ground.people.tests.places import Places, make_places


@pytest.fixture
def places(cast: Cast) -> Places:
    return make_places(cast)
