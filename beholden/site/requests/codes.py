"""Codes of this room: opaque ones for addresses, and the receipt code a resident takes home (PIPL 50).

A receipt code opens one request and nothing else. It is derived from the form's own token with the installation's key,
so that a form sent twice gives the same one; only its hash is kept. Its last character finds a slip of typing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from typing import Final

from django.conf import settings

from beholden.engines.sealing import installation_key
from beholden.ground.people.models import opaque

ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31, a prime, without 0 1 I L O
LENGTH: Final = 16


class NotACode(ValueError):
    """What was typed is no receipt code."""


def request_code() -> str:
    """A new request's code."""
    return opaque("q")


def file_code() -> str:
    """A new file's code."""
    return opaque("qf")


def emergency_code() -> str:
    """A new emergency's code."""
    return opaque("e")


def form_token() -> str:
    """A word that a fresh form carries."""
    return secrets.token_urlsafe(24)


def receipt(token: str) -> str:
    """The receipt code that belongs to a form's token, in groups of four."""
    key = installation_key(settings.DATA)
    number = int.from_bytes(hmac.new(key, f"request receipt {token}".encode(), hashlib.sha256).digest(), "big")
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return _grouped(letters + _check(letters))


def typed(text: str) -> str:
    """A receipt code as somebody typed it: blanks, dashes, small and full-width letters are forgiven.

    Raises NotACode.
    """
    kept = "".join(letter for letter in unicodedata.normalize("NFKC", text[:100]).upper() if letter.isalnum())
    if len(kept) != LENGTH + 1 or any(letter not in ALPHABET for letter in kept) or _check(kept[:-1]) != kept[-1]:
        raise NotACode
    return _grouped(kept)


def digest(code: str) -> str:
    """What is kept of a receipt code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _grouped(letters: str) -> str:
    return "-".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def _check(letters: str) -> str:
    return ALPHABET[sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(letters)) % len(ALPHABET)]
