"""The stage as a fixture."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from beholden.ground.people.tests.cast import Cast
    from beholden.site.access.tests.stage import Stage


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Two sites with cameras; see `stage.py`."""
    from beholden.site.access.tests.stage import make_stage  # after Django is ready

    return make_stage(cast)
