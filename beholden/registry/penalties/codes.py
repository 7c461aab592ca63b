"""Opaque codes of this room: what stands in addresses instead of a number that can be counted."""

from __future__ import annotations

from beholden.ground.people.models import opaque


def case_code() -> str:
    """A new case's code."""
    return opaque("k")


def party_code() -> str:
    """A new party's code."""
    return opaque("p")
