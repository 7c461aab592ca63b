"""Reaching a witness over HTTP, for `beholden ledger cosign`."""

from __future__ import annotations

import http.client
import urllib.parse
from contextlib import closing

from beholden.engines.ledger.submission import Post, WitnessError
from beholden.engines.ledger.witness import Answer

SECONDS = 15.0
LARGEST_ANSWER = 64 * 1024


def poster(prefix: str) -> Post:
    """Posts to ``prefix``/add-checkpoint. Raises ValueError for an address that is none; its calls, WitnessError."""
    address = urllib.parse.urlsplit(prefix)
    if address.scheme not in ("http", "https") or not address.hostname or address.username or address.query:
        raise ValueError(f"'{prefix}' is no http(s) address of a witness")
    port = address.port  # ValueError when it is none
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection

    def post(body: bytes) -> Answer:
        try:
            with closing(kind(address.hostname or "", port, timeout=SECONDS)) as connection:
                headers = {"Content-Type": "text/plain; charset=utf-8"}
                connection.request("POST", f"{address.path.rstrip('/')}/add-checkpoint", body, headers)
                answer = connection.getresponse()
                return Answer(answer.status, answer.read(LARGEST_ANSWER), answer.headers.get("Content-Type", ""))
        except (OSError, http.client.HTTPException) as error:
            raise WitnessError(f"the witness at {prefix} cannot be reached: {error}") from error

    return post
