"""What this room does again and again: hold what the map counts against the cameras, when it starts and every day."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.registry.filings.services import heaping

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [("heaps", 86_400, heaping.recount)]
