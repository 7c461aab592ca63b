"""The same server, cast and browsers as the stories of filing."""

from __future__ import annotations

from tests.stories.filing.conftest import opened, people

__all__ = ["opened", "people"]
