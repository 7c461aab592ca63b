"""The signed heads of the logs: making them, reading them, and the proof of one entry under one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.ledger import Log, LogError, publishing, tlog_proof
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.ledger.submission import WitnessError
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import archive, asking, keys, logs
from beholden.ground.evidence.reading import LogUnavailable, refreshed

logger = logging.getLogger(__name__)
EVERY: Final = 30.0  # seconds between runs of the job; a head is never older than two of them while the log grows
AGAIN: Final = 600.0  # seconds after which a witness is asked again about a log that has not grown
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
    said: str = ""  # why the witness did not cosign the last time it was asked


def publish(name: str = logs.ACCESS) -> Signed | None:
    """Sign the head of a log if it has grown. Raises LogUnavailable; then the last checkpoint stands."""
    try:
        signing = keys.signers(settings.DATA, name)
        signed = publishing.publish(logs.log(name), signing)
        if signed is not None and not asking.kept(logs.log(name).folder):
            archive.keep(logs.log(name).folder, signed, int(timezone.now().timestamp()))
        return signed
    except (KeyFileError, publishing.HistoryChanged, NoteError, LogError, OSError) as error:
        raise LogUnavailable(f"no checkpoint was signed: {error}") from error


def last(name: str = logs.ACCESS) -> LastHead:
    """The last checkpoint as it stands, held against the log. Raises LogUnavailable when the log cannot be read."""
    log = refreshed(name)
    try:
        public = keys.verifiers(settings.DATA, name)
        signed = publishing.current(log.folder, public, witnesses(log))
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
        said=asking.said(log.folder),
        cosigned=datetime.fromtimestamp(signed.cosignatures[0].at, UTC) if signed.cosignatures else None,
    )


def cosign(name: str = logs.ACCESS) -> None:
    """Ask the witness that was kept, when it has not cosigned the last checkpoint or did so long ago.

    What it answers is kept for the page; a witness that is away stops nothing. Raises LogUnavailable.
    """
    log = refreshed(name)
    try:
        url, known, public = asking.kept(log.folder), witnesses(log), keys.verifiers(settings.DATA, name)
        signed = publishing.current(log.folder, public, known)
        if not url or not known or signed is None:
            return
        if signed.cosignatures and timezone.now().timestamp() - signed.cosignatures[0].at < AGAIN:
            return
        asking.cosign(log, signed, public, known[0], url)
        standing = publishing.current(log.folder, public, known)
        if standing is not None and standing.cosignatures:
            archive.keep(log.folder, standing, standing.cosignatures[0].at)
    except WitnessError as error:
        logger.warning("no cosignature: %s", error)
    except (KeyFileError, NoteError, ValueError, LogError, OSError) as error:
        raise LogUnavailable(f"the witness was not asked: {error}") from error


def witnesses(log: Log) -> list[Verifier]:
    """Witnesses whose word on a log counts here. Raises NoteError, OSError."""
    try:
        return publishing.public_keys(log.folder / publishing.WITNESSES)
    except FileNotFoundError:
        return []


def proof(index: int, name: str = logs.ACCESS) -> bytes | None:
    """The proof of one entry under the last checkpoint; None when that one doesn't cover it yet.

    Raises IndexError for an entry that isn't there, LogUnavailable.
    """
    head, log = last(name), refreshed(name)
    try:
        entry = log.read(index)
    except LogError as error:
        raise LogUnavailable(str(error)) from error
    if index >= head.size:
        return None
    return tlog_proof.make(log.tree, index, entry, head.note).text
