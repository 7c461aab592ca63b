"""What this room does again and again: sign the head of the log, at least once a minute while it grows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.ground.evidence import heads

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [("checkpoint", heads.EVERY, heads.publish)]
