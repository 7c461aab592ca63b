"""What this room does again and again: make what was asked for, take away what is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.site.exports import services

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("make", 3, services.make_all),
    ("sweep", 300, services.remove_old),
]
