"""Where a segment lies: `footage/<camera>/<YYYY-MM-DD>/<HHMMSS>.mp4`, in UTC.

A camera's folder name is a key, never a person's free text: the product uses opaque codes, `beholden record` a slug.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

FOOTAGE = "footage"
_KEY = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")


def is_key(text: str) -> bool:
    """True when ``text`` can name a camera's folder: 1-64 of a-z 0-9 . _ - with a letter or digit at both ends."""
    return bool(_KEY.fullmatch(text)) and ".." not in text


def slug(text: str) -> str:
    """A key made from any text; never empty."""
    plain = re.sub(r"[^a-z0-9._-]+", "-", text.lower())
    plain = re.sub(r"\.{2,}", ".", plain).strip("._-")[:64].strip("._-")
    return plain or "camera"


def folder(root: Path, camera: str, start_us: int) -> Path:
    """The folder of the day, UTC, in which a segment starts. Raises ValueError for an unsafe key."""
    if not is_key(camera):
        raise ValueError(f"'{camera}' cannot name a folder of footage")
    return root / FOOTAGE / camera / _utc(start_us).strftime("%Y-%m-%d")


def stem(start_us: int) -> str:
    """`HHMMSS` of the start, UTC."""
    return _utc(start_us).strftime("%H%M%S")


def _utc(at_us: int) -> datetime:
    return datetime.fromtimestamp(at_us // 1_000_000, UTC)
