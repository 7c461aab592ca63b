"""Opaque codes of this room: what stands in addresses instead of a number that can be counted."""

from __future__ import annotations

from beholden.ground.people.models import opaque


def filing_code() -> str:
    """A new filing's code."""
    return opaque("f")


def attachment_code() -> str:
    """A new attachment's code."""
    return opaque("u")


def sign_code() -> str:
    """What the QR code of a sign leads to; one a System, the same through all versions."""
    return opaque("b")
