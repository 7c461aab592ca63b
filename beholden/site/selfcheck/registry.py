"""Talking to the registry over HTTP, also when it is this very process: short, bounded, never while a page waits.

`BEHOLDEN_REGISTRY` says where it is; without it an installation that is both asks itself.
"""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from beholden.ground.documents import addresses

SECONDS: Final = 10.0
LARGEST: Final = 64 * 1024
_SHORT: Final = 300


class Unreachable(Exception):
    """There is no registry, or it did not answer; str() says which."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; {} when it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}

    @property
    def why(self) -> str:
        """The sentence of a refusal: a problem's title or detail, else its status."""
        told = self.json
        text = str(told.get("title") or told.get("detail") or told.get("why") or "").strip()
        return (text or f"HTTP {self.status}")[:_SHORT]


Post = Callable[[str, bytes], Answer]


def where() -> str:
    """The address of the registry, "" for none."""
    if settings.REGISTRY:
        return str(settings.REGISTRY[0])
    return addresses.public("") if settings.ROLE == "all" else ""


def post(path: str, body: bytes) -> Answer:
    """POST ``body`` to ``path`` at the registry. Raises Unreachable."""
    origin = where()
    if not origin:
        raise Unreachable("BEHOLDEN_REGISTRY")
    address = urllib.parse.urlsplit(origin)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "text/plain; charset=utf-8", "Accept": "application/json"}
    try:
        with closing(kind(address.hostname or "", address.port, timeout=SECONDS)) as connection:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(LARGEST))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Unreachable(f"{origin}: {error}"[:_SHORT]) from error
