"""The tree as plain files any tlog client reads: c2sp.org/tlog-tiles.

    checkpoint                      the signed head (see `checkpoint`)
    tile/<L>/<N>[.p/<W>]            256 (or W) hashes of complete subtrees of 256^L leaves
    tile/entries/<N>[.p/<W>]        the entries themselves, each behind its length (u16, big-endian)

A tile is written whole or not at all and never changes; everything here can be made again from the entries.
"""

from __future__ import annotations

import hashlib
import os
import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from beholden.engines.ledger.merkle import HASH_BYTES, Grown, Nodes

WIDTH: Final = 256
HEIGHT: Final = 8  # levels of the tree in one tile
ENTRIES: Final = -1  # the "level" of entry bundles
HIGHEST: Final = 63
_LENGTH = struct.Struct(">H")
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


class BadTile(ValueError):
    """Bytes or a name that is no tile; the text says why."""


class Source(Protocol):
    """Where tiles are made from: a Log, or whatever has a tree and reads entries."""

    @property
    def tree(self) -> Grown:
        """The tree over the entries."""

    def read(self, index: int) -> bytes:
        """The entry at ``index``."""


@dataclass(frozen=True, slots=True)
class Name:
    """Which tile: level (ENTRIES for a bundle), index in the level, width (256 when full)."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """The path below the log's prefix."""
        groups = f"{self.index:0{-(-max(3, len(str(self.index))) // 3) * 3}d}"
        parts = [groups[at : at + 3] for at in range(0, len(groups), 3)]
        number = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{number}" + (f".p/{self.width}" if self.width < WIDTH else "")

    @property
    def begin(self) -> int:
        """Index of its first hash (or entry) in its level."""
        return self.index * WIDTH


def parse(path: str) -> Name:
    """The name behind a path. Raises BadTile for any other spelling than the one of the specification."""
    found = _PATH.fullmatch(path)
    if not found:
        raise BadTile(f"{path!r} names no tile")
    level = ENTRIES if found[1] == "entries" else int(found[1])
    width = int(found[3]) if found[3] else WIDTH
    name = Name(level, int(found[2].replace("/", "").replace("x", "")), width)
    if level > HIGHEST or width > WIDTH or name.path != path:
        raise BadTile(f"{path!r} names no tile")
    return name


def names(size: int, since: int = 0) -> Iterator[Name]:
    """Tiles and bundles of a tree of ``size`` that differ from those of ``since``; children before parents."""
    for level in range(ENTRIES, HIGHEST + 1):
        shift = HEIGHT * max(level, 0)
        count, known = size >> shift, since >> shift
        if not count:
            return
        for index in range(known // WIDTH, -(-count // WIDTH)):
            name = Name(level, index, min(WIDTH, count - index * WIDTH))
            if name.begin + name.width > known:
                yield name


def bundle(entries: list[bytes]) -> bytes:
    """An entry bundle. Raises BadTile for an entry above 65,535 bytes."""
    if any(len(entry) > 0xFFFF for entry in entries):
        raise BadTile("an entry has at most 65535 bytes")
    return b"".join(_LENGTH.pack(len(entry)) + entry for entry in entries)


def unbundle(data: bytes, width: int) -> list[bytes]:
    """The ``width`` entries of a bundle. Raises BadTile when it holds fewer, more, or half ones."""
    entries: list[bytes] = []
    offset = 0
    while offset < len(data) and len(entries) < width:
        if offset + _LENGTH.size > len(data):
            raise BadTile(f"entry {len(entries)} of the bundle is cut")
        (length,) = _LENGTH.unpack_from(data, offset)
        offset += _LENGTH.size + length
        if offset > len(data):
            raise BadTile(f"entry {len(entries)} of the bundle is cut")
        entries.append(data[offset - length : offset])
    if len(entries) != width or offset != len(data):
        raise BadTile(f"the bundle does not hold {width} entries")
    return entries


def content(source: Source, name: Name) -> bytes:
    """The bytes of one tile or bundle. Raises IndexError when the tree isn't that far."""
    begin, end = name.begin, name.begin + name.width
    if name.level == ENTRIES:
        return bundle([source.read(index) for index in range(begin, end)])
    return source.tree.hashes(HEIGHT * name.level, begin, end)


def write(source: Source, folder: Path, size: int, *, since: int = 0) -> int:
    """Bring the tiles in ``folder`` from ``since`` to ``size`` leaves; returns how many files were written.

    Partial tiles go once the full one is there. Killed at any instant, the next call with the same or an earlier
    ``since`` ends in the same files. Raises OSError, IndexError, LogBroken.
    """
    written = 0
    for name in names(size, since):
        if put(folder / name.path, content(source, name)):
            written += 1
        if name.width == WIDTH:
            _drop_partials(folder / name.path)
    return written


def put(path: Path, data: bytes) -> bool:
    """Write ``data`` at ``path``, whole or not at all and synced; False when it is there already. Raises OSError."""
    try:
        if path.read_bytes() == data:
            return False
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    descriptor = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return True


def _drop_partials(full: Path) -> None:
    partial = full.with_name(full.name + ".p")
    if partial.is_dir():
        for path in partial.iterdir():
            path.unlink()
        partial.rmdir()


class TiledTree(Nodes):
    """Roots and proofs read from tiles, as a client does: ``read(name)`` gives the bytes of a tile.

    Believes the tiles: check what comes out against a signed root. Raises BadTile for a tile of the wrong length.
    """

    def __init__(self, size: int, read: Callable[[Name], bytes]) -> None:
        self._size = size
        self._read = read
        self._tiles: dict[Name, list[bytes]] = {}

    @property
    def size(self) -> int:
        """The number of leaves."""
        return self._size

    def leaf(self, index: int) -> bytes:
        """The leaf hash at ``index``. Raises IndexError."""
        if not 0 <= index < self._size:
            raise IndexError(f"no leaf {index} in a tree of {self._size}")
        return self._node(0, index)

    def _node(self, level: int, position: int) -> bytes:
        tile_level, above = divmod(level, HEIGHT)
        index = (position << above) // WIDTH
        rows = self._rows(Name(tile_level, index, min(WIDTH, (self._size >> HEIGHT * tile_level) - index * WIDTH)))
        while len(rows) <= above:
            rows.append(parents(rows[-1]))
        at = (position - (index * WIDTH >> above)) * HASH_BYTES
        return rows[above][at : at + HASH_BYTES]

    def _rows(self, name: Name) -> list[bytes]:
        """The rows of one tile, lowest first; higher ones are added as they are asked for."""
        if name not in self._tiles:
            data = self._read(name)
            if len(data) != name.width * HASH_BYTES:
                raise BadTile(f"{name.path} has {len(data)} bytes, not {name.width * HASH_BYTES}")
            self._tiles[name] = [data]
        return self._tiles[name]


def parents(row: bytes) -> bytes:
    """The row above one of the tree: one hash for two; one left over has none yet."""
    sha256 = hashlib.sha256
    step = 2 * HASH_BYTES
    whole = len(row) - len(row) % step
    return b"".join([sha256(b"\x01" + row[at : at + step]).digest() for at in range(0, whole, step)])
