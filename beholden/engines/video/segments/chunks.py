"""What a file is known by: the RFC 6962 root over the SHA-256 of each 64 KiB chunk of it (R15(1): original and whole).

One pass over the bytes gives a hash that names the file and lets any chunk be shown to belong to it without the others:
who claims to hold footage can be asked for one (docs/decisions/0007). The last chunk may be shorter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final

CHUNK: Final = 64 << 10
SIZE: Final = 32


class Chunks:
    """Hashes bytes as they come, whatever their pieces."""

    __slots__ = ("_done", "_open", "_room")

    def __init__(self) -> None:
        self._done = bytearray()
        self._open = sha256()
        self._room = CHUNK

    def update(self, part: bytes | memoryview) -> None:
        """The next bytes of the file."""
        with memoryview(part) as view:
            at, end = 0, len(view)
            while at < end:
                take = min(self._room, end - at)
                if take == CHUNK:
                    self._done += sha256(view[at : at + CHUNK]).digest()
                else:
                    self._open.update(view[at : at + take])
                    self._room -= take
                    if not self._room:
                        self._done += self._open.digest()
                        self._open, self._room = sha256(), CHUNK
                at += take

    def digests(self) -> bytes:
        """The SHA-256 of every chunk so far, end to end."""
        return bytes(self._done) + (self._open.digest() if self._room < CHUNK else b"")

    def root(self) -> str:
        """The root so far, hex."""
        return root(self.digests())


def of_file(path: Path) -> Chunks:
    """The chunks of a whole file. Raises OSError."""
    with open(path, "rb") as file:
        return of_descriptor(file.fileno())


def of_descriptor(fd: int) -> Chunks:
    """The chunks of a whole open file. Raises OSError."""
    found, at = Chunks(), 0
    while piece := os.pread(fd, 16 * CHUNK, at):
        found.update(piece)
        at += len(piece)
    return found


def root(digests: bytes) -> str:
    """The root over chunk digests, hex; that of no bytes at all is the hash of nothing (RFC 6962, 2.1)."""
    level = [_leaf(digest) for digest in _split(digests)]
    if not level:
        return sha256().hexdigest()
    while len(level) > 1:
        level = _above(level)
    return level[0].hex()


def proof(digests: bytes, index: int) -> list[bytes]:
    """The RFC 6962 inclusion proof of chunk ``index``. Raises IndexError when there is no such chunk."""
    level = [_leaf(digest) for digest in _split(digests)]
    if not 0 <= index < len(level):
        raise IndexError(f"chunk {index} of {len(level)}")
    found = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, index = _above(level), index >> 1
    return found


def _leaf(digest: bytes) -> bytes:
    return sha256(b"\0" + digest).digest()


def _above(level: Sequence[bytes]) -> list[bytes]:
    paired = [sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
    return paired + ([level[-1]] if len(level) % 2 else [])


def _split(digests: bytes) -> Iterator[bytes]:
    return (digests[at : at + SIZE] for at in range(0, len(digests), SIZE))
