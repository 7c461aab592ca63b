"""The log's side of c2sp.org/tlog-witness: asking a witness to cosign, and what its answers mean.

No network here: ``post`` takes a body and gives the answer; the caller says how and where to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.checkpoint import Cosignature
from beholden.engines.ledger.merkle import Nodes
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.ledger.witness import SIZE, Answer

Post = Callable[[bytes], Answer]


class WitnessError(Exception):
    """The witness did not cosign; the text says what it answered."""


class WitnessAhead(WitnessError):
    """The witness has seen a longer log: this one was restored from a backup, or a copy of it runs elsewhere."""

    def __init__(self, size: int) -> None:
        super().__init__(f"the witness has seen {size} entries, this log has fewer")
        self.size = size


class WitnessDiffers(WitnessError):
    """The witness has seen another history of this log (422): nothing must be written before a person has looked."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The checkpoint with the witness's lines, and what they say."""

    note: bytes
    cosignatures: tuple[Cosignature, ...]


def request_body(old: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """The body of an add-checkpoint request."""
    lines = [f"old {old}", *(notes.encode(one) for one in proof)]
    return ("\n".join(lines) + "\n\n").encode() + note


def submit(post: Post, tree: Nodes, note: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier]) -> Cosigned:
    """Have ``note``, a checkpoint of ``tree`` signed by one of ``keys``, cosigned by one of ``witnesses``.

    Begins with the witness's own last size, which a request from zero brings out, and asks again once.
    Raises WitnessAhead, WitnessDiffers, WitnessError, NoteError.
    """
    size = checkpoints.read(note, keys).checkpoint.size
    old, answer = 0, post(request_body(0, [], note))
    for _ in range(2):  # somebody else of this log may have been there between our two requests
        if answer.status != 409:
            break
        old = _known_size(answer)
        if old > size:
            raise WitnessAhead(old)
        answer = post(request_body(old, tree.consistency_proof(old, size), note))
    if answer.status == 422:
        raise WitnessDiffers(f"the witness knows another history of the first {old} entries: {_said(answer)}")
    if answer.status != 200:
        raise WitnessError(f"the witness answered {answer.status}: {_said(answer)}")
    return accept(answer.body, note, keys, witnesses)


def accept(body: bytes, note: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier]) -> Cosigned:
    """The note with the lines of known witnesses out of an answer; others are left out. Raises WitnessError."""
    try:
        answered = checkpoints.read(checkpoints.add_lines(_bare(note, keys), [body.decode("utf-8")]), keys, witnesses)
        _, lines = notes.split(answered.note)
    except (NoteError, UnicodeDecodeError) as error:
        raise WitnessError(f"the witness's answer does not hold: {error}") from error
    if not answered.cosignatures:
        raise WitnessError("the answer holds no cosignature of a known witness")
    wanted = [one.witness for one in answered.cosignatures]
    added = [notes.signature_line(w, line.signature) for w in wanted for line in lines if line.by(w)]
    before = _without(note, wanted)
    return Cosigned(checkpoints.add_lines(before, added), answered.cosignatures)


def _known_size(answer: Answer) -> int:
    text = answer.body.decode("ascii", "replace")
    if answer.content_type.split(";")[0].strip() != SIZE or not text.endswith("\n"):
        raise WitnessError("the witness refused for a conflict and did not say its size")
    try:
        return checkpoints.number(text[:-1])
    except NoteError as error:
        raise WitnessError(f"the witness's size cannot be read: {error}") from error


def _said(answer: Answer) -> str:
    return answer.body[:200].decode("utf-8", "replace").strip()


def _bare(note: bytes, keys: Sequence[Verifier]) -> bytes:
    """The note with its log's lines only."""
    text, lines = notes.split(note)
    own = [notes.signature_line(key, line.signature) for key in keys for line in lines if line.by(key)]
    return text + b"\n" + "".join(own).encode()


def _without(note: bytes, signers: Sequence[Verifier]) -> bytes:
    """The note without earlier lines of these signers: a newer cosignature takes the place of the older."""
    text, gap, below = note.decode("utf-8").rpartition("\n\n")
    _, lines = notes.split(note)
    kept = [
        f"{written}\n"
        for written, line in zip(below[:-1].split("\n"), lines, strict=True)
        if not any(line.by(one) for one in signers)
    ]
    return (text + gap + "".join(kept)).encode()
