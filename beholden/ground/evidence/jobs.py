"""What this room does again and again: sign the heads of the logs within a minute of growing, and ask the witness."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings

from beholden.ground.evidence import heads, keys, logs


def publish_footage() -> None:
    """Sign the log of footage, where there is one: a registry records nothing."""
    if keys.log_folder(settings.DATA, logs.FOOTAGE).is_dir():
        heads.publish(logs.FOOTAGE)


def cosign_footage() -> None:
    """Ask its witness."""
    if keys.log_folder(settings.DATA, logs.FOOTAGE).is_dir():
        heads.cosign(logs.FOOTAGE)


# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("checkpoint", heads.EVERY, heads.publish),
    ("cosign", heads.EVERY, heads.cosign),  # on its own: a slow witness holds up no checkpoint
    ("checkpoint_footage", heads.EVERY, publish_footage),
    ("cosign_footage", heads.EVERY, cosign_footage),
]
