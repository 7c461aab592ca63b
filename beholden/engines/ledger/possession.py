"""Is the footage still there? Chunks drawn by the asker's own nonce, shown with their way up to the log (R17).

A challenge is a nonce nobody could foresee, how many chunks are wanted, and the size of a head the asker knows. Entries
of the log are drawn by it; of each file that is drawn one 64 KiB chunk must be shown, with the path to the root in its
`seg` entry and that entry's path to the signed root. What isn't a file, or was lawfully deleted, is shown to be so and
drawn again. Who has thrown away a share p of the files passes n chunks with (1 − p)ⁿ: 90 chunks find 5 % with 99 %.

Not proven here: that a hold spared a file which a deletion names (`verify` of the whole log tells).
"""

from __future__ import annotations

import binascii
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import footage
from beholden.engines.ledger import note as notes
from beholden.engines.ledger.canonical import canonical
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.footage import CHUNK, BadEntry, Deletion, Seg
from beholden.engines.ledger.merkle import Nodes, leaf_hash
from beholden.engines.ledger.note import NoteError, Verifier
from beholden.engines.ledger.proof import ProofError, verify_inclusion

CHALLENGE: Final = "beholden.challenge/1"
ANSWER: Final = "beholden.answer/1"
NONCE_BYTES: Final = 16
MOST: Final = 2000
LARGEST: Final = MOST * 100 * 1024
MOST_DRAWS: Final = 100_000
_DAY_US: Final = 86_400_000_000

ChunkOf = Callable[[Seg, int], tuple[bytes, Sequence[bytes]] | None]
GoneOf = Callable[[Seg], int | None]


class BadChallenge(ValueError):
    """A file that is no challenge, or no answer to this one."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """``nonce`` at least 16 bytes; ``count`` chunks; ``size`` of the head to draw from, 0: the answerer's own."""

    nonce: bytes
    count: int
    size: int = 0

    @property
    def text(self) -> bytes:
        """The bytes of its file."""
        told = {"what": CHALLENGE, "nonce": self.nonce.hex(), "count": self.count, "size": self.size}
        return canonical(told) + b"\n"


@dataclass(slots=True)
class Found:
    """What an answer came to."""

    signed: Signed
    shown: int = 0
    missing: list[Seg] = field(default_factory=list)
    wrong: list[tuple[Seg, str]] = field(default_factory=list)
    deleted: int = 0


def parse(data: bytes) -> Challenge:
    """The challenge in a file. Raises BadChallenge."""
    raw = _json(data, CHALLENGE, 4096)
    try:
        nonce = bytes.fromhex(str(raw.get("nonce")))
    except ValueError as error:
        raise BadChallenge("its nonce is not hex") from error
    count, size = raw.get("count"), raw.get("size")
    if not NONCE_BYTES <= len(nonce) <= 64 or not isinstance(count, int) or not 0 < count <= MOST:
        raise BadChallenge(f"a nonce of 16 to 64 bytes and 1 to {MOST} chunks are expected")
    if not isinstance(size, int) or not 0 <= size <= checkpoints.LARGEST_SIZE:
        raise BadChallenge("its size is no number of entries")
    return Challenge(nonce, count, size)


def is_answer(data: bytes) -> bool:
    """Whether a file says of itself that it is an answer; nothing verified."""
    return f'"what":"{ANSWER}"'.encode() in data[-200:]


def answer(
    challenge: Challenge, tree: Nodes, read: Callable[[int], bytes], note: bytes, chunk_of: ChunkOf, gone_of: GoneOf
) -> bytes:
    """The answer's file, under the checkpoint in ``note``. ``chunk_of`` (file, chunk) gives its bytes and path, None
    when it isn't there; ``gone_of`` the place of the deletion that names a file. Raises BadChallenge, IndexError."""
    head = checkpoints.parse(notes.split(note)[0]).size
    size = challenge.size or head
    if size > head:
        raise BadChallenge(f"it asks about {size} entries, the head here has {head}")
    draws, wanted = [], challenge.count
    for index in _drawn(challenge.nonce, size):
        entry = read(index)
        draw: dict[str, Any] = _shown(tree, index, entry, head)
        seg = footage.parse(entry).value
        if isinstance(seg, Seg):
            place = gone_of(seg)
            if place is not None and place < head:
                draw["gone"] = _shown(tree, place, read(place), head)
            else:
                wanted -= 1
                number = _chunk(challenge.nonce, index, seg)
                found = chunk_of(seg, number)
                if found is not None:
                    draw["bytes"], draw["path"] = b64encode(found[0]).decode("ascii"), _written(found[1])
        draws.append(draw)
        if not wanted:
            break
    told = {"what": ANSWER, "nonce": challenge.nonce.hex(), "head": note.decode("utf-8"), "draws": draws}
    return canonical(told) + b"\n"


