"""From a log to what a stranger reads: tiles first, then the signed head. Run again and again; killed at any instant.

    <log's folder>/checkpoint     the last signed head
    <log's folder>/log.vkey       the public keys that sign, one a line
    <log's folder>/witness.vkey   the witness that was asked last
    <log's folder>/tile/…         see `tiles`
    <log's folder>/rested         see `log`

Nothing is ever signed that doesn't continue the last head that was signed.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger import tiles
from beholden.engines.ledger.checkpoint import Checkpoint, Signed
from beholden.engines.ledger.log import Log
from beholden.engines.ledger.note import LARGEST_NOTE, NoteError, Signer, Verifier

CHECKPOINT: Final = "checkpoint"
KEYS: Final = "log.vkey"
WITNESSES: Final = "witness.vkey"
_LARGEST_KEYS: Final = 64 * 1024


class HistoryChanged(Exception):
    """The log is not what was signed before: cut, rewritten, or restored from a backup. Nothing is signed."""


def publish(log: Log, signers: Sequence[Signer]) -> Signed | None:
    """Write tiles and a checkpoint when ``log`` has grown since the last one; returns the one that stands now.

    None while the log is empty. Raises HistoryChanged, NoteError when the last checkpoint cannot be read with these
    keys, LogError, OSError; then the last checkpoint stands as it is.
    """
    folder, keys = log.folder, [one.verifier for one in signers]
    with _alone(folder):
        tiled = (folder / "tile").is_dir()  # taken away, they are made again from the entries
        if not tiled and log.tree.base:
            log.wake()
        size = log.refresh()
        before = current(folder, keys)
        if before is not None:
            check_continues(log, before.checkpoint)
        tiles.put(folder / KEYS, "".join(f"{key.vkey}\n" for key in keys).encode())
        if before is not None and tiled and before.checkpoint.size == size and len(before.keys) == len(keys):
            return before
        if size == 0:
            return None
        tiles.write(log, folder, size, since=before.checkpoint.size if before and tiled else 0)
        head = Checkpoint(signers[0].verifier.name, size, log.tree.root(size))
        note = checkpoints.sign(head, signers)
        tiles.put(folder / CHECKPOINT, note)
        log.rest(size)
        return checkpoints.read(note, keys)


def attach(log: Log, keys: Sequence[Verifier], witness: Verifier, cosigned: bytes) -> bool:
    """Put a note ``witness`` cosigned in the place of the same checkpoint; False when a later one stands there by now.

    Raises NoteError, OSError.
    """
    wanted = checkpoints.read(cosigned, keys).checkpoint
    with _alone(log.folder):
        standing = current(log.folder, keys)
        if standing is None or standing.checkpoint != wanted:
            return False
        tiles.put(log.folder / WITNESSES, f"{witness.vkey}\n".encode())
        tiles.put(log.folder / CHECKPOINT, cosigned)
        return True


def check_continues(log: Log, head: Checkpoint) -> None:
    """That the log still begins with what was signed. Raises HistoryChanged."""
    if head.size > log.size:
        raise HistoryChanged(f"{head.size} entries were signed, the log has {log.size}")
    if log.tree.root(head.size) != head.root:
        raise HistoryChanged(f"the first {head.size} entries are not those that were signed")


def current(folder: Path, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> Signed | None:
    """The last checkpoint published in ``folder``, None when there is none. Raises NoteError, OSError."""
    try:
        with (folder / CHECKPOINT).open("rb") as file:
            note = file.read(LARGEST_NOTE + 1)
    except FileNotFoundError:
        return None
    return checkpoints.read(note, keys, witnesses)


def written_at(folder: Path) -> datetime | None:
    """When the last checkpoint was written (it holds no time itself; a witness's cosignature does)."""
    try:
        return datetime.fromtimestamp((folder / CHECKPOINT).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def public_keys(path: Path) -> list[Verifier]:
    """The keys in a `log.vkey` file. Raises NoteError, OSError."""
    with path.open("rb") as file:
        data = file.read(_LARGEST_KEYS + 1)
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError(f"{path.name} is not text") from error
    keys = [notes.verifier(line) for line in lines if line.strip()]
    if not keys or len(data) > _LARGEST_KEYS:
        raise NoteError(f"{path.name} holds no keys")
    return keys


def export(log: Log, signed: Signed, keys: Sequence[Verifier], folder: Path) -> None:
    """The log up to ``signed`` as a directory any tlog client reads; the checkpoint comes last. Raises OSError."""
    tiles.write(log, folder, signed.checkpoint.size)
    tiles.put(folder / KEYS, "".join(f"{key.vkey}\n" for key in keys).encode())
    tiles.put(folder / CHECKPOINT, signed.note)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One publisher at a time: two that overtake each other would let the head go back."""
    lock = os.open(folder / "publish.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)
