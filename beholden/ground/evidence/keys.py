"""The keys that sign this installation's logs: `DATA/secrets/<log>-log.key`, made at the first start. No Django here.

One private key a line, the one that gives the log its name first. While keys change, the new one stands above the old
and both sign; once readers know the new one, the old line is taken out.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import NoteError, Signer, Verifier
from beholden.engines.ledger.publishing import CHECKPOINT
from beholden.engines.sealing import KeyFileError, load_or_make

ACCESS = "access"
FOOTAGE = "footage"
LOGS = (ACCESS, FOOTAGE)
MOST_KEYS = 8


def log_folder(data: Path, log: str = ACCESS) -> Path:
    """Where a log lies."""
    return data / "ledger" / log


def key_path(data: Path, log: str = ACCESS) -> Path:
    """Where its private keys lie."""
    return data / "secrets" / f"{log}-log.key"


def signers(data: Path, log: str = ACCESS, *, randomness: Callable[[int], bytes] = secrets.token_bytes) -> list[Signer]:
    """The keys that sign the log, the naming one first; made when there is none and nothing was signed yet.

    The log's origin is ``beholden/<hash of its first key>/<log>`` and stays the same when keys change.
    Raises KeyFileError, its text the one line a person reads.
    """
    path = key_path(data, log)
    if not path.exists() and (log_folder(data, log) / CHECKPOINT).exists():
        raise KeyFileError(f"{path}: the key of this log is missing, and it has signed before; put it back")
    text = load_or_make(path, lambda: f"{_new(log, randomness(notes.KEY_BYTES)).secret}\n".encode())
    try:
        found = [notes.signer(line) for line in text.decode("ascii").splitlines() if line.strip()]
    except (NoteError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path}: {error}") from error
    if not found or len({one.verifier.name for one in found}) != 1:
        raise KeyFileError(f"{path}: the keys of one log, all with its name, are expected")
    return found


def rotate(data: Path, log: str = ACCESS, *, randomness: Callable[[int], bytes] = secrets.token_bytes) -> Signer:
    """Put a new key above those that sign: from the next checkpoint on all of them do. Raises KeyFileError, OSError."""
    standing = signers(data, log)
    if len(standing) >= MOST_KEYS:
        raise KeyFileError(f"{key_path(data, log)}: {len(standing)} keys sign already; take the old ones out first")
    new = Signer(standing[0].verifier.name, randomness(notes.KEY_BYTES))
    _write(key_path(data, log), [new, *standing])
    return new


def retire(data: Path, log: str = ACCESS) -> Signer:
    """Leave the newest key alone: once readers and witnesses know it. Raises KeyFileError, OSError."""
    newest = signers(data, log)[0]
    _write(key_path(data, log), [newest])
    return newest


def _write(path: Path, found: list[Signer]) -> None:
    """In one step and for its owner alone: killed at any instant, there are the old keys or the new."""
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write("".join(f"{one.secret}\n" for one in found))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def verifiers(data: Path, log: str = ACCESS) -> list[Verifier]:
    """The public halves. Raises KeyFileError."""
    return [one.verifier for one in signers(data, log)]


def _new(log: str, seed: bytes) -> Signer:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(f"beholden/{hashlib.sha256(public).hexdigest()[:16]}/{log}", seed)
