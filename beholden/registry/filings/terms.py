"""What a filing is found by: the unit's name from each of its places on, its number from each of its parts on.

So a piece of a name is the beginning of a term, which an ordinary index answers, in either database alike.
"""

from __future__ import annotations

from typing import Final

LONGEST: Final = 12  # characters; what is typed beyond them is compared with the whole name


def of(name: str, number: str) -> set[bytes]:
    """The terms of a filing."""
    said = [name[place:] for place in range(len(name))]
    said += [number[place:] for place in range(len(number)) if place == 0 or number[place - 1] in "〔〕-"]
    return {one(text) for text in said if text.strip()}


def one(text: str) -> bytes:
    """How a text is kept and asked for: UTF-8, small letters, nothing before it."""
    return text.strip().lower()[:LONGEST].encode("utf-8", "replace")