def verify(data: bytes, challenge: Challenge, keys: Sequence[Verifier], witnesses: Sequence[Verifier] = ()) -> Found:
    """What an answer to ``challenge`` comes to. Raises BadChallenge for its form, NoteError, NotSigned, ProofError."""
    raw = _json(data, ANSWER, LARGEST)
    if raw.get("nonce") != challenge.nonce.hex():
        raise BadChallenge("it answers another challenge")
    signed = checkpoints.read(str(raw.get("head")).encode(), keys, witnesses)
    head, draws = signed.checkpoint, raw.get("draws")
    if any(key.name != head.origin for key in signed.keys):
        raise NoteError("the key is not one of this log")
    size = challenge.size or head.size
    if not 0 < size <= head.size or not isinstance(draws, list):
        raise BadChallenge(f"its head has {head.size} entries, {size} were asked about")
    found, given, wanted = Found(signed), iter(draws), challenge.count
    for index in _drawn(challenge.nonce, size):
        draw = next(given, None)
        if not isinstance(draw, dict) or draw.get("index") != index:
            raise BadChallenge(f"entry {index} was drawn and is not shown")
        wanted -= _judge(draw, index, signed, challenge, found)
        if not wanted:
            break
    if next(given, None) is not None:
        raise BadChallenge("it shows more than was drawn")
    return found


def _judge(draw: dict[str, Any], index: int, signed: Signed, challenge: Challenge, found: Found) -> int:
    """Take one draw in; 1 when it was about a file that must be there."""
    seg = _entry(draw, signed).value
    if not isinstance(seg, Seg):
        return 0
    if "gone" in draw:
        _check_gone(draw["gone"], seg, signed)
        found.deleted += 1
        return 0
    if "bytes" not in draw:
        found.missing.append(seg)
        return 1
    number = _chunk(challenge.nonce, index, seg)
    try:
        data = b64decode(str(draw["bytes"]), validate=True)
        if len(data) != min(CHUNK, seg.bytes - number * CHUNK):
            raise ProofError("a chunk of another length")
        leaf = leaf_hash(hashlib.sha256(data).digest())
        verify_inclusion(number, seg.chunks, leaf, _hashes(draw.get("path")), bytes.fromhex(seg.root))
    except (ProofError, binascii.Error) as error:
        found.wrong.append((seg, f"chunk {number}: {error}"))
    else:
        found.shown += 1
    return 1


def _check_gone(raw: Any, seg: Seg, signed: Signed) -> None:
    if not isinstance(raw, dict):
        raise BadChallenge("a deletion is not shown")
    entry = _entry(raw, signed)
    value = entry.value
    if not isinstance(value, Deletion) or value.camera != seg.camera:
        raise ProofError(f"entry {raw.get('index')} deletes nothing of {seg.camera}")
    if not any(run == seg.run and first <= seg.seq <= last for run, first, last in value.runs):
        raise ProofError(f"entry {raw.get('index')} does not name the file")
    if entry.at_us < seg.end_us + value.floor_days * _DAY_US:
        raise ProofError(f"entry {raw.get('index')} deletes {footage.shown(seg.start_us)} before its term")


def _entry(raw: dict[str, Any], signed: Signed) -> footage.Entry:
    index, text, head = raw.get("index"), raw.get("entry"), signed.checkpoint
    if not isinstance(index, int) or not isinstance(text, str):
        raise BadChallenge("an entry is not shown")
    data = text.encode()
    verify_inclusion(index, head.size, leaf_hash(data), _hashes(raw.get("proof")), head.root)
    try:
        return footage.parse(data)
    except BadEntry as error:
        raise ProofError(f"entry {index}: {error}") from error


def _drawn(nonce: bytes, size: int) -> Iterator[int]:
    """Places in the log by the nonce, each once. Raises BadChallenge when far too many draws hit no file."""
    seen: set[int] = set()
    for number in range(MOST_DRAWS):
        if len(seen) == size:
            return
        index = int.from_bytes(hashlib.sha256(b"entry" + number.to_bytes(8) + nonce).digest()) % size
        if index not in seen:
            seen.add(index)
            yield index
    raise BadChallenge("there are too few files in this log for so many chunks")


def _chunk(nonce: bytes, index: int, seg: Seg) -> int:
    return int.from_bytes(hashlib.sha256(b"chunk" + index.to_bytes(8) + nonce).digest()) % max(1, seg.chunks)


def _shown(tree: Nodes, index: int, entry: bytes, size: int) -> dict[str, Any]:
    return {
        "index": index,
        "entry": entry.decode("utf-8"),
        "proof": _written(tree.inclusion_proof(index, size)),
    }


def _json(data: bytes, what: str, largest: int) -> dict[str, Any]:
    if len(data) > largest:
        raise BadChallenge(f"it is larger than {largest} bytes")
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadChallenge("it is not JSON") from error
    if not isinstance(raw, dict) or raw.get("what") != what:
        raise BadChallenge(f"it is no {what}")
    return raw


def _hashes(raw: Any) -> list[bytes]:
    if not isinstance(raw, list) or len(raw) > 63 or not all(isinstance(one, str) for one in raw):
        raise BadChallenge("a proof is a list of hashes")
    return [checkpoints.root_hash(one) for one in raw]


def _written(hashes: Sequence[bytes]) -> list[str]:
    return [notes.encode(one) for one in hashes]
