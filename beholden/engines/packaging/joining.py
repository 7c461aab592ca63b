"""The copies of a package: the recorded samples joined, not transcoded; in a viewing copy with a mark in every picture.

Their samples are read out of the package's own originals (in a viewing copy, which has none, out of the footage), and
each byte is one that was recorded: a file that is not what it was is a hole in the copy (R15(1)). Each carries a C2PA
manifest where the installation has a credential. A copy that is done has a note in the journal: the next run takes it
as it is.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from beholden.engines.packaging import marking, provenance
from beholden.engines.packaging.contents import Built, Finish, Meter, need_room
from beholden.engines.video import clip
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import chunks
from beholden.engines.video.segments.originals import Exchanged, Originals

PART: Final = 3600  # seconds of one joined file
MARKED_PART: Final = 600  # seconds of one marked file: what is done again when the work was killed


def join(
    index: Index, where: Callable[[SegmentRow], Path], work: Path, built: Built, finish: Finish, meter: Meter
) -> None:
    """The copies of one camera, begun anew where the codec changed. ``where`` the file of a row in ``built`` lies.

    Raises Cancelled, OSError, ValueError (C2PA).
    """
    wanted, at, number = built.wanted, built.wanted.from_us, 1
    folder = work / "package" / "playable" / wanted.camera
    while (at := _past(built, at)) < wanted.to_us:
        until = _until(built, at, finish)
        rows = [row for row in built.rows if row.start_us < until and (row.end_us or until) > at]
        size = sum(row.bytes for row in rows)
        target, note = folder / f"{number:03d}.mp4", work / "journal" / f"{wanted.camera}-{number:03d}.json"
        made_of = [at, until, [row.root for row in rows]]
        entry = _noted(note, made_of) if target.is_file() else None
        if entry is not None:
            meter.add(size)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            need_room(folder, 2 * size)  # the bare copy goes when the signed one is there
            target.unlink(missing_ok=True)
            try:
                entry = _make(index, _held(rows, where), built, (at, until), target, finish, meter, size)
            except clip.NoFootage as error:
                if error.behind_us is None or error.behind_us <= at:
                    break
                at = error.behind_us
                continue
            except Exchanged as error:  # since it was looked at
                _lose(built, rows, where, error.path, inside=finish.mark is None)
                continue
            except (Damaged, marking.CannotBeMarked):
                if finish.mark is not None:
                    built.leave_out(at, until, "unreadable")
                at = until  # what cannot be joined is still among the originals, where there are some
                continue
            _write(note, json.dumps({"made_of": made_of, "entry": entry}))
            if finish.mark is None:  # of a marked one the marking has told
                meter.add(size)
        entry["file"] = target.relative_to(work / "package").as_posix()
        built.playable.append(entry)
        at, number = max(entry["to_us"], at + 1), number + 1
    while (left := folder / f"{number:03d}.mp4").is_file():  # of a run that held more
        left.unlink()
        number += 1


def _noted(note: Path, made_of: list[Any]) -> dict[str, Any] | None:
    """What a run before made, if of the same files and times."""
    told = json.loads(note.read_text("utf-8")) if note.is_file() else {}
    found: dict[str, Any] | None = told.get("entry") if told.get("made_of") == made_of else None
    return found


def _past(built: Built, at: int) -> int:
    """The first instant from ``at`` on of which the package has not been denied the file."""
    for from_us, to_us, _why in built.left_out:
        if from_us <= at < to_us and not any(row.start_us <= at < (row.end_us or 0) for row in built.rows):
            at = to_us
    return at


def _held(rows: list[SegmentRow], where: Callable[[SegmentRow], Path]) -> Originals:
    return Originals({row.path: (where(row), row.root) for row in rows})


def _lose(
    built: Built, rows: list[SegmentRow], where: Callable[[SegmentRow], Path], place: Path, *, inside: bool
) -> None:
    """A file is not what was recorded any more: it goes out of the package; never off the footage's own disk."""
    lost = next(row for row in rows if where(row) == place)
    built.rows.remove(lost)
    built.leave_out(lost.start_us, lost.end_us or lost.start_us, "altered")
    if inside:
        place.unlink(missing_ok=True)


def _until(built: Built, at: int, finish: Finish) -> int:
    """Where the copy that begins at ``at`` ends at the latest. A clock runs in marked ones, so they jump no gap."""
    if finish.mark is None:
        return min(at + PART * 1_000_000, built.wanted.to_us)
    gaps = (int(gap["from_us"]) for gap in built.gaps if gap["from_us"] > at)
    return min(at + MARKED_PART * 1_000_000, built.wanted.to_us, *gaps)


def _make(
    index: Index,
    originals: Originals,
    built: Built,
    span: tuple[int, int],
    target: Path,
    finish: Finish,
    meter: Meter,
    size: int,
) -> dict[str, Any]:
    """One copy: cut, marked, signed, each step in a file of its own beside the journal."""
    at, until = span
    bare = target.parents[3] / "journal" / f"{built.wanted.camera}-{target.name}"
    marked = bare.with_name(f"marked-{bare.name}")
    for left in (bare, marked, bare.with_name(f".{bare.name}.part")):  # of a run that was killed
        left.unlink(missing_ok=True)
    try:
        cut = clip.cut(index, originals, built.wanted.camera, at, (until - at) / 1_000_000, bare)
        ready = bare
        if finish.mark is not None:
            _mark(bare, marked, finish.mark, built.wanted.register, cut.from_us, meter, size)
            ready = marked
        breaks = [gap.from_us for gap in cut.missing if gap.why == "codec_changed"]
        upto = cut.to_us if breaks else until
        if finish.credential is None:
            ready.replace(target)
        else:
            facts = _facts(built, cut.from_us, upto, finish)
            title = f"{finish.number} {built.wanted.camera} {target.stem}"
            provenance.sign(ready, target, finish.credential, title, facts, marked=finish.mark is not None)
    finally:
        bare.unlink(missing_ok=True)
        marked.unlink(missing_ok=True)
    return {
        "from_us": cut.from_us,
        "to_us": upto,
        "frames": cut.frames,
        "sound": cut.sound,
        "bytes": target.stat().st_size,
        "root": chunks.of_file(target).root(),
        "c2pa": finish.credential is not None,
    }


def _mark(bare: Path, marked: Path, mark: marking.Mark, register: int, from_us: int, meter: Meter, size: int) -> None:
    told = 0

    def tell(share: float) -> None:
        nonlocal told
        now = int(share * size)
        meter.add(max(0, now - told))
        told = max(told, now)

    marking.burn(bare, marked, mark, register, from_us, tell)
    meter.add(size - told)


def _facts(built: Built, from_us: int, to_us: int, finish: Finish) -> dict[str, Any]:
    """Our assertion: whose register entry, which camera, and the recorded files that these pictures are of."""
    files = [
        {"run": row.run, "seq": row.seq, "start_us": row.start_us, "end_us": row.end_us, "root": row.root}
        for row in built.rows
        if row.start_us < to_us and (row.end_us or to_us) > from_us
    ]
    return {
        "kind": "evidence" if finish.mark is None else "viewing",
        "export": finish.number,
        "register": built.wanted.register,
        "camera": built.wanted.camera,
        "from_us": from_us,
        "to_us": to_us,
        "segments": files,
    }


def _write(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
