"""The same server, cast and browsers as the stories of filing."""

from __future__ import annotations

from tests.stories.clock import clock
from tests.stories.filing.conftest import opened, people

__all__ = ["clock", "opened", "people"]
