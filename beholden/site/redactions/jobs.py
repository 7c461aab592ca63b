"""What this room does again and again: make what was asked for, take away what is over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.site.redactions import services

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("mask", 2, services.make_all),
    ("mask_sweep", 300, services.remove_old),
]
