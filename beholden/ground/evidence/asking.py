"""Asking a witness over HTTP to cosign the head of a log: once by hand, then by the job of this room. No Django here.

<log's folder>/witness.url    where the witness answers; put there by `beholden ledger cosign --keep`
<log's folder>/witness.said   why it did not cosign the last time it was asked; not there when it did
<log's folder>/witness.conflict   what it said when it had seen a longer or another history; not there since it cosigned
<log's folder>/witness.seen   when it last cosigned, seconds since 1970
"""

from __future__ import annotations

import http.client
import urllib.parse
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from beholden.engines.ledger import Log, publishing, submission, tiles
from beholden.engines.ledger.checkpoint import Cosignature, Signed
from beholden.engines.ledger.note import Verifier
from beholden.engines.ledger.submission import Post, WitnessAhead, WitnessDiffers, WitnessError
from beholden.engines.ledger.witness import Answer
from beholden.ground.evidence import restoring

URL = "witness.url"
SAID = "witness.said"
SEEN = "witness.seen"
CONFLICT = "witness.conflict"

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


def cosign(log: Log, signed: Signed, keys: Sequence[Verifier], witness: Verifier, url: str) -> Cosignature:
    """Have the log's head cosigned, and keep what came of it beside the log.

    Raises WitnessError, NoteError, OSError; ValueError for an address that is none.
    """
    post = poster(url)
    try:
        done = submission.submit(post, log.tree, signed.note, keys, [witness])
    except WitnessError as error:
        tiles.put(log.folder / SAID, f"{error}\n".encode())
        if isinstance(error, WitnessAhead):
            restoring.seen_longer(log.folder, error.size)
        if isinstance(error, WitnessAhead | WitnessDiffers):
            tiles.put(log.folder / CONFLICT, f"{error}\n".encode())
        raise
    publishing.attach(log, keys, witness, done.note)
    tiles.put(log.folder / SEEN, f"{done.cosignatures[0].at}\n".encode())
    (log.folder / SAID).unlink(missing_ok=True)
    (log.folder / CONFLICT).unlink(missing_ok=True)
    return done.cosignatures[0]


def keep(folder: Path, url: str) -> None:
    """From now on the job asks this witness whenever the log has grown. Raises OSError."""
    tiles.put(folder / URL, f"{url}\n".encode())


def kept(folder: Path) -> str:
    """Where the job asks, "" for nowhere. Raises OSError."""
    return _line(folder / URL)


def seen(folder: Path) -> int | None:
    """When a witness last cosigned, POSIX seconds; None for never. Raises OSError."""
    text = _line(folder / SEEN)
    return int(text) if text.isascii() and text.isdigit() else None


def conflict(folder: Path) -> str:
    """What the witness said when it had seen a longer or another history, "" when it has not. Raises OSError."""
    return _line(folder / CONFLICT)


def said(folder: Path) -> str:
    """Why the witness did not cosign the last time, "" when it did. Raises OSError."""
    return _line(folder / SAID)


def _line(path: Path) -> str:
    try:
        return path.read_bytes()[:2000].decode("utf-8", "replace").strip()
    except FileNotFoundError:
        return ""
