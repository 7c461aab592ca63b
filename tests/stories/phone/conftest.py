"""A server with the cast in it, and officers with phones in front of it."""

from __future__ import annotations

from tests.stories.clock import clock
from tests.stories.filing.conftest import opened, people

__all__ = ["clock", "opened", "people"]
