"""The log of footage as other rooms use it: open it, write to it, know when a checkpoint covers what was written.

Recording never waits for any of this; deletion does (R17, R23(1)(5)).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.ledger import LogError, publishing
from beholden.engines.ledger.footage import BadEntry
from beholden.engines.ledger.note import NoteError
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import asking, heads, keys, logs
from beholden.ground.evidence.book import Book
from beholden.ground.evidence.reading import LogUnavailable, refreshed

FOOTAGE: Final = keys.FOOTAGE
STALE: Final = timedelta(hours=1)  # a witness silent for longer while the log grows: an alarm


@contextmanager
def opened() -> Iterator[Book]:
    """The book of this installation's footage. Raises LogUnavailable, also for what fails inside."""
    try:
        with Book(logs.log(FOOTAGE)) as book:
            yield book
    except (LogError, OSError, sqlite3.Error, BadEntry) as error:
        raise LogUnavailable(f"the log of footage: {error}") from error


@dataclass(frozen=True, slots=True)
class Cover:
    """Up to which entry the log of footage is under a checkpoint that counts; ``why`` it is not further."""

    size: int
    why: str = ""
    witnessed_at: datetime | None = None


def cover() -> Cover:
    """Sign the head now, have it cosigned where a witness is kept, and say what is covered. Raises LogUnavailable."""
    signed = heads.publish(FOOTAGE)
    if signed is None:
        return Cover(0, "nothing was ever written")
    log = logs.log(FOOTAGE)
    try:
        kept = asking.kept(log.folder)
        if not kept:
            return Cover(signed.checkpoint.size)
        heads.cosign(FOOTAGE)
        seen = publishing.current(log.folder, keys.verifiers(settings.DATA, FOOTAGE), heads.witnesses(log))
        if seen is not None and seen.cosignatures:
            return Cover(seen.checkpoint.size, "", datetime.fromtimestamp(seen.cosignatures[0].at, UTC))
        return Cover(0, asking.said(log.folder) or f"the witness {kept} has not cosigned")
    except (KeyFileError, NoteError, OSError) as error:
        raise LogUnavailable(f"no cosignature: {error}") from error


def stale(name: str, *, now: datetime | None = None) -> str:
    """Why the witness's last word on a log is too old, "" when it isn't or none is kept. Raises LogUnavailable."""
    folder, at = keys.log_folder(settings.DATA, name), now or timezone.now()
    try:
        if not asking.kept(folder):
            return ""
        log = refreshed(name)
        if conflict := asking.conflict(log.folder):
            return conflict
        current = publishing.current(log.folder, keys.verifiers(settings.DATA, name), heads.witnesses(log))
        told = asking.seen(log.folder)
        archived = datetime.fromtimestamp(told, UTC) if told else None
    except (KeyFileError, NoteError, OSError) as error:
        raise LogUnavailable(str(error)) from error
    if current is not None and current.cosignatures:
        return ""
    if current is None or (archived is not None and at - archived <= STALE):
        return ""
    since = f"{archived:%Y-%m-%d %H:%M} UTC" if archived else "ever"
    return asking.said(log.folder) or f"no cosignature since {since}"
