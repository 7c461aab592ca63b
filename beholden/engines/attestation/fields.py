"""Reading JSON field by field, strictly: what is missing, of the wrong kind, too long or unknown is named."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, Final

from beholden.engines.ledger import NotCanonical, canonical

LARGEST: Final = 96 * 1024  # bytes of one line; a note holds 128 KiB with its signatures
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"


class BadStatement(ValueError):
    """Not what it should be: a part is missing, of the wrong kind, too long, or not in its one spelling."""


class Part:
    """One object of the JSON, read field by field."""

    def __init__(self, value: Any, name: str) -> None:
        if not isinstance(value, dict):
            raise BadStatement(f"'{name}' is missing or no object")
        self.value: dict[str, Any] = value
        self._name = name

    def text(self, key: str, longest: int) -> str:
        """Text of at most ``longest`` characters."""
        found = self.value.get(key)
        if not isinstance(found, str) or len(found) > longest:
            raise BadStatement(f"{self._name}: '{key}' is text of at most {longest} characters")
        return found

    def number(self, key: str) -> int:
        """A whole number from 0 to 2^63 - 1."""
        found = self.value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**63:
            raise BadStatement(f"{self._name}: '{key}' is a whole number")
        return found

    def sha256(self, key: str) -> str:
        """A hash in hex."""
        found = self.text(key, 64)
        if not is_sha256(found):
            raise BadStatement(f"{self._name}: '{key}' is a SHA-256 in hex")
        return found

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of some words."""
        found = self.text(key, 32)
        if found not in choices:
            raise BadStatement(f"{self._name}: '{key}' is one of {', '.join(choices)}")
        return found

    def instant(self, key: str) -> datetime:
        """A moment in UTC, to the second."""
        return instant(self.text(key, 20))

    def list_of(self, key: str, most: int) -> list[Any]:
        """A list of at most ``most`` things."""
        found = self.value.get(key)
        if not isinstance(found, list) or len(found) > most:
            raise BadStatement(f"{self._name}: '{key}' is a list of at most {most}")
        return found

    def done(self, known: set[str]) -> None:
        """That nothing else stands there."""
        strange = sorted(set(self.value) - known)
        if strange:
            raise BadStatement(f"{self._name}: '{strange[0][:40]}' is not known")


def spelled(value: Any) -> bytes:
    """The canonical bytes. Raises BadStatement for what has none, or is too large."""
    try:
        text = canonical(value)
    except NotCanonical as error:
        raise BadStatement(str(error)) from error
    if len(text) > LARGEST:
        raise BadStatement(f"at most {LARGEST} bytes are signed")
    return text


def unspelled(text: bytes) -> Any:
    """The value in canonical bytes. Raises BadStatement for any other spelling."""
    if len(text) > LARGEST:
        raise BadStatement(f"at most {LARGEST} bytes are signed")
    try:
        value = json.loads(text)
        same = canonical(value) == text
    except (ValueError, RecursionError) as error:
        raise BadStatement(f"not canonical JSON: {str(error)[:200]}") from error
    if not same:
        raise BadStatement("not in its one spelling")
    return value


def is_sha256(word: object) -> bool:
    """Whether it is a SHA-256 in lower-case hex."""
    return isinstance(word, str) and bool(_SHA256.fullmatch(word))


def written(at: datetime) -> str:
    """A moment as text: UTC, to the second. Raises BadStatement for one without an offset."""
    if at.tzinfo is None:
        raise BadStatement("a time has an offset")
    return at.astimezone(UTC).strftime(_TIME)


def instant(text: str) -> datetime:
    """Back from written(); only the one spelling."""
    try:
        found = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadStatement("a time is written as 2026-11-21T13:45:00Z") from error
    if written(found) != text:
        raise BadStatement("a time has one spelling")
    return found


def day(text: str) -> str:
    """The day itself, when it is written as one."""
    try:
        same = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat() == text
    except ValueError as error:
        raise BadStatement("a day is written as 2026-11-21") from error
    if not same:
        raise BadStatement("a day has one spelling")
    return text
