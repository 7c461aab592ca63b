"""The signed head of the access log: making it, reading it, and the proof of one entry under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.ledger import Log, LogError, publishing, tlog_proof
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import keys, logs
from beholden.ground.evidence.reading import LogUnavailable, refreshed

EVERY: Final = 30.0  # seconds between runs of the job; a head is never older than two of them while the log grows
LATE: Final = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class LastHead:
    """What /ledger says of the last checkpoint. ``state``: none, signed, late (the log has grown since), broken."""

    state: str
    why: str = ""
    size: int = 0
    root: str = ""
    origin: str = ""
    key: str = ""
    at: datetime | None = None
    note: bytes = b""
    witness: str = ""
    cosigned: datetime | None = None


def publish() -> Signed | None:
    """Sign the head of the access log if it has grown. Raises LogUnavailable; then the last checkpoint stands."""
    try:
        signing = keys.signers(settings.DATA)
        return publishing.publish(logs.log(), signing)
    except (KeyFileError, publishing.HistoryChanged, NoteError, LogError, OSError) as error:
        raise LogUnavailable(f"no checkpoint was signed: {error}") from error


def last() -> LastHead:
    """The last checkpoint as it stands, held against the log. Raises LogUnavailable when the log cannot be read."""
    log = refreshed()
    try:
        public = keys.verifiers(settings.DATA)
        signed = publishing.current(log.folder, public, _witnesses(log))
        if signed is None:
            return LastHead("none")
        publishing.check_continues(log, signed.checkpoint)
    except (KeyFileError, NoteError, publishing.HistoryChanged, OSError) as error:
        return LastHead("broken", str(error))
    head, at = signed.checkpoint, publishing.written_at(log.folder)
    grown = log.size > head.size and (at is None or timezone.now() - at > LATE)
    return LastHead(
        state="late" if grown else "signed",
        size=head.size,
        root=head.root.hex(),
        origin=head.origin,
        key=signed.keys[0].vkey,
        at=at,
        note=signed.note,
        witness=signed.cosignatures[0].witness.name if signed.cosignatures else "",
        cosigned=datetime.fromtimestamp(signed.cosignatures[0].at, UTC) if signed.cosignatures else None,
    )


def _witnesses(log: Log) -> list[Verifier]:
    try:
        return publishing.public_keys(log.folder / publishing.WITNESSES)
    except FileNotFoundError:
        return []


def proof(index: int) -> bytes | None:
    """The proof of one entry under the last checkpoint; None when that one doesn't cover it yet.

    Raises IndexError for an entry that isn't there, LogUnavailable.
    """
    head, log = last(), refreshed()
    try:
        entry = log.read(index)
    except LogError as error:
        raise LogUnavailable(str(error)) from error
    if index >= head.size:
        return None
    return tlog_proof.make(log.tree, index, entry, head.note).text
