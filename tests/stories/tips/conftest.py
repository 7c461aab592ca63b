"""The server, the cast and the browsers of the filing stories, for the public with a phone and officers at desks."""

from __future__ import annotations

from tests.stories.filing.conftest import opened, people

__all__ = ["opened", "people"]
