"""The index as the rest of Beholden uses it, and what to do when its file is missing or broken."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from beholden.engines.video.index import deleting
from beholden.engines.video.index.connection import IndexDamaged
from beholden.engines.video.index.deleting import Deleted
from beholden.engines.video.index.writing import Store

if TYPE_CHECKING:
    from beholden.engines.video.index.making import Rebuilt, Salvaged

_CHECKED = 256 << 20  # bytes; a larger index is not read through at every start


class Index(Store):
    """The index of one data folder."""

    def delete(self, ids: Iterable[int], root: Path) -> Deleted:
        """Delete segments, files and rows, in an order that a crash cannot spoil (`deleting`)."""
        return deleting.delete(self, ids, root)

    def rebuild(self, root: Path) -> Rebuilt:
        """Replace everything here by what the files say (`making`)."""
        from beholden.engines.video.index import making  # reads segments, which import our rows

        return making.rebuild(self, root)

    def salvage(self, root: Path, only: Collection[str] | None = None) -> Salvaged:
        """Mend what a crash left open (`making`). Before a camera in ``only`` (None: any) is recorded."""
        from beholden.engines.video.index import making

        return making.salvage(self, root, only)


@dataclass(slots=True, frozen=True)
class Opened:
    """``rebuilt`` None when the index was there and sound; ``aside`` where a broken one was moved to."""

    index: Index
    rebuilt: Rebuilt | None
    aside: Path | None


def open_index(path: Path, *, now: datetime | None = None) -> Opened:
    """Open the index at ``path``; made from the files when missing, moved aside and made from the files when broken.

    For the one process that starts first (the recorder's supervisor, `beholden up`); the others use `Index(path)`. An
    index of more than 256 MiB is not read through. Raises OSError, sqlite3.OperationalError (locked, no space).
    """
    from beholden.engines.video.index import making

    path.parent.mkdir(parents=True, exist_ok=True)
    aside: Path | None = None
    if path.exists():
        try:
            index = Index(path)
        except IndexDamaged:
            index = None
        if index is not None:
            if path.stat().st_size > _CHECKED or index.sound():
                return Opened(index, None, None)
            index.close()
        aside = _move_aside(path, now or datetime.now(UTC))
    beside = path.with_name(path.name + ".building")
    making.unlink(beside)
    with Store(beside) as building:
        rebuilt = making.fill(building, path.parent)
    making.unlink(path)  # a log left without its file would be played into the new one
    beside.replace(path)
    deleting.sync(path.parent)
    return Opened(Index(path), rebuilt, aside)


def _move_aside(path: Path, now: datetime) -> Path:
    stem = f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    aside = path.with_name(stem)
    number = 1
    while aside.exists():
        aside = path.with_name(f"{stem}-{number}")
        number += 1
    path.rename(aside)
    for suffix in ("-wal", "-shm"):
        log = path.with_name(path.name + suffix)
        if log.exists():
            log.rename(aside.with_name(aside.name + suffix))
    return aside
