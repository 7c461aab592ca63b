"""The stage of the door as a fixture, with recorded footage."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from beholden.ground.people.tests.cast import Cast
    from beholden.site.access.tests.stage import Stage

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    """Two sites with cameras; see `access.tests.stage`."""
    from beholden.site.access.tests.stage import make_stage  # after Django is ready

    return make_stage(cast)


@pytest.fixture
def recorded(stage: Stage) -> Stage:
    """Two minutes of both cameras of the unit, on the disk and in the index."""
    from django.conf import settings

    from beholden.site.access.tests.footage_maker import record

    for camera in (stage.gate, stage.till):
        record(Path(settings.DATA), camera.code, START, 4)
    return stage
