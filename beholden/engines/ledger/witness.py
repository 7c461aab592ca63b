"""The witness's side of c2sp.org/tlog-witness: it cosigns a log's head when it continues the last one it cosigned.

A witness sees origin, size and root of a log; nothing of what is in it. Check and persist are one transaction.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import footage, tlog_proof
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Checkpoint, Signed
from beholden.engines.ledger.footage import BadEntry, Restore
from beholden.engines.ledger.merkle import EMPTY_ROOT
from beholden.engines.ledger.note import COSIGNER, NoteError, NotSigned, Signer, Verifier
from beholden.engines.ledger.proof import ProofError, verify_consistency

MOST_HASHES: Final = 63
LARGEST_REQUEST: Final = notes.LARGEST_NOTE + 64 * 1024
PLAIN: Final = "text/plain; charset=utf-8"
SIZE: Final = "text/x.tlog.size"
_BUSY_SECONDS = 10.0
_SCHEMA = """
CREATE TABLE IF NOT EXISTS latest (
    origin TEXT PRIMARY KEY, origin_hash TEXT NOT NULL UNIQUE,
    size TEXT NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS readmitted (
    at INTEGER NOT NULL, reason TEXT NOT NULL, origin TEXT NOT NULL,
    size TEXT NOT NULL, root BLOB NOT NULL, note BLOB NOT NULL, proof BLOB NOT NULL
) STRICT
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP."""

    status: int
    body: bytes
    content_type: str = PLAIN


class Unfit(Exception):
    """A log is not taken in anew; the text says why."""


class Refused(Exception):
    """The witness does not cosign; carries the answer."""

    def __init__(self, status: int, why: str, content_type: str = PLAIN) -> None:
        super().__init__(why)
        self.answer = Answer(status, f"{why}\n".encode(), content_type)


@dataclass(frozen=True, slots=True)
class Request:
    """An add-checkpoint request, nothing verified."""

    old: int
    proof: tuple[bytes, ...]
    note: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last head of a log that was cosigned."""

    size: int
    root: bytes


NOTHING: Final = Head(0, EMPTY_ROOT)


def parse(body: bytes) -> Request:
    """The request in the body of a POST. Raises Refused (400)."""
    try:
        if len(body) > LARGEST_REQUEST:
            raise NoteError("the request is too large")
        above, gap, note = body.partition(b"\n\n")
        first, *rest = above.decode("ascii").split("\n")
        if not gap or not first.startswith("old ") or len(rest) > MOST_HASHES:
            raise NoteError("the request is an old size, at most 63 hashes, an empty line and a checkpoint")
        proof = tuple(checkpoints.root_hash(line) for line in rest)
        return Request(checkpoints.number(first.removeprefix("old ")), proof, note)
    except (NoteError, UnicodeDecodeError) as error:
        raise Refused(400, str(error)) from error


def trusted(note: bytes, logs: Mapping[str, Sequence[Verifier]]) -> Signed:
    """The checkpoint, signed by a key of the log it names. Raises Refused: 400 malformed, 404 unknown, 403 unsigned."""
    try:
        origin = checkpoints.origin_of(note)
        if origin not in logs:
            raise Refused(404, "this log is not known here")
        return checkpoints.read(note, logs[origin])
    except NotSigned as error:
        raise Refused(403, str(error)) from error
    except NoteError as error:
        raise Refused(400, str(error)) from error


def check(request: Request, offered: Checkpoint, latest: Head) -> None:
    """That ``offered`` continues ``latest``. Raises Refused: 400, 409 (with the size known here), 422."""
    if request.old > offered.size:
        raise Refused(400, "the old size is above the checkpoint's")
    if request.old != latest.size:
        raise Refused(409, str(latest.size), SIZE)
    if offered.size == 0 and offered.root != EMPTY_ROOT:
        raise Refused(422, "the empty tree has another root")
    if request.old == 0 and request.proof:
        raise Refused(422, "from size zero there is nothing to prove")
    try:
        verify_consistency(request.old, offered.size, latest.root, offered.root, request.proof)
    except ProofError as error:
        raise Refused(422, str(error)) from error


class Witness:
    """A witness with its state in one SQLite file; safe for threads and processes.

    ``logs`` tells each known origin its keys; ``now`` gives POSIX seconds.
    """

    def __init__(
        self, path: Path, signers: Sequence[Signer], logs: Mapping[str, Sequence[Verifier]], now: Callable[[], float]
    ) -> None:
        if not signers or any(one.verifier.kind != COSIGNER for one in signers):
            raise ValueError("a witness signs with cosigner's keys")
        self._path, self._signers, self._logs, self._now = path, signers, logs, now
        with self._open() as connection:
            connection.executescript(_SCHEMA)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one POST; what was cosigned is on the disk before the answer exists. Raises sqlite3.Error."""
        try:
            request = parse(body)
            signed = trusted(request.note, self._logs)
            with self._open() as connection:
                return self._add(connection, request, signed)
        except Refused as refused:
            return refused.answer

    def readmit(self, data: bytes, reason: str) -> tuple[Head, Head]:
        """Go on with a log that was brought back from a backup; (head stood by until now, head from now on).

        ``data`` is the tlog-proof of its entry `restore`, under a checkpoint that a key known here signed; the entry
        must name the size this witness has seen. What was cosigned before is kept with the reason, never forgotten.
        Raises Unfit, sqlite3.Error.
        """
        try:
            found = tlog_proof.parse(data)
            known = self._logs.get(checkpoints.origin_of(found.note), ())
            signed = tlog_proof.verify(found, known)
            told = footage.parse(found.extra or b"").value
        except (NoteError, ProofError, BadEntry) as error:
            raise Unfit(f"this proves no restored log: {error}") from error
        head = signed.checkpoint
        if not isinstance(told, Restore) or told.size != found.index:
            raise Unfit("the entry is not that a log was restored")
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            with connection:
                before = _latest(connection, head.origin)
                if before.size != told.witnessed:
                    raise Unfit(f"{before.size} entries were seen here, the log says {told.witnessed}")
                copied = "INSERT INTO readmitted SELECT ?, ?, origin, size, root, note, ? FROM latest WHERE origin = ?"
                connection.execute(copied, (int(self._now()), reason, data, head.origin))
                lines = [checkpoints.cosign(head.text, one, int(self._now())) for one in self._signers]
                connection.execute(
                    "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?)",
                    (head.origin, origin_hash(head.origin), str(head.size), head.root, _kept(signed, lines)),
                )
        return before, Head(head.size, head.root)

    def checkpoint(self, origin_hash: str) -> Answer:
        """The last cosigned checkpoint of the log whose origin has this SHA-256 (hex), for monitors."""
        with self._open() as connection:
            row = connection.execute("SELECT note FROM latest WHERE origin_hash = ?", (origin_hash,)).fetchone()
        return Answer(200, row[0]) if row else Answer(404, b"no checkpoint of this log was cosigned here\n")

    def latest(self, origin: str) -> Head:
        """The head this witness stands by; NOTHING when it never cosigned one."""
        with self._open() as connection:
            return _latest(connection, origin)

    def _add(self, connection: sqlite3.Connection, request: Request, signed: Signed) -> Answer:
        found = signed.checkpoint
        connection.execute("BEGIN IMMEDIATE")  # one at a time: checking and persisting must not be torn apart
        with connection:
            check(request, found, _latest(connection, found.origin))
            lines = [checkpoints.cosign(found.text, one, int(self._now())) for one in self._signers]
            kept = _kept(signed, lines)
            connection.execute(
                "INSERT OR REPLACE INTO latest VALUES (?, ?, ?, ?, ?)",
                (found.origin, origin_hash(found.origin), str(found.size), found.root, kept),
            )
        return Answer(200, "".join(lines).encode())

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = FULL")
            yield connection
        finally:
            connection.close()


def origin_hash(origin: str) -> str:
    """How a monitor names a log: SHA-256 of its origin, in hex."""
    return hashlib.sha256(origin.encode()).hexdigest()


def _latest(connection: sqlite3.Connection, origin: str) -> Head:
    row = connection.execute("SELECT size, root FROM latest WHERE origin = ?", (origin,)).fetchone()
    return Head(int(row[0]), row[1]) if row else NOTHING


def _kept(signed: Signed, lines: Sequence[str]) -> bytes:
    """The note with the log's verified lines and ours; what strangers added is left out."""
    _, found = notes.split(signed.note)
    own = [notes.signature_line(key, line.signature) for key in signed.keys for line in found if line.by(key)]
    return signed.checkpoint.text + b"\n" + "".join([*own, *lines]).encode()
