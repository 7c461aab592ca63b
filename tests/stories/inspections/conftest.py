"""The server with the cast in it, and people at browsers in front of it: as the stories of filing have them."""

from __future__ import annotations

from tests.stories.filing.conftest import opened, people

__all__ = ["opened", "people"]
