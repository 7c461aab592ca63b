"""The footage of a package: whole original files, bit for bit, and copies of them joined for watching (R15(1), R20).

Whole files, because only a whole file has the root that was logged when it was recorded (docs/decisions/0009). A
viewing copy holds no originals, only copies with a mark in every picture. Of a file that is not the one that was
recorded neither holds anything. Killed at any instant, the next `build` of the same folder goes on with the files that
are done.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from beholden.engines.packaging import joining
from beholden.engines.packaging.contents import (
    Built,
    Cancelled,
    Finish,
    Meter,
    Nothing,
    NotRecorded,
    Progress,
    StillRecording,
    Wanted,
    need_room,
)
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import chunks
from beholden.engines.video.timeline import coverage

__all__ = [
    "Built",
    "Cancelled",
    "Finish",
    "NotRecorded",
    "Nothing",
    "Progress",
    "StillRecording",
    "Wanted",
    "build",
    "original",
]

_PIECE: Final = 1 << 20


def original(row: SegmentRow) -> str:
    """Where a recorded file stands in a package."""
    return "originals/" + row.path.partition("/")[2]


def build(
    index: Index, data: Path, work: Path, wanted: Sequence[Wanted], progress: Progress, finish: Finish | None = None
) -> list[Built]:
    """Fill ``work``/package with the footage of every camera wanted. ``data`` is what the index's paths stand in.

    Raises StillRecording, Nothing, NotRecorded, Cancelled, OSError (ENOSPC before the disk's reserve is touched),
    ValueError (C2PA).
    """
    finish = finish or Finish()
    found = [_rows(index, one) for one in wanted]
    if not any(one.rows for one in found):
        raise Nothing
    package, keep = work / "package", finish.mark is None  # a viewing copy holds no originals
    package.mkdir(parents=True, exist_ok=True)
    (work / "journal").mkdir(exist_ok=True)
    meter = Meter(progress, 2 * sum(row.bytes for one in found for row in one.rows))

    def where(row: SegmentRow) -> Path:
        return package / original(row) if keep else data / row.path

    for built in found:
        _originals(data, package, built, meter, keep=keep)
        joining.join(index, where, work, built, finish, meter)
        if not keep:
            built.rows = []
    if not any(one.rows or one.playable for one in found):
        raise NotRecorded(found) if any(why == "altered" for one in found for *_, why in one.left_out) else Nothing
    return found


def _rows(index: Index, wanted: Wanted) -> Built:
    rows = index.span(wanted.camera, wanted.from_us, wanted.to_us)
    if any(row.end_us is None for row in rows):
        raise StillRecording
    gaps = coverage(index, wanted.camera, wanted.from_us, wanted.to_us).gaps
    return Built(wanted, rows, [asdict(gap) for gap in gaps])


def _originals(data: Path, package: Path, built: Built, meter: Meter, *, keep: bool) -> None:
    """Only files that are the ones recorded stay in ``built``; with ``keep`` they are put into the package."""
    rows, built.rows = built.rows, []
    for row in rows:
        target = package / original(row)
        try:
            whole = _take(data / row.path, target, row) if keep else _root(data / row.path) == row.root
            if whole:
                built.rows.append(row)
            else:
                built.leave_out(row.start_us, _end(row), "altered")
        except FileNotFoundError:
            built.leave_out(row.start_us, _end(row), "gone")
        meter.add(row.bytes)


def _end(row: SegmentRow) -> int:
    assert row.end_us is not None  # `_rows` lets no open file through
    return row.end_us


def _root(path: Path) -> str:
    return chunks.of_file(path).root()


def _take(source: Path, target: Path, row: SegmentRow) -> bool:
    """Put a recorded file into the package and look at it there; False when it is not what was recorded.

    Raises FileNotFoundError (it is gone), OSError.
    """
    if target.is_file() and _root(target) == row.root:
        return True  # of a run that was killed
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        try:
            os.link(source, part)  # the same bytes, no second copy; a sealed file is never written again
        except FileNotFoundError:
            raise
        except OSError:
            _copy(source, part, row.bytes)
        if _root(part) != row.root:
            return False
        part.replace(target)
        return True
    finally:
        part.unlink(missing_ok=True)


def _copy(source: Path, target: Path, size: int) -> None:
    need_room(target.parent, size)
    with open(source, "rb") as file, open(target, "wb") as out:
        shutil.copyfileobj(file, out, _PIECE)
        out.flush()
        os.fsync(out.fileno())
