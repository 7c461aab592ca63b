"""One entry's proof in one file, c2sp.org/tlog-proof: entry, index, hashes up to the root, the signed checkpoint.

The entry itself travels as the proof's `extra`, so that the file needs nothing beside it but the log's public key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.merkle import Nodes, leaf_hash
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.ledger.proof import ProofError, verify_inclusion

MARK: Final = "c2sp.org/tlog-proof@v1"
LARGEST: Final = 256 * 1024
MOST_HASHES: Final = 63


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof as it stands in its file, nothing verified."""

    index: int
    hashes: tuple[bytes, ...]
    note: bytes
    extra: bytes | None = None

    @property
    def text(self) -> bytes:
        """The bytes of the file."""
        lines = [MARK]
        if self.extra is not None:
            lines.append(f"extra {notes.encode(self.extra)}")
        lines += [f"index {self.index}", *(notes.encode(one) for one in self.hashes)]
        return ("\n".join(lines) + "\n\n").encode() + self.note


def make(tree: Nodes, index: int, entry: bytes, note: bytes) -> TlogProof:
    """The proof that ``entry`` is number ``index`` under the checkpoint in ``note``. Raises IndexError, NoteError."""
    size = checkpoints.parse(notes.split(note)[0]).size
    return TlogProof(index, tuple(tree.inclusion_proof(index, size)), note, entry)


def parse(data: bytes) -> TlogProof:
    """The proof in a file. Raises NoteError."""
    if len(data) > LARGEST:
        raise NoteError(f"a proof has at most {LARGEST} bytes")
    above, gap, note = data.partition(b"\n\n")
    try:
        lines = above.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError("a proof is ASCII up to its checkpoint") from error
    if not gap or lines.pop(0) != MARK:
        raise NoteError(f"a proof begins with {MARK}")
    extra = notes.decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    if not lines or not lines[0].startswith("index ") or len(lines) > 1 + MOST_HASHES:
        raise NoteError("a proof names its index, then at most 63 hashes")
    index = checkpoints.number(lines[0].removeprefix("index "))
    return TlogProof(index, tuple(checkpoints.root_hash(line) for line in lines[1:]), note, extra)


def verify(
    found: TlogProof, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = (), entry: bytes | None = None
) -> Signed:
    """That ``entry`` (the one that travels along when None) is in the log that ``keys`` sign for.

    Raises NotSigned, NoteError for the checkpoint, ProofError for the way to its root.
    """
    signed = checkpoints.read(found.note, keys, witnesses)
    proven = found.extra if entry is None else entry
    if proven is None:
        raise ProofError("the entry does not travel with its proof; give it along")
    head = signed.checkpoint
    verify_inclusion(found.index, head.size, leaf_hash(proven), found.hashes, head.root)
    return signed
