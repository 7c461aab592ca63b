"""Sign-in events as Django signals them, written down as SecurityEvents."""

from __future__ import annotations


def connect() -> None:
    """Connect the receivers; called once when the room is ready."""
