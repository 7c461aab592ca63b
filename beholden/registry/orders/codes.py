"""Opaque codes of this room: what stands in addresses instead of a number that can be counted."""

from __future__ import annotations

from beholden.ground.people.models import opaque


def order_code() -> str:
    """A new order's code."""
    return opaque("o")


def file_code() -> str:
    """A new file's code."""
    return opaque("e")
