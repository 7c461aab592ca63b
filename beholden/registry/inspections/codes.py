"""Opaque codes of this room: what stands in addresses instead of a number that can be counted."""

from __future__ import annotations

from beholden.ground.people.models import opaque


def visit_code() -> str:
    """A new inspection's code."""
    return opaque("v")


def plan_code() -> str:
    """A new plan's code."""
    return opaque("p")


def draw_code() -> str:
    """A new draw's code."""
    return opaque("w")


def evidence_code() -> str:
    """A new piece of evidence's code."""
    return opaque("e")
