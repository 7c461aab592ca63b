"""Degrees as people write them: 116.39, 116.39E, 116°23′29″, 东经116度23分, and pairs of them in one cell."""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

_NUMBER: Final = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,20})?")
_DEGREES: Final = re.compile(r"(\d{1,3})[°度](?:(\d{1,2}(?:\.\d+)?)['′分])?(?:(\d{1,2}(?:\.\d+)?)(?:[\"″秒]|''))?")
_SIGN: Final = {"e": 1, "n": 1, "东经": 1, "北纬": 1, "w": -1, "s": -1, "西经": -1, "南纬": -1, "東經": 1, "北緯": 1}
_PAIR: Final = re.compile(r"[,;/\s、，；]+")


def angle(text: str) -> float | None:
    """Degrees, or None when this is no angle. Accepts at most 60 characters."""
    if len(text) > 60:
        return None
    try:
        return _plain(text)
    except ValueError:
        pass
    word = unicodedata.normalize("NFKC", text).casefold().replace(" ", "").replace("：", ":")
    sign = 1
    for mark, direction in _SIGN.items():
        if word.startswith(mark) or word.endswith(mark):
            word, sign = word.removeprefix(mark).removesuffix(mark).strip(":"), direction
            break
    if _NUMBER.fullmatch(word):
        return sign * float(word)
    found = _DEGREES.fullmatch(word)
    if found is None:
        return None
    degrees, minutes, seconds = (float(part or 0) for part in found.groups())
    return sign * (degrees + minutes / 60 + seconds / 3600)


def _plain(text: str) -> float:
    value = float(text)
    if not math.isfinite(value) or "_" in text or "e" in text.lower():
        raise ValueError(text)
    return value


def pair(text: str) -> tuple[str, str] | None:
    """Longitude and latitude written into one cell, still as texts; None when it isn't two things."""
    parts = [part for part in _PAIR.split(text.strip("()[]（） ")) if part]
    return (parts[0], parts[1]) if len(parts) == 2 else None


def decimals(text: str) -> int:
    """Digits after the point; 9 for anything that isn't a plain decimal number."""
    whole, point, rest = text.partition(".")
    return len(rest) if (point and rest.isdigit()) or (not point and whole.lstrip("+-").isdigit()) else 9
