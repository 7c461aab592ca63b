"""A verifier of an exported log that trusts no tile: every hash is computed again from the entries.

Entries and tiles forged together still meet the tile above them, and at last a root that somebody signed
(the lesson of CVE-2026-56865). What is found is named with the entries it concerns, their camera and time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from beholden.engines.ledger import checkpoint as checkpoints
from beholden.engines.ledger import tiles
from beholden.engines.ledger.checkpoint import Signed
from beholden.engines.ledger.footage import shown
from beholden.engines.ledger.merkle import EMPTY_ROOT, HASH_BYTES, Tree, leaf_hash, node_hash
from beholden.engines.ledger.note import LARGEST_NOTE, NoteError, NotSigned, Verifier
from beholden.engines.ledger.tiles import ENTRIES, HEIGHT, WIDTH, BadTile, Name

MOST_FINDINGS = 100
NO_WITNESS = "no witness has cosigned: whoever holds the log's key could show others another history"
_LAST_US = 250_000_000_000_000_000  # within what a calendar can show
LARGEST_BUNDLE = WIDTH * (2 + 0xFFFF)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold: which, of which camera and time where entries say so, and why."""

    what: str
    why: str
    camera: str = ""
    begin: str = ""
    end: str = ""

    def as_json(self) -> dict[str, str]:
        """As `beholden verify --json` prints it."""
        return {"what": self.what, "camera": self.camera, "from": self.begin, "to": self.end, "why": self.why}


@dataclass(slots=True)
class Report:
    """What a verification came to. ``open`` says what nobody could prove from what was given."""

    findings: list[Finding] = field(default_factory=list)
    proven: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    signed: Signed | None = None
    more: int = 0  # findings beyond those listed

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.findings

    def found(self, what: str, why: str, entries: Sequence[bytes] = ()) -> None:
        """Add a finding; beyond MOST_FINDINGS they are only counted."""
        self.add(Finding(what, why, *_told(entries)))

    def add(self, finding: Finding) -> None:
        """Add a finding as it is; beyond MOST_FINDINGS they are only counted."""
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)
        else:
            self.more += 1


