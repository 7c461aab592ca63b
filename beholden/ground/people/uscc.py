"""Unified social credit codes (GB 32100-2015): 18 characters, the last a check character modulo 31."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS = [pow(3, i, 31) for i in range(17)]


def check_character(first17: str) -> str:
    """The check character for the first 17 characters. Raises KeyError for a character outside the alphabet."""
    total = sum(_VALUE[c] * w for c, w in zip(first17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Eighteen characters of the alphabet whose last one checks the others."""
    return len(code) == 18 and all(c in _VALUE for c in code) and check_character(code[:17]) == code[17]
