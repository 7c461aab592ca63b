"""A server with the cast in it, and people at browsers in front of it: as in the stories of filing."""

from __future__ import annotations

from tests.stories.clock import clock
from tests.stories.filing.conftest import opened, people

__all__ = ["clock", "opened", "people"]
