"""What the log of footage says, entry by entry: recorded, missing, sealed, held, deleted (R15(1), R17, R23(1)(5)).

Each entry is canonical JSON with `kind`, `time` (when it was written, RFC 3339, UTC) and, where it is of one camera,
`previous`: the leaf hash of that camera's entry before (hex, "" at its first), so that none can be left out unseen.
Times `…_us` are microseconds since the Unix epoch.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

CHUNK: Final = 64 * 1024  # bytes of a file under one leaf of its root
_HEX: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_LARGEST: Final = 2**63 - 1


class BadEntry(ValueError):
    """An entry of the log of footage that is not what its kind must be."""


@dataclass(frozen=True, slots=True)
class Seg:
    """One file that was recorded. ``root``: RFC 6962 root over the SHA-256 of its 64 KiB chunks, hex.

    ``key``: the id of the key that the file is encrypted with; None, and then not in the entry, for a file in clear.
    Nothing encrypts yet: the place is kept so that entries of then and now are read alike.
    """

    camera: str
    run: str
    seq: int
    start_us: int
    end_us: int
    bytes: int
    root: str
    key: str | None = None

    @property
    def chunks(self) -> int:
        """How many chunks the file has."""
        return -(-self.bytes // CHUNK)


@dataclass(frozen=True, slots=True)
class Gap:
    """[from, to) of a camera has no footage, and why."""

    camera: str
    from_us: int
    to_us: int
    why: str


@dataclass(frozen=True, slots=True)
class DaySeal:
    """A camera's day: ``count`` files begun in it, ``covered_us`` of [from, to) recorded, ``gaps`` in it.

    ``root``: RFC 6962 root over the leaf hashes of the day's `seg` entries in the order of the log, hex.
    """

    camera: str
    day: str
    from_us: int
    to_us: int
    count: int
    covered_us: int
    gaps: int
    root: str


@dataclass(frozen=True, slots=True)
class Hold:
    """Footage of these cameras that touches [from, to] stays, until ``until_us`` (None: until released)."""

    hold: str
    cameras: tuple[str, ...]
    from_us: int
    to_us: int
    until_us: int | None
    cite: str


@dataclass(frozen=True, slots=True)
class Release:
    """The hold is over."""

    hold: str


Runs = tuple[tuple[str, int, int], ...]  # (run, first seq, last seq)


@dataclass(frozen=True, slots=True)
class Deletion:
    """These files go because their term is over. ``document``: SHA-256 of the working of the rule, hex."""

    deletion: int
    camera: str
    from_us: int
    to_us: int
    runs: Runs
    rule: str
    floor_days: int
    due_us: int
    document: str


@dataclass(frozen=True, slots=True)
class Spared:
    """Of a deletion, these files stay after all: a hold came in between."""

    deletion: int
    camera: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Restore:
    """The log was brought back from a backup; the witness had seen ``witnessed`` entries, here were ``size``."""

    size: int
    witnessed: int


Value = Seg | Gap | DaySeal | Hold | Release | Deletion | Spared | Restore
KINDS: Final[dict[str, type[Value]]] = {
    "seg": Seg, "gap": Gap, "day": DaySeal, "hold": Hold, "release": Release, "del": Deletion, "spare": Spared,
    "restore": Restore,
}  # fmt: skip
_NAMES: Final = {kind: name for name, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as read: what it says, when it was written, the leaf hash it follows ("" none)."""

    value: Value
    at_us: int
    previous: str


def body(value: Value) -> dict[str, Any]:
    """The fields of an entry, without `time` and `previous`."""
    fields = {name: getattr(value, name) for name in value.__slots__}
    if fields.get("key", "") is None:
        del fields["key"]
    return {"kind": _NAMES[type(value)], **fields}


def parse(data: bytes) -> Entry:
    """The entry in these bytes. Raises BadEntry."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadEntry("it is not JSON") from error
    kind = KINDS.get(str(raw.get("kind"))) if isinstance(raw, dict) else None
    if kind is None:
        raise BadEntry("it is of no kind that the log of footage has")
    previous = raw.get("previous", "")
    if not isinstance(previous, str) or (previous and not _HEX.fullmatch(previous)):
        raise BadEntry("'previous' is no hash")
    fields = {name: _field(name, raw.get(name)) for name in kind.__slots__}
    return Entry(_checked(kind(**fields)), _time(raw.get("time")), previous)


def written(at: datetime) -> str:
    """A time as entries have it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def shown(at_us: int) -> str:
    """Microseconds since the epoch for a person, UTC."""
    return written(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us))[:19] + "Z"


def runs_of(segs: list[tuple[str, int]]) -> Runs:
    """(run, seq) pairs, folded where one follows the other."""
    found: list[tuple[str, int, int]] = []
    for run, seq in segs:
        if found and found[-1][0] == run and found[-1][2] == seq - 1:
            found[-1] = (run, found[-1][1], seq)
        else:
            found.append((run, seq, seq))
    return tuple(found)


def _field(name: str, value: Any) -> Any:
    if name == "cameras":
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return tuple(value)
    elif name == "runs":
        if isinstance(value, list) and all(isinstance(one, list) and len(one) == 3 for one in value):
            return tuple((_text(name, run), _whole(name, first), _whole(name, last)) for run, first, last in value)
    elif name in ("until_us", "key") and value is None:
        return None
    elif name.endswith("_us") or name in _WHOLE:
        return _whole(name, value)
    else:
        return _text(name, value)
    raise BadEntry(f"'{name}' is not what it must be")


_WHOLE: Final = {"seq", "bytes", "count", "gaps", "floor_days", "deletion", "size", "witnessed"}


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > 200 or (name in ("root", "document") and not _HEX.fullmatch(value)):
        raise BadEntry(f"'{name}' is not what it must be")
    return value


def _whole(name: str, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST:
        raise BadEntry(f"'{name}' is no whole number")
    return value


def _checked(value: Value) -> Value:
    ends = (value.start_us, value.end_us) if isinstance(value, Seg) else None
    if isinstance(value, Gap | DaySeal | Hold | Deletion):
        ends = (value.from_us, value.to_us)
    if ends and ends[1] < ends[0]:
        raise BadEntry("it ends before it begins")
    return value


def _time(value: Any) -> int:
    try:
        at = datetime.fromisoformat(str(value))
        return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    except (ValueError, TypeError, OverflowError) as error:
        raise BadEntry("it has no time") from error
