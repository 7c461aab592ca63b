"""What this room does again and again: lists that wait, and old uploads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.registry.imports import services

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("lists", 2, services.work_all),
    ("old_lists", 3600, services.forget_old),
]
