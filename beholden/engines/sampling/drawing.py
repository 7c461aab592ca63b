"""The arithmetic of a draw: three hashes and a sort. A person with `sha256sum` can follow it."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

SEED_BYTES: Final = 32
LONGEST: Final = 200  # characters of a member's name or of the public value
_COMMIT: Final = b"beholden sample seed v1\n"
_DRAW: Final = b"beholden sample draw v1\n"


class BadDraw(ValueError):
    """Not a draw: a part is missing, of the wrong kind, or breaks a bound."""


def commitment(seed: bytes) -> str:
    """What is published of the seed before anything else: SHA-256 (hex) of a mark and the 32 bytes. Raises BadDraw."""
    if len(seed) != SEED_BYTES:
        raise BadDraw(f"a seed has {SEED_BYTES} bytes")
    return hashlib.sha256(_COMMIT + seed).hexdigest()


def population_sha256(members: Iterable[str]) -> str:
    """SHA-256 (hex) of the members, sorted, a line each. Raises BadDraw: twice the same, empty, with a line break."""
    lines = sorted(members)
    for one in lines:
        if not 0 < len(one) <= LONGEST or any(letter in one for letter in "\r\n"):
            raise BadDraw(f"{one[:40]!r} cannot be a member")
    if len(set(lines)) != len(lines):
        raise BadDraw("a member stands in the population twice")
    return hashlib.sha256("".join(f"{one}\n" for one in lines).encode()).hexdigest()


def public(value: str) -> str:
    """The public value in its one spelling: NFKC, single blanks, none outside. Raises BadDraw when nothing is left."""
    kept = " ".join(unicodedata.normalize("NFKC", value).split())
    if not 0 < len(kept) <= LONGEST:
        raise BadDraw(f"a public value has 1 to {LONGEST} characters")
    return kept


def sample(seed: bytes, value: str, members: Sequence[str], size: int) -> list[str]:
    """The ``size`` members drawn, in order of their rank: those with the smallest SHA-256(key ‖ member).

    The key is SHA-256 of a mark, the seed, the population's hash and the public value. Raises BadDraw.
    """
    commitment(seed)
    if not 0 < size <= len(members):
        raise BadDraw(f"{size} cannot be drawn from {len(members)}")
    population = bytes.fromhex(population_sha256(members))
    key = hashlib.sha256(_DRAW + seed + population + public(value).encode()).digest()
    return sorted(members, key=lambda one: hashlib.sha256(key + one.encode()).digest())[:size]
