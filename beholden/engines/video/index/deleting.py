"""Deleting footage (procedure "Delete"; R17): row to garbage row, unlink, sync the folder, drop the garbage row.

Who may be deleted is decided by retention, never here. A crash between any two steps is finished by `finish`.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from beholden.engines.video.index.writing import Store

_BATCH = 200  # rows a transaction: short enough that a recorder's row never waits noticeably


@dataclass(slots=True)
class Deleted:
    """``files`` unlinked (those already absent count), and ``failed`` paths with the reason; these stay garbage."""

    files: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)


def delete(store: Store, ids: Iterable[int], root: Path) -> Deleted:
    """Delete the segments with these ids, files and rows. An id without a row is passed over."""
    done = Deleted()
    source = iter(ids)
    while batch := list(islice(source, _BATCH)):
        _sweep(store, store.discard(batch), root, done)
    return done


def finish(store: Store, root: Path) -> Deleted:
    """Finish deletions that a crash interrupted."""
    done = Deleted()
    _sweep(store, store.garbage(), root, done)
    return done


def _sweep(store: Store, paths: list[str], root: Path, done: Deleted) -> None:
    gone: list[str] = []
    for path in paths:
        try:
            (root / path).unlink(missing_ok=True)
            (root / f"{path}.torn").unlink(missing_ok=True)
            gone.append(path)
        except OSError as error:
            done.failed.append((path, error.strerror or str(error)))
    for folder in sorted({(root / path).parent for path in gone}):
        sync(folder)
    store.swept(gone)
    done.files += len(gone)


def sync(folder: Path) -> None:
    """fsync a folder; one that is not there needs none. Raises OSError."""
    try:
        fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
