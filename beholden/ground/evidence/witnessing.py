"""This installation as a witness of others' logs (c2sp.org/tlog-witness): the register's side. No Django here.

DATA/secrets/witness.key      the witness's private key, made at the first request
DATA/witness/logs.vkey        the logs it knows, a public key a line; written by whoever runs the register
DATA/witness/latest.sqlite    the last head of each that it cosigned
"""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import COSIGNER, NoteError, Signer, Verifier
from beholden.engines.ledger.publishing import public_keys
from beholden.engines.ledger.witness import Witness
from beholden.engines.sealing import KeyFileError, load_or_make


def signer(data: Path, *, randomness: Callable[[int], bytes] = secrets.token_bytes) -> Signer:
    """The witness's key, made when there is none. Raises KeyFileError."""
    path = data / "secrets" / "witness.key"
    text = load_or_make(path, lambda: f"{_new(randomness(notes.KEY_BYTES)).secret}\n".encode())
    try:
        found = notes.signer(text.decode("ascii").strip())
    except (NoteError, UnicodeDecodeError) as error:
        raise KeyFileError(f"{path}: {error}") from error
    if found.verifier.kind != COSIGNER:
        raise KeyFileError(f"{path}: a cosigner's key is expected")
    return found


def known_logs(data: Path) -> dict[str, list[Verifier]]:
    """Origin → keys of the logs this witness knows; none when nobody has named one. Raises NoteError, OSError."""
    try:
        named = public_keys(data / "witness" / "logs.vkey")
    except FileNotFoundError:
        return {}
    found: dict[str, list[Verifier]] = {}
    for key in named:
        found.setdefault(key.name, []).append(key)
    return found


def witness(data: Path, *, now: Callable[[], float] = time.time) -> Witness:
    """The witness. Raises KeyFileError, NoteError, OSError, sqlite3.Error."""
    (data / "witness").mkdir(mode=0o700, exist_ok=True)
    return Witness(data / "witness" / "latest.sqlite", [signer(data)], known_logs(data), now)


def _new(seed: bytes) -> Signer:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(f"beholden/{hashlib.sha256(public).hexdigest()[:16]}/witness", seed, COSIGNER)