class Frontier:
    """The root of what was pushed so far, in memory that grows with the logarithm."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []

    def push(self, digest: bytes, leaves: int = 1) -> None:
        """Add a complete subtree of ``leaves`` (a power of two that divides the size so far)."""
        self.size += leaves
        while self._parts and self._parts[-1][0] == leaves:
            digest = node_hash(self._parts.pop()[1], digest)
            leaves *= 2
        self._parts.append((leaves, digest))

    def copy(self) -> Frontier:
        """One that grows on its own from here."""
        other = Frontier()
        other.size, other._parts = self.size, list(self._parts)
        return other

    def root(self) -> bytes:
        """The RFC 6962 root."""
        if not self._parts:
            return EMPTY_ROOT
        root = self._parts[-1][1]
        for _, digest in self._parts[-2::-1]:
            root = node_hash(digest, root)
        return root


Each = Callable[[int, bytes], None]


def verify_directory(
    folder: Path,
    keys: Sequence[Verifier],
    witnesses: Sequence[Verifier] = (),
    earlier: Sequence[bytes] = (),
    each: Each | None = None,
) -> Report:
    """Everything a log's directory claims: signatures of ``keys`` and ``witnesses``, every entry, every tile.

    ``earlier`` are checkpoints (notes) kept from before: the log must continue them. ``each`` is given every entry with
    its index, in order, before anything of them is proven. Raises nothing for what is wrong in the directory, OSError
    when it cannot be read.
    """
    report = Report()
    signed = _signed(folder, keys, witnesses, report)
    if signed is None:
        return report
    report.signed = signed
    head = signed.checkpoint
    kept = _earlier(earlier, keys, head.origin, head.size, report)
    roots = _walk(folder, head.size, sorted({size for size, _ in kept}), report, each)
    if roots is None:
        return report
    if roots[head.size] != head.root:
        report.found("checkpoint", f"the root of the {head.size} entries is not the signed one")
    for size, root in kept:
        if roots[size] != root:
            report.found("history", f"the first {size} entries are not those that were signed then")
        elif report.holds:
            report.proven.append(f"the log continues the checkpoint of {size} entries kept from before")
    if report.holds:
        report.proven.insert(
            0, f"all {head.size} entries are those under the signed root, and every tile of that size is theirs"
        )
    return report


def _signed(folder: Path, keys: Sequence[Verifier], witnesses: Sequence[Verifier], report: Report) -> Signed | None:
    data = _read(folder / "checkpoint", LARGEST_NOTE)
    try:
        if data is None:
            raise NoteError("there is none, or it is too large")
        signed = checkpoints.read(data, keys, witnesses)
    except NoteError as error:
        report.found("checkpoint", str(error))
        return None
    if signed.checkpoint.size == 0:
        report.found("checkpoint", "it is of an empty log: nothing is proven by it")
        return None
    if any(key.name != signed.checkpoint.origin for key in signed.keys):
        report.found("checkpoint", f"the key is not one of the log {signed.checkpoint.origin}")
        return None
    report.proven.append(f"the checkpoint of {signed.checkpoint.size} entries is signed by {signed.keys[0].name}")
    for one in signed.cosignatures:
        report.proven.append(f"the witness {one.witness.name} has seen it at {one.at} (seconds since 1970)")
    if not signed.cosignatures:
        report.open.append(NO_WITNESS)
    return signed


def _earlier(
    notes: Sequence[bytes], keys: Sequence[Verifier], origin: str, size: int, report: Report
) -> list[tuple[int, bytes]]:
    found = []
    for note in notes:
        try:
            one = checkpoints.read(note, keys).checkpoint
        except NotSigned as error:
            report.found("earlier checkpoint", str(error))
            continue
        except NoteError as error:
            report.found("earlier checkpoint", f"it cannot be read: {error}")
            continue
        if one.origin != origin:
            report.found("earlier checkpoint", f"it is of another log: {one.origin}")
        elif one.size > size:
            report.found("history", f"{one.size} entries were signed before, the log now shows {size}")
        else:
            found.append((one.size, one.root))
    return found


def _walk(folder: Path, size: int, stops: Sequence[int], report: Report, each: Each | None) -> dict[int, bytes] | None:
    """Roots at ``stops`` and at ``size``, from the entries alone; None when entries are missing or unreadable."""
    frontier = Frontier()
    above = _Level(folder, 1, size, report)
    roots = {0: EMPTY_ROOT}
    for name in _names(ENTRIES, size):
        entries = _entries(folder, name, report)
        if entries is None:
            return None
        rows = Tree()
        for at, entry in enumerate(entries):
            rows.append(leaf_hash(entry))
            if each is not None:
                each(name.begin + at, entry)
        for stop in stops:
            if name.begin < stop <= name.begin + name.width:
                roots[stop] = _root_at(frontier, rows, stop - name.begin)
        _check_leaves(folder, name, rows, entries, report)
        if name.width == WIDTH:
            frontier.push(rows.root(), WIDTH)
            above.push(rows.root(), entries)
        else:
            roots[size] = _root_at(frontier, rows, name.width)
    roots.setdefault(size, frontier.root())
    return roots


def _root_at(frontier: Frontier, rows: Tree, width: int) -> bytes:
    copy = frontier.copy()
    for at in range(width):
        copy.push(rows.leaf(at))
    return copy.root()


def _names(level: int, size: int) -> Iterator[Name]:
    count = size >> HEIGHT * max(level, 0)
    return (Name(level, at, min(WIDTH, count - at * WIDTH)) for at in range(-(-count // WIDTH)))


def _entries(folder: Path, name: Name, report: Report) -> list[bytes] | None:
    data = _tile(folder, name, LARGEST_BUNDLE)
    last = name.begin + name.width - 1
    try:
        if data is None:
            raise BadTile(f"{name.path} is missing")
        return tiles.unbundle(data, name.width)
    except BadTile as error:
        report.found(f"entries {name.begin}–{last}", str(error))
        return None


def _check_leaves(folder: Path, name: Name, rows: Tree, entries: list[bytes], report: Report) -> None:
    tile = _tile(folder, Name(0, name.index, name.width), WIDTH * HASH_BYTES)
    computed = rows.hashes(0, 0, name.width)
    if tile == computed:
        return
    if tile is None or len(tile) != len(computed):
        report.found(f"tile 0/{name.index}", "it is missing or has the wrong length")
        return
    for at in range(name.width):
        if tile[at * HASH_BYTES : (at + 1) * HASH_BYTES] != computed[at * HASH_BYTES : (at + 1) * HASH_BYTES]:
            report.found(f"entry {name.begin + at}", "it is not the entry its tile was made of", entries[at : at + 1])


class _Level:
    """One level of tiles above the leaves, filled from below and compared with what the directory shows."""

    def __init__(self, folder: Path, level: int, size: int, report: Report) -> None:
        self._folder, self._level, self._count, self._report = folder, level, size >> HEIGHT * level, report
        self._index = -1
        self._rows = Tree()
        self._shown: bytes | None = None
        self._above: _Level | None = None
        self._arguments = (folder, level + 1, size, report)

    def push(self, digest: bytes, entries: Sequence[bytes] = ()) -> None:
        """The computed hash of the next full tile below, with its entries for the report."""
        if self._rows.size % WIDTH == 0:
            self._next_tile()
        at = self._rows.append(digest)
        if self._shown is not None and self._shown[at * HASH_BYTES : (at + 1) * HASH_BYTES] != digest:
            first = (self._index * WIDTH + at) << HEIGHT * self._level
            last = first + (1 << HEIGHT * self._level) - 1
            why = f"what is below does not lead to tile {self._level}/{self._index}: entries and tile forged together"
            self._report.found(f"entries {first}–{last}", why, entries)
        if self._rows.size == WIDTH:
            self._above = self._above or _Level(*self._arguments)
            self._above.push(self._rows.root())

    def _next_tile(self) -> None:
        self._index, self._rows = self._index + 1, Tree()
        name = Name(self._level, self._index, min(WIDTH, self._count - self._index * WIDTH))
        self._shown = _tile(self._folder, name, WIDTH * HASH_BYTES)
        if self._shown is None or len(self._shown) != name.width * HASH_BYTES:
            self._shown = None
            self._report.found(f"tile {self._level}/{self._index}", "it is missing or has the wrong length")


def _tile(folder: Path, name: Name, largest: int) -> bytes | None:
    """The tile's bytes; of a partial one that has become full since, its beginning. None when there is none."""
    data = _read(folder / name.path, largest)
    if data is not None or name.width == WIDTH:
        return data
    full = _read(folder / Name(name.level, name.index).path, largest)
    if full is None:
        return None
    if name.level != ENTRIES:
        return full[: name.width * HASH_BYTES]
    try:
        return tiles.bundle(tiles.unbundle(full, WIDTH)[: name.width])
    except BadTile:
        return None


def _read(path: Path, largest: int) -> bytes | None:
    """A plain file's bytes; None when there is none or it is larger than it may be."""
    try:
        if not path.is_file():  # nor waits for ever on a pipe somebody put there
            return None
        with path.open("rb") as file:
            data = file.read(largest + 1)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    return data if len(data) <= largest else None


def _told(entries: Sequence[bytes]) -> tuple[str, str, str]:
    """(camera, from, to) as the entries themselves tell, "" where they don't or disagree."""
    values = [value for entry in entries if isinstance(value := _json(entry), dict)]
    cameras = {str(value["camera"]) for value in values if "camera" in value}
    times = sorted(_when(value) for value in values if "time" in value)
    return (cameras.pop() if len(cameras) == 1 else ""), *((times[0], times[-1]) if times else ("", ""))


def _when(value: dict[str, Any]) -> str:
    """The time an entry is about: of footage when it was recorded, of anything else when it was written."""
    at = value.get("start_us", value.get("from_us"))
    if isinstance(at, int) and 0 <= at < _LAST_US:
        return shown(at)
    return str(value["time"])


def _json(entry: bytes) -> Any:
    try:
        return json.loads(entry)
    except (ValueError, RecursionError):
        return None
