"""Where the page of a matter lies: upper rooms say so when they are ready, since this room knows none of them."""

from __future__ import annotations

from django.urls import reverse
from django.urls.exceptions import NoReverseMatch

_pages: dict[str, str] = {}


def register(kind: str, page: str) -> None:
    """Matters of this kind are shown at the named page, which takes the code as its only argument."""
    if _pages.setdefault(kind, page) != page:
        raise ValueError(f"{kind} is shown at {_pages[kind]} already")


def address(kind: str, code: str) -> str:
    """The address of a matter's page, or "" when no room shows this kind."""
    try:
        return reverse(_pages[kind], args=[code]) if kind in _pages else ""
    except NoReverseMatch:
        return ""
