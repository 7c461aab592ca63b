"""What this room does again and again: sign the head of the log within a minute of its growing, and ask the witness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from beholden.ground.evidence import heads

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("checkpoint", heads.EVERY, heads.publish),
    ("cosign", heads.EVERY, heads.cosign),  # on its own: a slow witness holds up no checkpoint
]
