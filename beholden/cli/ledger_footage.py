"""The subcommands of `beholden ledger` about footage: retention, challenge, answer.

  beholden ledger retention c-7f3k2m9q4p --days 30 --out gate.retention
  beholden ledger challenge --checkpoint kept-last-month.txt --out ask.json        anywhere, by whoever asks
  beholden ledger answer ask.json --out answer.json                                 at the site

`beholden verify` checks what they give.
"""

from __future__ import annotations

import argparse
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from beholden.cli import UsageError
from beholden.cli.footage_words import path_of
from beholden.engines.ledger import Log, footage, possession, publishing
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.footage import BadEntry, Deletion, Seg
from beholden.engines.ledger.note import LARGEST_NOTE, NoteError, Signer
from beholden.engines.ledger.possession import BadChallenge, Challenge
from beholden.engines.video.segments import chunks
from beholden.ground.evidence import keys, retaining
from beholden.ground.evidence.book import Book

COUNT: Final = 90  # chunks: a loss of one file in twenty is found with 99 %
DAYS: Final = 30
ME: Final = "beholden ledger"


def retention(args: argparse.Namespace, log: Log, signers: list[Signer]) -> bytes:
    """The retention proof of a camera. Raises UsageError, LogError, OSError."""
    with _book(log) as book:
        signed = _head(log, signers)
        if args.camera not in book.cameras():
            raise UsageError(f"{ME}: the log of footage knows no camera '{args.camera}'")
        try:
            return retaining.proof(book, args.camera, args.days, signed)
        except retaining.TooFewDays as error:
            raise UsageError(f"{ME}: {error}; ask for as many with --days") from error


def challenge(args: argparse.Namespace) -> bytes:
    """A challenge with a fresh nonce. Raises UsageError, OSError."""
    size = 0
    if args.checkpoint is not None:
        with args.checkpoint.open("rb") as file:
            note = file.read(LARGEST_NOTE + 1)
        try:
            size = checkpoints.parse(notes.split(note)[0]).size
        except NoteError as error:
            raise UsageError(f"{ME}: '{args.checkpoint}' is no checkpoint: {error}") from error
    if not 0 < args.count <= possession.MOST:
        raise UsageError(f"{ME}: 1 to {possession.MOST} chunks are expected")
    return Challenge(secrets.token_bytes(32), args.count, size).text


def answer(args: argparse.Namespace, log: Log, signers: list[Signer], data: Path) -> bytes:
    """The answer to a challenge. Raises UsageError, LogError, OSError."""
    with args.challenge.open("rb") as file:
        asked = file.read(8192)
    with _book(log) as book:
        signed = _head(log, signers)
        try:
            return possession.answer(
                possession.parse(asked),
                log.tree,
                log.read,
                signed.note,
                lambda seg, number: chunk_of(data, seg, number),
                lambda seg: gone_of(book, seg),
            )
        except (BadChallenge, BadEntry) as error:
            raise UsageError(f"{ME}: '{args.challenge}': {error}") from error


def chunk_of(data: Path, seg: Seg, number: int) -> tuple[bytes, list[bytes]] | None:
    """A chunk of a file and its path to the file's root; None when the file is not there as it was recorded."""
    path = path_of(data, seg)
    if path is None:
        return None
    with path.open("rb") as file:
        file.seek(number * footage.CHUNK)
        part = file.read(footage.CHUNK)
    return part, chunks.proof(chunks.of_file(path).digests(), number)


def gone_of(book: Book, seg: Seg) -> int | None:
    """The place of the deletion that names a file; None when it stays."""
    if book.spared(seg.camera, seg.run, seg.seq, seg.start_us):
        return None
    for place in book.deletions(seg.camera, seg.start_us):
        value = book.read(place)
        if isinstance(value, Deletion) and any(
            run == seg.run and first <= seg.seq <= last for run, first, last in value.runs
        ):
            return place
    return None


def rotate(data: Path, log: str) -> tuple[str, int]:
    """A new key above the old ones: both sign from now on. The new public key, how many sign. Raises KeyFileError."""
    new = keys.rotate(data, log)
    return new.verifier.vkey, len(keys.signers(data, log))


def retire(data: Path, log: str) -> tuple[str, int]:
    """Only the newest key signs from now on. Raises KeyFileError."""
    left = keys.retire(data, log)
    return left.verifier.vkey, 1


def _book(log: Log) -> Book:
    try:
        book = Book(log)
        with book.writing():
            pass
    except (sqlite3.Error, BadEntry) as error:
        raise UsageError(f"{ME}: {log.folder}: {error}") from error
    return book


def _head(log: Log, signers: list[Signer]) -> Signed:
    """The head as it stands, with what witnesses said of it; signed now when there is none."""
    public = [one.verifier for one in signers]
    standing = publishing.current(log.folder, public)
    if standing is not None:
        publishing.check_continues(log, standing.checkpoint)
        return standing
    signed = publishing.publish(log, signers)
    if signed is None:
        raise UsageError(f"{ME}: the log is still empty; there is nothing to prove")
    return signed


def opened(data: Path) -> closing[Log]:
    """The log of footage; to be closed. Raises UsageError, LogError."""
    folder = keys.log_folder(data, keys.FOOTAGE)
    if not (folder / "entries").is_file():
        raise UsageError(f"{ME}: '{data}' holds no log of footage")
    return closing(Log(folder))
