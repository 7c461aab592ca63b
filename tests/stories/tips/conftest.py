"""The server, the cast and the browsers of the filing stories, for the public with a phone and officers at desks."""

from __future__ import annotations

from tests.stories.filing.conftest import _database_beside_playwright, opened, people

__all__ = ["_database_beside_playwright", "opened", "people"]
