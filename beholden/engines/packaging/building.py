"""The footage of a package: whole original files, bit for bit, and copies of them joined for watching (R15(1), R20).

Whole files, because only a whole file has the root that was logged when it was recorded (docs/decisions/0009). A
viewing copy holds no originals, only copies with a mark in every picture. Killed at any instant, the next `build` of
the same folder goes on with the files that are done.
"""

from __future__ import annotations

import errno
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
    Progress,
    StillRecording,
    Wanted,
    need_room,
)
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import chunks
from beholden.engines.video.timeline import coverage

__all__ = ["Built", "Cancelled", "Finish", "Nothing", "Progress", "StillRecording", "Wanted", "build", "original"]

_PIECE: Final = 1 << 20


def original(row: SegmentRow) -> str:
    """Where a recorded file stands in a package."""
    return "originals/" + row.path.partition("/")[2]


def build(
    index: Index, data: Path, work: Path, wanted: Sequence[Wanted], progress: Progress, finish: Finish | None = None
) -> list[Built]:
    """Fill ``work``/package with the footage of every camera wanted. ``data`` is what the index's paths stand in.

    Raises StillRecording, Nothing, Cancelled, OSError (ENOSPC before the disk's reserve is touched), ValueError (C2PA).
    """
    finish = finish or Finish()
    found = [_rows(index, one) for one in wanted]
    if not any(one.rows for one in found):
        raise Nothing
    (work / "package").mkdir(parents=True, exist_ok=True)
    (work / "journal").mkdir(exist_ok=True)
    meter = Meter(progress, 2 * sum(row.bytes for one in found for row in one.rows))
    for built in found:
        if finish.mark is None:
            _originals(data, work / "package", built, meter)
        joining.join(index, data, work, built, finish, meter)
        if finish.mark is not None:
            built.rows = []  # a viewing copy holds no originals
    if not any(one.rows or one.playable for one in found):
        raise Nothing
    return found


def _rows(index: Index, wanted: Wanted) -> Built:
    rows = index.span(wanted.camera, wanted.from_us, wanted.to_us)
    if any(row.end_us is None for row in rows):
        raise StillRecording
    gaps = coverage(index, wanted.camera, wanted.from_us, wanted.to_us).gaps
    return Built(wanted, rows, [asdict(gap) for gap in gaps])


def _originals(data: Path, package: Path, built: Built, meter: Meter) -> None:
    kept = []
    for row in built.rows:
        target = package / original(row)
        why = "" if target.is_file() and target.stat().st_size == row.bytes else _take(data / row.path, target, row)
        if why:
            built.gaps.append({"from_us": row.start_us, "to_us": row.end_us, "why": why})
        else:
            kept.append(row)
        meter.add(row.bytes)
    built.rows = kept
    built.gaps.sort(key=lambda gap: gap["from_us"])


def _take(source: Path, target: Path, row: SegmentRow) -> str:
    """Put a recorded file into the package, checked; returns why it isn't there, or ""."""
    try:
        if chunks.of_file(source).root() != row.root:
            return "damaged"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        try:
            os.link(source, target)  # the same bytes, no second copy; a sealed file is never written again
        except OSError as error:
            if error.errno == errno.ENOENT:
                return "gone"
            _copy(source, target, row.bytes)
    except FileNotFoundError:
        return "gone"
    return ""


def _copy(source: Path, target: Path, size: int) -> None:
    need_room(target.parent, size)
    part = target.with_name(target.name + ".part")
    try:
        with open(source, "rb") as file, open(part, "wb") as out:
            shutil.copyfileobj(file, out, _PIECE)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
