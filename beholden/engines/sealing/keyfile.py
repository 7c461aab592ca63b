"""Key files: made once, whole or not at all, readable by their owner only. Standard library only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

KEY_BYTES = 32


class KeyFileError(Exception):
    """A key file cannot be read, made or trusted; its text is the one line a person reads."""


def load_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """Content of the key file at ``path``; made with ``make()`` when there is none.

    Safe when several processes start at once: all return what the first one wrote.
    Raises KeyFileError when the file cannot be used or when others may read it.
    """
    try:
        if not path.exists():
            _make(path, make())
        if path.stat().st_mode & 0o077:
            raise KeyFileError(f"{path}: other users can read this key; make it private with chmod 600")
        content = path.read_bytes()
    except OSError as error:
        raise KeyFileError(f"{path}: {error.strerror or error}") from error
    if not content:
        raise KeyFileError(f"{path}: the key file is empty")
    return content


def installation_key(data: Path) -> bytes:
    """This installation's sealing key (32 bytes) in ``data/secrets/seal.key``; made at the first call.

    Raises KeyFileError.
    """
    path = data / "secrets" / "seal.key"
    text = load_or_make(path, lambda: secrets.token_hex(KEY_BYTES).encode() + b"\n")
    try:
        key = bytes.fromhex(text.decode("ascii").strip())
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise KeyFileError(f"{path}: not a sealing key (64 hexadecimal digits expected)")
    return key


def _make(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, content)
        os.fsync(descriptor)
        # link() fails when another process was first: its key stands
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.close(descriptor)
        draft.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
