"""The tree of a log that grows for years: what lies under full tiles rests in them, the rest is in memory.

In memory are the leaves since the tree last came to rest, and every complete subtree of 256 leaves or more: a quarter
of a byte a leaf. A tile that is read is believed only when it hashes to the subtree known here; whether that one is
right, the signed root tells (`publishing.check_continues`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Final

from beholden.engines.ledger.errors import LogBroken
from beholden.engines.ledger.merkle import HASH_BYTES, Grown, Tree
from beholden.engines.ledger.records import note, noted
from beholden.engines.ledger.tiles import ENTRIES, HEIGHT, WIDTH, BadTile, Name, parents, put, unbundle

RESTED: Final = "rested"
_READ: Final = 512  # tiles kept that were read last, 16 kB each: a day of ninety cameras
_BUNDLES: Final = 4


class RestingTree(Grown):
    """An append-only tree of leaf hashes; ``read`` gives the hashes of a full tile of leaves, by its number.

    Not safe for two writers; readers may go on beside one. Reading raises LogBroken for a tile that is not the one that
    was written.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._above = Tree()  # its leaves are complete subtrees of 256
        self._young = (0, Tree())  # the leaf from which on they are in memory, and those
        self._size = 0
        self._rows = lru_cache(_READ)(self._checked_rows)

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    @property
    def base(self) -> int:
        """The leaf from which on they are in memory; a multiple of 256."""
        return self._young[0]

    def append(self, leaf: bytes) -> int:
        """Add one leaf hash; returns its index. Raises ValueError when it isn't 32 bytes."""
        base, young = self._young
        at = young.append(leaf)
        if at % WIDTH == WIDTH - 1:
            self._above.append(young.hashes(HEIGHT, at // WIDTH, at // WIDTH + 1))
        self._size += 1  # last: who sees the leaf finds all that is above it
        return base + at

    def begin_at(self, subtrees: bytes) -> None:
        """Begin, empty so far, with complete subtrees of 256 leaves, whose tiles are there. Raises ValueError."""
        if self.size or len(subtrees) % HASH_BYTES:
            raise ValueError("a tree begins once, with whole hashes")
        for at in range(0, len(subtrees), HASH_BYTES):
            self._above.append(subtrees[at : at + HASH_BYTES])
        self._size = self._above.size * WIDTH
        self._young = (self._size, Tree())

    def rest(self, base: int) -> None:
        """Forget the leaves below ``base``, a multiple of 256: full tiles hold them. Raises ValueError."""
        since, young = self._young
        if base % WIDTH or not since <= base <= since + young.size:
            raise ValueError(f"a tree of {self.size} leaves, resting up to {since}, cannot rest up to {base}")
        kept = Tree()
        for at in range(base - since, young.size):
            kept.append(young.leaf(at))
        self._young = (base, kept)

    def hashes(self, level: int, begin: int, end: int) -> bytes:
        """See Grown.hashes. Raises LogBroken too."""
        if not 0 <= begin <= end <= self.size >> level:
            raise IndexError(f"level {level} has {self.size >> level} complete subtrees, not {end}")
        if level >= HEIGHT:
            return self._above.hashes(level - HEIGHT, begin, end)
        return b"".join(self._node(level, position) for position in range(begin, end))

    def _node(self, level: int, position: int) -> bytes:
        if level >= HEIGHT:
            above = level - HEIGHT
            return self._above.hashes(above, position, position + 1)
        base, young = self._young
        if position << level >= base:
            position -= base >> level
            return young.hashes(level, position, position + 1)
        tile, at = divmod(position, WIDTH >> level)
        return self._rows(tile)[level][at * HASH_BYTES : (at + 1) * HASH_BYTES]

    def _checked_rows(self, tile: int) -> list[bytes]:
        rows = [self._read(tile)]
        if len(rows[0]) != WIDTH * HASH_BYTES:
            raise LogBroken(f"tile {tile} has {len(rows[0])} bytes, not {WIDTH * HASH_BYTES}")
        for _ in range(HEIGHT):
            rows.append(parents(rows[-1]))
        if rows[HEIGHT] != self._above.hashes(0, tile, tile + 1):
            raise LogBroken(f"tile {tile} has changed on disk")
        return rows


class Shelf:
    """What of a log in ``folder`` rests in its tiles, and how far."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.bundle = lru_cache(_BUNDLES)(self._bundle)

    def reach(self) -> tuple[int, int]:
        """(entries, bytes of `entries`) that rest; (0, 0) when none do or the note was torn."""
        try:
            return noted((self._folder / RESTED).read_bytes())
        except FileNotFoundError:
            return 0, 0

    def note(self, base: int, end: int) -> None:
        """So many entries, which end at that byte, rest now; their tiles are there. Raises OSError."""
        put(self._folder / RESTED, note(base, end))

    def clear(self) -> None:
        """Nothing rests any more."""
        (self._folder / RESTED).unlink(missing_ok=True)

    def subtrees(self, count: int) -> bytes | None:
        """The first ``count`` complete subtrees of 256 leaves; None when their tiles are not all there."""
        rows = []
        for index in range(-(-count // WIDTH)):
            row = self._row(index, min(WIDTH, count - index * WIDTH))
            if row is None:
                return None
            rows.append(row)
        return b"".join(rows)

    def tile(self, index: int) -> bytes:
        """A full tile of leaves. Raises LogBroken."""
        return self._read(Name(0, index))

    def _bundle(self, index: int) -> list[bytes]:
        """The entries of a full bundle. Raises LogBroken."""
        name = Name(ENTRIES, index)
        try:
            return unbundle(self._read(name), WIDTH)
        except BadTile as error:
            raise LogBroken(f"{self._folder / name.path}: {error}") from error

    def _read(self, name: Name) -> bytes:
        try:
            return (self._folder / name.path).read_bytes()
        except OSError as error:
            raise LogBroken(f"{self._folder / name.path}: {error.strerror or error}") from error

    def _row(self, index: int, count: int) -> bytes | None:
        # from the tile of that width, or from the full one that took its place
        for name in (Name(1, index, count), Name(1, index)):
            try:
                row = (self._folder / name.path).read_bytes()[: count * HASH_BYTES]
            except FileNotFoundError:
                continue
            if len(row) == count * HASH_BYTES:
                return row
        return None
