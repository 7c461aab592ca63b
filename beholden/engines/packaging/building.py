"""The footage of a package: whole original files, bit for bit, and copies of them joined for watching (R15(1), R20).

Whole files, because only a whole file has the root that was logged when it was recorded (docs/decisions/0009). Killed
at any instant, the next `build` of the same folder goes on with the files that are done.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from beholden.engines.video import clip
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import chunks
from beholden.engines.video.segments.writer import reserve
from beholden.engines.video.timeline import coverage

PART: Final = 3600  # seconds of one joined file
_PIECE: Final = 1 << 20

# what is done and what there is to do, in bytes; False stops the work
Progress = Callable[[int, int], bool]


@dataclass(slots=True, frozen=True)
class Wanted:
    """What is asked of one camera: [from_us, to_us); ``register`` the number under which this was registered."""

    camera: str
    name: str
    system: str
    register: int
    from_us: int
    to_us: int


@dataclass(slots=True)
class Built:
    """What a package holds of one camera: rows of the index whose files are in it, gaps and joined copies as JSON."""

    wanted: Wanted
    rows: list[SegmentRow] = field(default_factory=list)
    gaps: list[dict[str, Any]] = field(default_factory=list)
    playable: list[dict[str, Any]] = field(default_factory=list)


class Cancelled(Exception):
    """The work was stopped because somebody wanted it so; what is done stays for the caller to remove."""


class StillRecording(Exception):
    """The last file of the interval is not closed yet: ask again within a minute."""


class Nothing(LookupError):
    """Of no camera asked for is anything held in its interval."""


def original(row: SegmentRow) -> str:
    """Where a recorded file stands in a package."""
    return "originals/" + row.path.partition("/")[2]


def build(index: Index, data: Path, work: Path, wanted: Sequence[Wanted], progress: Progress) -> list[Built]:
    """Fill ``work``/package with the footage of every camera wanted. ``data`` is what the index's paths stand in.

    Raises StillRecording, Nothing, Cancelled, OSError (ENOSPC before the disk's reserve is touched).
    """
    found = [_rows(index, one) for one in wanted]
    if not any(one.rows for one in found):
        raise Nothing
    (work / "package").mkdir(parents=True, exist_ok=True)
    (work / "journal").mkdir(exist_ok=True)
    meter = _Meter(progress, 2 * sum(row.bytes for one in found for row in one.rows))
    for built in found:
        _originals(data, work / "package", built, meter)
        _joined(index, data, work, built, meter)
    return found


class _Meter:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, count: int) -> None:
        """Raises Cancelled when the work is to stop."""
        self._done = min(self._done + count, self._total)
        if not self._progress(self._done, self._total):
            raise Cancelled


def _rows(index: Index, wanted: Wanted) -> Built:
    rows = index.span(wanted.camera, wanted.from_us, wanted.to_us)
    if any(row.end_us is None for row in rows):
        raise StillRecording
    gaps = coverage(index, wanted.camera, wanted.from_us, wanted.to_us).gaps
    return Built(wanted, rows, [asdict(gap) for gap in gaps])


def _originals(data: Path, package: Path, built: Built, meter: _Meter) -> None:
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


def need_room(folder: Path, size: int) -> None:
    """Raises OSError ENOSPC unless ``size`` bytes fit without touching what recording needs."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize - size < reserve(disk.f_blocks * disk.f_frsize):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _joined(index: Index, data: Path, work: Path, built: Built, meter: _Meter) -> None:
    """The joined copies of one camera, an hour each, begun anew where the codec changed."""
    wanted, at, number = built.wanted, built.wanted.from_us, 1
    folder = work / "package" / "playable" / wanted.camera
    while at < wanted.to_us:
        until = min(at + PART * 1_000_000, wanted.to_us)
        size = sum(row.bytes for row in built.rows if row.start_us < until and (row.end_us or until) > at)
        target, note = folder / f"{number:03d}.mp4", work / "journal" / f"{wanted.camera}-{number:03d}.json"
        if target.is_file() and note.is_file():
            entry = json.loads(note.read_text("utf-8"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            need_room(folder, size)
            target.unlink(missing_ok=True)
            try:
                entry = _join(index, data, wanted.camera, at, until, target)
            except clip.NoFootage as error:
                if error.behind_us is None or error.behind_us <= at:
                    return
                at = error.behind_us
                continue
            except Damaged:
                at = until  # what cannot be joined is still among the originals
                continue
            _write(note, json.dumps(entry))
        entry["file"] = target.relative_to(work / "package").as_posix()
        built.playable.append(entry)
        at, number = max(entry["to_us"], at + 1), number + 1
        meter.add(size)


def _join(index: Index, data: Path, camera: str, at: int, until: int, target: Path) -> dict[str, Any]:
    target.with_name(f".{target.name}.part").unlink(missing_ok=True)  # of a run that was killed
    cut = clip.cut(index, data, camera, at, (until - at) / 1_000_000, target)
    breaks = [gap.from_us for gap in cut.missing if gap.why == "codec_changed"]
    return {
        "from_us": cut.from_us,
        "to_us": cut.to_us if breaks else until,
        "frames": cut.frames,
        "sound": cut.sound,
        "bytes": cut.bytes,
        "root": chunks.of_file(target).root(),
    }


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
