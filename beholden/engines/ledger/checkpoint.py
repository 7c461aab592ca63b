"""Checkpoints: the signed head of a log, c2sp.org/tlog-checkpoint, and what witnesses add, c2sp.org/tlog-cosignature.

Regulation 799, Article 16: a register whose head is signed each minute cannot be thinned out later unseen.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beholden.engines.ledger import note as notes
from beholden.engines.ledger.merkle import HASH_BYTES
from beholden.engines.ledger.note import COSIGNER, NoteError, NotSigned, Signer, Verifier

LARGEST_SIZE: Final = 2**63 - 1
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
_TIME = struct.Struct(">Q")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Origin (the log's identity), number of entries, root hash (32 bytes), extension lines (ours has none)."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> bytes:
        """What is signed."""
        lines = [self.origin, str(self.size), notes.encode(self.root), *self.extensions]
        return ("\n".join(lines) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness and the POSIX time at which it says to have seen this as the log's largest head."""

    witness: Verifier
    at: int


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint whose signatures hold: by which of the log's keys, with which witnesses' cosignatures."""

    checkpoint: Checkpoint
    note: bytes
    keys: tuple[Verifier, ...]
    cosignatures: tuple[Cosignature, ...] = ()


def number(text: str) -> int:
    """A size or index in its one decimal spelling, below 2^63. Raises NoteError."""
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST_SIZE:
        raise NoteError(f"{text[:30]!r} is no number of entries")
    return int(text)


def root_hash(text: str) -> bytes:
    """A hash in base64. Raises NoteError."""
    found = notes.decode(text)
    if len(found) != HASH_BYTES:
        raise NoteError(f"a hash has {HASH_BYTES} bytes")
    return found


def parse(text: bytes) -> Checkpoint:
    """The checkpoint in a note's text, signatures aside. Raises NoteError."""
    try:
        lines = text.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise NoteError("a checkpoint is UTF-8") from error
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise NoteError("a checkpoint is origin, size, root and no empty line")
    return Checkpoint(lines[0], number(lines[1]), root_hash(lines[2]), tuple(lines[3:]))


def sign(checkpoint: Checkpoint, signers: Sequence[Signer]) -> bytes:
    """The signed note. Raises NoteError when the checkpoint does not read back."""
    if parse(checkpoint.text) != checkpoint:
        raise NoteError("this checkpoint has no form as a note")
    return notes.sign(checkpoint.text, signers)


def origin_of(note: bytes) -> str:
    """The origin a note claims, nothing verified. Raises NoteError."""
    return parse(notes.split(note)[0]).origin


def read(note: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> Signed:
    """The checkpoint, believed because one of the log's ``keys`` signed it, with the cosignatures of ``witnesses``.

    A line of a known key or witness that fails, or stands twice, spoils all. The caller decides which origin the keys
    may sign for. Raises NoteError, NotSigned.
    """
    text, signed = notes.open_note(note, keys)
    _, lines = notes.split(note)
    found = []
    for witness in dict.fromkeys(witnesses):
        line = notes.line_of(witness, lines)
        if line is not None:
            found.append(Cosignature(witness, _cosigned(text, witness, line)))
    return Signed(parse(text), note, tuple(signed), tuple(found))


def cosign(text: bytes, witness: Signer, at: int) -> str:
    """A witness's signature line over a checkpoint's text at POSIX time ``at``. Raises ValueError."""
    if witness.verifier.kind != COSIGNER or not 0 < at <= LARGEST_SIZE:
        raise ValueError("a cosigner's key and a time after 1970 are needed")
    return notes.signature_line(witness.verifier, _TIME.pack(at) + witness.raw(_cosigned_message(text, at)))


def add_lines(note: bytes, lines: Sequence[str]) -> bytes:
    """The note with further signature lines. Raises NoteError when it is no note any more."""
    longer = note + "".join(lines).encode()
    notes.split(longer)
    return longer


def _cosigned(text: bytes, witness: Verifier, line: notes.Line) -> int:
    if len(line.signature) != _TIME.size + notes.SIGNATURE_BYTES:
        raise NotSigned(f"the cosignature of {witness.name} has another length")
    (at,) = _TIME.unpack_from(line.signature)
    message = _cosigned_message(text, at)
    if witness.kind != COSIGNER or not 0 < at <= LARGEST_SIZE or not witness.holds(message, line.signature[8:]):
        raise NotSigned(f"the cosignature of {witness.name} does not hold")
    return int(at)


def _cosigned_message(text: bytes, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n".encode() + text
