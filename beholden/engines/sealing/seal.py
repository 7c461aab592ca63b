"""Seal and open small values with AES-256-GCM, bound to a context."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
LARGEST = 64 * 1024
_MARK = "b1."


class SealBroken(Exception):
    """A sealed value does not open: other key, other context, or changed since."""


def seal(value: bytes, key: bytes, context: str, *, randomness: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """``value`` (at most 64 KiB) sealed under ``key`` (32 bytes) for ``context``, as printable text.

    The context names the place the value belongs to ("camera c-12 password") and must be given again to
    open it. Raises ValueError when the value is too large.
    """
    if len(value) > LARGEST:
        raise ValueError(f"a sealed value holds at most {LARGEST} bytes")
    nonce = randomness(NONCE_BYTES)
    closed = AESGCM(key).encrypt(nonce, value, context.encode())
    return _MARK + base64.urlsafe_b64encode(nonce + closed).decode("ascii")


def unseal(sealed: str, key: bytes, context: str) -> bytes:
    """The value inside ``sealed``. Raises SealBroken; never says why, a guesser learns nothing."""
    if not sealed.startswith(_MARK) or len(sealed) > 2 * LARGEST:
        raise SealBroken("not a sealed value")
    try:
        text = sealed[len(_MARK) :].encode("ascii")
        closed = base64.b64decode(text, altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(closed) != text:  # the last letter may carry bits that mean nothing
            raise SealBroken("not a sealed value")
        return AESGCM(key).decrypt(closed[:NONCE_BYTES], closed[NONCE_BYTES:], context.encode())
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise SealBroken("the sealed value does not open") from error
