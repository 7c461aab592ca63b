"""What this room does again and again: every day, calls older than their term are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.ground.calls import services

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [("clear", 86_400, services.clear)]
