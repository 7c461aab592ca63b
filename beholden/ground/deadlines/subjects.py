"""What matters are called and where their pages lie: upper rooms say so, since this room knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

Naming = Callable[[list[str]], Mapping[str, str]]

_pages: dict[str, str] = {}
_naming: dict[str, Naming] = {}


def register(kind: str, page: str, naming: Naming | None = None) -> None:
    """Matters of this kind are shown at the named page, which takes the code as its only argument.

    ``naming`` gives, for a list of codes, what people call each: its number.
    """
    if _pages.setdefault(kind, page) != page:
        raise ValueError(f"{kind} is shown at {_pages[kind]} already")
    if naming is not None:
        _naming[kind] = naming


def address(kind: str, code: str) -> str:
    """The address of a matter's page, or "" when no room shows this kind."""
    try:
        return reverse(_pages[kind], args=[code]) if kind in _pages else ""
    except NoReverseMatch:
        return ""


def names(wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What each matter (kind, code) is called; one that has no name yet is left out. One question a kind."""
    codes: dict[str, list[str]] = {}
    for kind, code in wanted:
        codes.setdefault(kind, []).append(code)
    return {
        (kind, code): name
        for kind, some in codes.items()
        if kind in _naming
        for code, name in _naming[kind](some).items()
        if name
    }
