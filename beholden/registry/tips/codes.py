"""Codes of this room: opaque ones for addresses, and the receipt code a person takes home (程序规定61(1)).

A receipt code opens one tip and nothing else. It is derived from the form's own token with the installation's key, so
that a form sent twice gives the same one; only its hash is kept. Its last character finds any single slip of typing.
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
LENGTH: Final = 16  # 79 bits, then the check character
_GROUP: Final = 4


class NotACode(ValueError):
    """What was typed is no receipt code; str() says nothing, the page does."""


def tip_code() -> str:
    """A new tip's code."""
    return opaque("t")


def file_code() -> str:
    """A new tip file's code."""
    return opaque("tf")


def complaint_code() -> str:
    """A new complaint's code."""
    return opaque("kg")


def form_token() -> str:
    """A word that a fresh form carries."""
    return secrets.token_urlsafe(24)


def receipt(kind: str, token: str) -> str:
    """The receipt code that belongs to a form's token, in groups of four."""
    key = installation_key(settings.DATA)
    number = int.from_bytes(hmac.new(key, f"{kind} receipt {token}".encode(), hashlib.sha256).digest(), "big")
    letters = ""
    for _place in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters += ALPHABET[rest]
    return grouped(letters + _check(letters))


def grouped(letters: str) -> str:
    """Letters in groups of four, as they are read out."""
    return "-".join(letters[place : place + _GROUP] for place in range(0, len(letters), _GROUP))


def typed(text: str) -> str:
    """A receipt code as somebody typed it: blanks, dashes, small and full-width letters are forgiven.

    Raises NotACode: wrong length, a character that no code has, or a slip that the check character shows.
    """
    kept = "".join(letter for letter in unicodedata.normalize("NFKC", text[:100]).upper() if letter.isalnum())
    if len(kept) != LENGTH + 1 or any(letter not in ALPHABET for letter in kept) or _check(kept[:-1]) != kept[-1]:
        raise NotACode
    return grouped(kept)


def digest(code: str) -> str:
    """What is kept of a receipt code."""
    return hashlib.sha256(code.encode()).hexdigest()


def _check(letters: str) -> str:
    total = sum((place + 1) * ALPHABET.index(letter) for place, letter in enumerate(letters))
    return ALPHABET[total % len(ALPHABET)]
