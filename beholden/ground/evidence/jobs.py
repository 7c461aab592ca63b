"""What this room does again and again: sign the heads of the logs within a minute of growing, and ask the witness."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from beholden.ground.evidence import heads, logs

# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("checkpoint", heads.EVERY, heads.publish),
    ("cosign", heads.EVERY, heads.cosign),  # on its own: a slow witness holds up no checkpoint
    ("checkpoint_footage", heads.EVERY, partial(heads.publish, logs.FOOTAGE)),
    ("cosign_footage", heads.EVERY, partial(heads.cosign, logs.FOOTAGE)),
]
