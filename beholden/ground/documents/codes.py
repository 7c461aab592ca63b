"""Opaque codes of documents: what a QR code and an address carry instead of a number that could be counted up."""

from __future__ import annotations

import secrets
from typing import Final

ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"
LENGTH: Final = 12


def document_code() -> str:
    """A new code: twelve characters (about 59 bits), none that is mistaken for another on paper."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
