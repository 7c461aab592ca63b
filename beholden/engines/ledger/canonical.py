"""Canonical JSON: one value, one sequence of bytes. Sorted keys, no blanks, UTF-8, no floating point."""

from __future__ import annotations

import json
from typing import Any

DEEPEST = 16


class NotCanonical(ValueError):
    """The value has no canonical form here: a float, a key that isn't text, a lone surrogate, or too deep."""


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value of dict, list, str, int, bool and None. Raises NotCanonical."""
    _check(value, DEEPEST)
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("text holds a lone surrogate") from error


def _check(value: Any, depth: int) -> None:
    if depth < 0:
        raise NotCanonical(f"deeper than {DEEPEST} levels")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonical(f"the key {key!r} isn't text")
            _check(inner, depth - 1)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner, depth - 1)
    elif not (value is None or isinstance(value, str | int)):  # bool is an int
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
