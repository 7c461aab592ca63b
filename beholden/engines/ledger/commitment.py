"""Commitments: what stands in the tree instead of personal data. SHA-256(32-byte salt ‖ canonical body).

Erasing salt and body at the end of their term leaves the tree whole and the content gone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

from beholden.engines.ledger.canonical import canonical

SALT_BYTES = 32


def commit(salt: bytes, body: dict[str, Any]) -> str:
    """The commitment in hex. Raises ValueError for a salt that isn't 32 bytes, NotCanonical for the body."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"the salt has {SALT_BYTES} bytes")
    return hashlib.sha256(salt + canonical(body)).hexdigest()


def opens(commitment: str, salt: bytes, body: dict[str, Any]) -> bool:
    """Whether salt and body are what was committed to. Raises as commit()."""
    return hmac.compare_digest(commitment.encode(), commit(salt, body).encode())
