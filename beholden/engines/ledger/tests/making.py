"""Logs, keys and naive readings of the RFC for the tests of the ledger."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from beholden.engines.ledger import Tree, leaf_hash, tiles
from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger.checkpoint import Checkpoint
from beholden.engines.ledger.note import COSIGNER, Signer

ORIGIN = "ledger.example/access"
LOG = Signer(ORIGIN, bytes(range(32)))
OTHER = Signer(ORIGIN, bytes(32))
WITNESS = Signer("county.example/witness", b"w" * 32, COSIGNER)
SECOND_WITNESS = Signer("city.example/witness", b"v" * 32, COSIGNER)


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 over leaf hashes, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


@dataclass
class Memory:
    """A log in memory: what tiles are made of."""

    entries: list[bytes] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)

    def add(self, *entries: bytes) -> Memory:
        for entry in entries:
            self.entries.append(entry)
            self.tree.append(leaf_hash(entry))
        return self

    def read(self, index: int) -> bytes:
        return self.entries[index]

    def note(self, size: int | None = None, signers: tuple[Signer, ...] = (LOG,)) -> bytes:
        size = self.tree.size if size is None else size
        return checkpoints.sign(Checkpoint(ORIGIN, size, self.tree.root(size)), signers)


def filled(count: int, word: str = "entry") -> Memory:
    """A log of ``count`` short entries that tell a camera and a time."""
    return Memory().add(*(_entry(i, word) for i in range(count)))


def _entry(i: int, word: str) -> bytes:
    at = f"2026-09-03T10:{i // 60 % 60:02}:{i % 60:02}Z"
    return f'{{"camera":"c-{i % 3}","kind":"{word}","n":{i},"time":"{at}"}}'.encode()


def export(log: Memory, folder: Path, note: bytes | None = None) -> Path:
    """The log as a directory."""
    tiles.write(log, folder, log.tree.size)
    (folder / "checkpoint").write_bytes(note or log.note())
    return folder


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
