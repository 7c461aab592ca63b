"""A camera's retention proof: the seals of its days, each in the log under a checkpoint of its time (R17, R15(1)).

One file of canonical JSON; nothing else is needed to check it but the log's public key, and the witness's:

{"what": "beholden.retention/1", "camera": …, "heads": [checkpoint, …], "links": [[hash, …], …],
 "days": [{"entry": the `day` entry as it stands in the log, "index": …, "head": which checkpoint, "proof": [hash, …]}]}

`links` prove each checkpoint to continue the one before. Hashes in base64.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import footage
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.canonical import canonical
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.footage import BadEntry, DaySeal
from beholden.engines.ledger.merkle import Nodes, leaf_hash
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.ledger.proof import ProofError, verify_consistency, verify_inclusion

WHAT: Final = "beholden.retention/1"
LARGEST: Final = 8 * 1024 * 1024
MOST_DAYS: Final = 4000


class BadProof(ValueError):
    """A file that is no retention proof."""


@dataclass(frozen=True, slots=True)
class Day:
    """A proven day: its seal, and under which checkpoint it stands."""

    seal: DaySeal
    index: int
    signed: Signed

    @property
    def seen_at(self) -> int | None:
        """When the first witness says to have seen it, POSIX seconds; None without one."""
        return min((one.at for one in self.signed.cosignatures), default=None)


@dataclass(frozen=True, slots=True)
class Proven:
    """What the file proves: these days of this camera, one after the other, in one log."""

    camera: str
    days: tuple[Day, ...]

    @property
    def covered_us(self) -> int:
        """Recorded time of all days."""
        return sum(day.seal.covered_us for day in self.days)

    @property
    def lag_s(self) -> int | None:
        """The longest any day waited for a witness after it was over, seconds; None when one was never seen."""
        lags = [None if day.seen_at is None else day.seen_at - day.seal.to_us // 1_000_000 for day in self.days]
        return None if any(lag is None for lag in lags) else max(lag for lag in lags if lag is not None)


def make(
    tree: Nodes, read: Callable[[int], bytes], camera: str, places: Sequence[int], note_of: Callable[[int], bytes]
) -> bytes:
    """The file for the seals at ``places``, in the order of days; ``note_of`` gives the checkpoint to cover one.

    Raises IndexError when a checkpoint doesn't cover its seal, NoteError.
    """
    covering = {place: note_of(place) for place in places}
    heads = sorted({note: _head(note) for note in covering.values()}.items(), key=lambda one: one[1].size)
    number = {note: at for at, (note, _) in enumerate(heads)}
    sizes = [head.size for _, head in heads]
    days = [
        {
            "entry": read(place).decode("utf-8"),
            "index": place,
            "head": number[covering[place]],
            "proof": _written(tree.inclusion_proof(place, sizes[number[covering[place]]])),
        }
        for place in places
    ]
    links = [_written(tree.consistency_proof(a, b)) for a, b in pairwise(sizes)]
    told = [note.decode("utf-8") for note, _ in heads]
    return canonical({"what": WHAT, "camera": camera, "heads": told, "links": links, "days": days}) + b"\n"


def is_retention(data: bytes) -> bool:
    """Whether a file says of itself that it is one; nothing verified."""
    return f'"what":"{WHAT}"'.encode() in data[-200:]


def verify(data: bytes, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> Proven:
    """What the file proves. Raises BadProof for its form, NotSigned, NoteError for a checkpoint, ProofError."""
    raw = _opened(data)
    heads = [checkpoints.read(str(note).encode(), keys, witnesses) for note in _list(raw, "heads")]
    if any(key.name != one.checkpoint.origin for one in heads for key in one.keys):
        raise NoteError("the key is not one of this log")
    links = _list(raw, "links")
    if len(links) != len(heads) - 1 or len({one.checkpoint.origin for one in heads}) != 1:
        raise BadProof("its checkpoints do not follow each other")
    for (before, after), link in zip(pairwise(heads), links, strict=True):
        a, b = before.checkpoint, after.checkpoint
        verify_consistency(a.size, b.size, a.root, b.root, _hashes(link))
    days = [_day(one, heads) for one in _list(raw, "days")]
    camera = raw.get("camera")
    for day, following in pairwise(days):
        if day.seal.to_us != following.seal.from_us:
            raise ProofError(f"between {day.seal.day} and {following.seal.day} a day is missing")
    if not days or any(day.seal.camera != camera for day in days):
        raise ProofError("a day is of another camera, or there is none")
    return Proven(str(camera), tuple(days))


def _opened(data: bytes) -> dict[str, Any]:
    if len(data) > LARGEST:
        raise BadProof(f"it is larger than {LARGEST} bytes")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadProof("it is not JSON") from error
    if not isinstance(raw, dict) or raw.get("what") != WHAT:
        raise BadProof(f"it is no {WHAT}")
    return raw


def _day(raw: Any, heads: Sequence[Signed]) -> Day:
    if not isinstance(raw, dict) or not isinstance(raw.get("entry"), str):
        raise BadProof("a day has no entry")
    index, head, entry = raw.get("index"), raw.get("head"), str(raw["entry"]).encode()
    if not isinstance(index, int) or not isinstance(head, int) or not 0 <= head < len(heads):
        raise BadProof("a day has no place in the log")
    signed = heads[head]
    verify_inclusion(index, signed.checkpoint.size, leaf_hash(entry), _hashes(raw.get("proof")), signed.checkpoint.root)
    try:
        seal = footage.parse(entry).value
    except BadEntry as error:
        raise ProofError(f"entry {index}: {error}") from error
    if not isinstance(seal, DaySeal) or seal.covered_us > seal.to_us - seal.from_us:
        raise ProofError(f"entry {index} is no seal of a day")
    return Day(seal, index, signed)


def _list(raw: dict[str, Any], name: str) -> list[Any]:
    found = raw.get(name)
    if not isinstance(found, list) or len(found) > MOST_DAYS:
        raise BadProof(f"'{name}' is no list")
    return found


def _hashes(raw: Any) -> list[bytes]:
    if not isinstance(raw, list) or len(raw) > 63 or not all(isinstance(one, str) for one in raw):
        raise BadProof("a proof is a list of hashes")
    return [checkpoints.root_hash(one) for one in raw]


def _written(hashes: Sequence[bytes]) -> list[str]:
    return [notes.encode(one) for one in hashes]


def _head(note: bytes) -> checkpoints.Checkpoint:
    return checkpoints.parse(notes.split(note)[0])
