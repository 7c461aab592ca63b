"""Opaque codes: what stands in URLs, folder names and registers instead of a name somebody typed.

A name may be `../../x`, 300 characters of emoji or a competitor's trade mark; a code is ours, short, and safe as a
file name everywhere. Letters that are mistaken for digits when read out on the telephone are left out.
"""

from __future__ import annotations

import re
import secrets
from typing import Final

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 10
_SHAPE: Final = re.compile(rf"[sc]-[{ALPHABET}]{{{LENGTH}}}")


def _fresh(prefix: str) -> str:
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def system_code() -> str:
    """A new code of a System, `s-` and ten characters (about 49 bits)."""
    return _fresh("s")


def camera_code() -> str:
    """A new code of a Camera, `c-` and ten characters: also the name of its footage folder."""
    return _fresh("c")


def is_code(text: str) -> bool:
    """True when the text could have come from here."""
    return _SHAPE.fullmatch(text) is not None
