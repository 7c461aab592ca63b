"""A site asks the registry what is filed of a System: signed, so that only a known site gets an answer (R14, M10(4)).

Nothing of the cameras is sent; both sides hash the codes of those they know, and compare.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from beholden.engines.attestation.fields import BadStatement, Part, spelled, unspelled, written
from beholden.engines.attestation.signing import named, open_line, sign_line
from beholden.engines.ledger.note import Signer, Verifier

MARK: Final = "beholden.question/v1"
SECONDS: Final = 600  # a question lives this long: clocks of two offices differ by some minutes


@dataclass(frozen=True, slots=True)
class Question:
    """What is filed of ``system`` (the site's code) or under the filing number ``number`` ("" when not known)?

    ``unit`` is the unified social credit code, "" when the site has none on record; ``origin`` the site's log.
    """

    system: str
    number: str
    unit: str
    origin: str
    asked_at: datetime

    @property
    def text(self) -> bytes:
        """Its canonical bytes. Raises BadStatement."""
        return spelled(
            {
                "v": 1, "system": self.system, "number": self.number, "unit": self.unit, "origin": self.origin,
                "asked_at": written(self.asked_at),
            }
        )  # fmt: skip


def ask(question: Question, signers: Sequence[Signer]) -> bytes:
    """The signed question. Raises BadStatement, NoteError."""
    return sign_line(MARK, question.text, question.origin, signers)


def heard(note: bytes, keys: Sequence[Verifier], now: datetime) -> Question:
    """The question, signed by one of ``keys`` and asked within ten minutes of ``now``.

    Raises NoteError, NotSigned, BadStatement.
    """
    line, signed = open_line(MARK, note, keys)
    part = Part(unspelled(line), "question")
    part.done({"v", *Question.__dataclass_fields__})
    if part.number("v") != 1:
        raise BadStatement("a question of version 1 is expected")
    found = Question(
        part.text("system", 64), part.text("number", 64), part.text("unit", 18), part.text("origin", 300),
        part.instant("asked_at"),
    )  # fmt: skip
    named(found.origin, signed)
    if abs((now - found.asked_at).total_seconds()) > SECONDS:
        raise BadStatement("the question is too old, or one of the two clocks is wrong")
    return found


def digest(codes: Iterable[str]) -> str:
    """One hash over the codes of cameras, whatever their order."""
    return hashlib.sha256("".join(f"{code}\n" for code in sorted(codes)).encode()).hexdigest()
