"""Signed notes (c2sp.org/signed-note) that say something other than a log's head: a mark, one line of JSON, signatures.

The key is that of the site's access log. No note can be taken for one of another kind: the mark is part of what is
signed, and a checkpoint has at least three lines and begins with the log's name, while these have two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from beholden.engines.attestation.fields import BadStatement
from beholden.engines.attestation.statement import Statement, parse
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
    return sign_line(MARK, statement.text, statement.log.origin, signers)


def is_attestation(data: bytes) -> bool:
    """Whether it begins as one: to tell it from other files, nothing verified."""
    return data.startswith(MARK.encode() + b"\n")


def claimed_origin(note: bytes) -> str:
    """The log a note says it comes from, nothing verified: to find the keys to check it with.

    Raises BadStatement, NoteError.
    """
    return parse(_line(MARK, notes.split(note)[0])).log.origin


def verify(note: bytes, keys: Sequence[Verifier]) -> Attested:
    """The statement, believed to be the site's because its log's key signed it.

    ``keys`` are the known ones of that log; a key of another name cannot speak for it. Raises NoteError for what is no
    note, NotSigned when the signature does not hold or no known key made it, BadStatement for what it says.
    """
    line, signed = open_line(MARK, note, keys)
    found = parse(line)
    return Attested(found, named(found.log.origin, signed), note)


def sign_line(mark: str, line: bytes, origin: str, signers: Sequence[Signer]) -> bytes:
    """The note of one line under a mark. Raises NoteError, also when ``origin`` isn't the signers' name."""
    if any(one.verifier.name != origin for one in signers):
        raise NoteError("it names another log than the one whose key signs it")
    return notes.sign(mark.encode() + b"\n" + line + b"\n", signers)


def open_line(mark: str, note: bytes, keys: Sequence[Verifier]) -> tuple[bytes, list[Verifier]]:
    """(the line, the keys that signed). Raises NoteError, NotSigned, BadStatement when it bears another mark."""
    text, signed = notes.open_note(note, keys)
    return _line(mark, text), signed


def named(origin: str, signed: Sequence[Verifier]) -> tuple[Verifier, ...]:
    """Those of the keys that may speak for ``origin``. Raises NotSigned when none may."""
    own = tuple(key for key in signed if key.name == origin)
    if not own:
        raise NotSigned("it names another log than that of the key that signed it")
    return own


def _line(mark: str, text: bytes) -> bytes:
    lines = text.split(b"\n")
    if len(lines) != 3 or lines[0] != mark.encode() or lines[2]:
        raise BadStatement(f"'{mark}' and one line of JSON are expected")
    return lines[1]
