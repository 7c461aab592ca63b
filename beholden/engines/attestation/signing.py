"""A statement as a signed note (c2sp.org/signed-note): a mark, the statement on one line, the site's signature.

The key is that of the site's access log. No note can be both an attestation and a checkpoint: a checkpoint has at
least three lines and begins with the log's name; this one has two and begins with the mark.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beholden.engines.attestation.statement import BadStatement, Statement, parse
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.note import NoteError, NotSigned, Signer, Verifier

MARK: Final = "beholden.attestation/v1"


@dataclass(frozen=True, slots=True)
class Attested:
    """A statement whose signature holds, the keys that made it, and the note as it came."""

    statement: Statement
    keys: tuple[Verifier, ...]
    note: bytes

    @property
    def origin(self) -> str:
        """The name of the log whose key signed."""
        return self.keys[0].name


def sign(statement: Statement, signers: Sequence[Signer]) -> bytes:
    """The signed note. Raises BadStatement; NoteError when the log named in it isn't the signers'."""
    if any(one.verifier.name != statement.log.origin for one in signers):
        raise NoteError("a statement names the log whose key signs it")
    return notes.sign(MARK.encode() + b"\n" + statement.text + b"\n", signers)


def is_attestation(data: bytes) -> bool:
    """Whether it begins as one: to tell it from other files, nothing verified."""
    return data.startswith(MARK.encode() + b"\n")


def claimed_origin(note: bytes) -> str:
    """The log a note says it comes from, nothing verified: to find the keys to check it with.

    Raises BadStatement, NoteError.
    """
    return _statement(notes.split(note)[0]).log.origin


def verify(note: bytes, keys: Sequence[Verifier]) -> Attested:
    """The statement, believed to be the site's because its log's key signed it.

    ``keys`` are the known ones of that log; a key of another name cannot speak for it. Raises NoteError for what is no
    note, NotSigned when the signature does not hold or no known key made it, BadStatement for what it says.
    """
    text, signed = notes.open_note(note, keys)
    found = _statement(text)
    own = tuple(key for key in signed if key.name == found.log.origin)
    if not own:
        raise NotSigned("the statement names another log than that of the key that signed it")
    return Attested(found, own, note)


def _statement(text: bytes) -> Statement:
    lines = text.split(b"\n")
    if len(lines) != 3 or lines[0] != MARK.encode() or lines[2]:
        raise BadStatement(f"an attestation is '{MARK}' and one line of JSON")
    return parse(lines[1])
