"""Making the index from the files: all of it (`rebuild`), or what a crash left open (`salvage`). Invariant 3."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from beholden.engines.video.index import deleting
from beholden.engines.video.index.fragments import pack
from beholden.engines.video.index.rows import SegmentRow
from beholden.engines.video.index.writing import LONGEST_US, Store
from beholden.engines.video.segments import names
from beholden.engines.video.segments.chunks import of_file
from beholden.engines.video.segments.salvage import Mended, mend
from beholden.engines.video.segments.scan import NotSegment, row_of, scan

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FILE = re.compile(r"(\d{6})(?:-(\d{1,3}))?\.mp4", re.ASCII)
_BATCH = 500
_RECENT_DAYS = 2


@dataclass(slots=True)
class Rebuilt:
    """``rows`` put into the index; ``damaged`` (path, why) of files that are not segments. They stay where they are."""

    rows: int = 0
    damaged: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Salvaged:
    """``mended`` files that got or had their end; ``removed`` torn beginnings without a picture; ``forgotten`` rows
    whose file is gone; ``damaged`` files left alone; ``failed`` files the disk refused to mend: each (path, why)."""

    mended: list[Mended] = field(default_factory=list)
    removed: list[tuple[str, str]] = field(default_factory=list)
    forgotten: list[tuple[str, str]] = field(default_factory=list)
    damaged: list[tuple[str, str]] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)


def rebuild(store: Store, root: Path) -> Rebuilt:
    """Replace everything in ``store`` by what the files below ``root`` say. Nothing changes until all is read.

    Hashes come from the next file of the run, which names its predecessor's: so a file that was changed later does not
    pass for whole. Only the last file of a run is read through. A file without trailer gives a row without end.
    """
    deleting.finish(store, root)
    beside = store.path.with_name(store.path.name + ".building")
    unlink(beside)
    try:
        with Store(beside) as building:
            building.continue_ids(store.ids())
            done = fill(building, root)
        store.replace_by(beside)
    finally:
        unlink(beside)
    return done


def fill(store: Store, root: Path) -> Rebuilt:
    """Add a row for every segment below ``root``."""
    done = Rebuilt()
    batch: list[SegmentRow] = []
    for row in _all_rows(root, done):
        batch.append(row)
        if len(batch) >= _BATCH:
            store.take(batch)
            done.rows += len(batch)
            batch = []
    store.take(batch)
    done.rows += len(batch)
    return done


def salvage(store: Store, root: Path, only: Collection[str] | None = None) -> Salvaged:
    """Mend every file that the index has without end or, in each camera's last two days, does not have.

    Call it before the first camera is recorded; while others are, name in ``only`` those that are not. Finishes
    interrupted deletions first.
    """
    done = Salvaged()
    for path, why in deleting.finish(store, root).failed:
        done.failed.append((path, why))
    for row in store.open_rows():
        if only is not None and row.camera not in only:
            continue
        _mend(store, root, row.path, row.id, done)
    for camera in cameras(root):
        if only is not None and camera not in only:
            continue
        for day in days(root, camera)[-_RECENT_DAYS:]:
            known = store.paths(camera, day)
            for path in files(root, camera, day):
                if path not in known:
                    _mend(store, root, path, 0, done)
    return done


def cameras(root: Path) -> list[str]:
    """The folders below `footage/` that can be cameras."""
    try:
        return sorted(
            entry.name for entry in (root / names.FOOTAGE).iterdir() if entry.is_dir() and names.is_key(entry.name)
        )
    except FileNotFoundError:
        return []


def days(root: Path, camera: str) -> list[str]:
    """The day folders of a camera, oldest first."""
    folder = root / names.FOOTAGE / camera
    return sorted(entry.name for entry in folder.iterdir() if _DAY.fullmatch(entry.name) and entry.is_dir())


def files(root: Path, camera: str, day: str) -> list[str]:
    """Paths below ``root`` of the segment files in a day folder, in the order they were made."""
    found = []
    for entry in (root / names.FOOTAGE / camera / day).iterdir():
        match = _FILE.fullmatch(entry.name)
        if match and entry.is_file():
            found.append((match[1], int(match[2] or 0), f"{names.FOOTAGE}/{camera}/{day}/{entry.name}"))
    return [path for _, _, path in sorted(found)]


def _mend(store: Store, root: Path, path: str, number: int, done: Salvaged) -> None:
    try:
        mended = mend(root, path)
    except FileNotFoundError:
        if number:
            store.forget([number])
            done.forgotten.append((path, "the file is not there"))
        return
    except OSError as error:
        done.failed.append((path, error.strerror or str(error)))
        return
    if mended.row is not None:
        try:
            deleting.sync((root / path).parent)
            _replace(store, mended.row, number)
            done.mended.append(mended)
        except (ValueError, sqlite3.IntegrityError) as error:
            done.damaged.append((path, str(error)))
        return
    if number:
        store.forget([number])
    if mended.removed:
        deleting.sync((root / path).parent)
        done.removed.append((path, "no whole fragment in it"))
    else:
        done.damaged.append((path, mended.damaged))


def _replace(store: Store, row: SegmentRow, number: int) -> None:
    known = store.get(number) if number else None
    if known is not None and known.start_us != row.start_us:
        store.forget([number])  # the row was not this file's
    store.closed(row)


def _all_rows(root: Path, done: Rebuilt) -> Iterator[SegmentRow]:
    for camera in cameras(root):
        waiting: dict[str, SegmentRow] = {}  # by run: closed files whose hash the next file of the run will tell
        for day in days(root, camera):
            for path in files(root, camera, day):
                row = _read(root, camera, path, done)
                if row is None:
                    continue
                before = waiting.pop(row.run, None)
                if before is not None:
                    told = row.previous if row.seq == before.seq + 1 else ""
                    yield replace(before, root=told or of_file(root / before.path).root())
                if row.end_us is None:
                    yield row
                else:
                    waiting[row.run] = row
        for row in waiting.values():
            yield replace(row, root=of_file(root / row.path).root())


def _read(root: Path, camera: str, path: str, done: Rebuilt) -> SegmentRow | None:
    try:
        scanner = scan(root / path)
    except (NotSegment, OSError) as error:
        done.damaged.append((path, str(error)))
        return None
    if scanner.header.camera != camera:
        done.damaged.append((path, f"it says it is of camera {scanner.header.camera}"))
        return None
    row = row_of(scanner, path, "", pack(scanner.entries))
    if row.end_us is not None and row.end_us - row.start_us > LONGEST_US:
        done.damaged.append((path, "it says it lasts more than a day"))
        return None
    return row


def unlink(path: Path) -> None:
    """Remove an index file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
