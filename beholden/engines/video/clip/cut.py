"""Cutting a clip out of footage: the very samples that were recorded, in a file that plays anywhere.

Decoding begins at the key frame before, presentation exactly at the picture that was shown at the asked instant.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from beholden.engines.video.clip import gather, progressive
from beholden.engines.video.clip.gather import Stream, Unfit
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments.originals import Originals
from beholden.engines.video.segments.reading import Content, content
from beholden.engines.video.timeline import Gap, coverage

LONGEST = 6 * 3600  # seconds; the sample tables of a clip are held in memory

Missing = Gap  # a stretch the clip jumps over; `why` also `damaged`, `codec_changed`, `sound_changed`


class NoFootage(LookupError):
    """Nothing is held of the asked instant. ``before_us`` last and ``behind_us`` first instant with footage near it."""

    def __init__(self, camera: str, at_us: int, before_us: int | None, behind_us: int | None) -> None:
        super().__init__(f"no footage of {camera} at {at_us}")
        self.camera = camera
        self.at_us = at_us
        self.before_us = before_us
        self.behind_us = behind_us


@dataclass(slots=True)
class Cut:
    """``from_us`` exact wall time of the first picture shown, ``to_us`` end of the last; ``frames`` shown; ``bytes``
    of the file; ``sound`` codec or ""; ``missing`` what the clip jumps over or ends before."""

    from_us: int
    to_us: int
    frames: int
    bytes: int
    sound: str
    missing: list[Missing] = field(default_factory=list)


def cut(index: Index, root: Path | Originals, camera: str, at_us: int, seconds: float, out: Path) -> Cut:
    """Write [at, at + seconds) of a camera to the new file ``out``.

    ``root`` the data folder, or Originals: then what they do not hold is missing, and bytes that were not recorded so
    raise Exchanged. AAC sound plays everywhere; G.711 stays as it is (`alaw`, `ulaw`), which ffmpeg and VLC play and
    browsers don't.
    Raises NoFootage, FileExistsError, ValueError (length), Damaged, OSError; ``out`` then does not exist.
    """
    if not 0 < seconds <= LONGEST:
        raise ValueError(f"a clip lasts more than 0 and at most {LONGEST} seconds")
    if out.exists():
        raise FileExistsError(out)
    plan = _plan(index, root, camera, at_us, at_us + round(seconds * 1_000_000))
    part = out.with_name(f".{out.name}.part")
    try:
        with open(part, "xb") as file:
            size = progressive.write(
                file,
                plan.video,
                plan.audio,
                plan.start,
                plan.length,
                root if isinstance(root, Originals) else None,
            )
            file.flush()
            os.fsync(file.fileno())
        if out.exists():
            raise FileExistsError(out)
        part.rename(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    end = plan.start + plan.length
    return Cut(
        from_us=plan.from_us,
        to_us=plan.to_us,
        frames=sum(plan.start <= shown < end for shown in plan.video.shown),
        bytes=size,
        sound=plan.audio.descriptions[0].codec if plan.audio else "",
        missing=plan.missing,
    )


@dataclass(slots=True)
class _Plan:
    video: Stream
    audio: Stream | None
    start: int
    length: int
    from_us: int
    to_us: int
    missing: list[Missing]


def covering(index: Index, root: Path | Originals, camera: str, at_us: int) -> Content:
    """The content of the segment that shows ``at_us``. Raises NoFootage, Damaged."""
    row = index.locate(camera, at_us)
    if row is not None and _held(root, row):
        try:
            now = content(root, row)
        except FileNotFoundError:
            now = None
        if now is not None and now.entries and at_us < now.end_us:
            return now
    found = coverage(index, camera, 0, at_us + 1)
    behind = index.behind(camera, at_us + 1)  # one that begins here shows nothing, or it had been taken
    raise NoFootage(
        camera, at_us, found.spans[-1].to_us if found.spans else None, behind.start_us if behind is not None else None
    )


def _held(root: Path | Originals, row: SegmentRow) -> bool:
    return not isinstance(root, Originals) or root.holds(row.path)


def _plan(index: Index, root: Path | Originals, camera: str, at_us: int, end_us: int) -> _Plan:
    first = covering(index, root, camera, at_us)
    missing = coverage(index, camera, at_us, end_us).gaps
    rows = index.span(camera, at_us, end_us, fragments=True)
    rows = [row for row in rows if row.start_us > first.row.start_us]
    contents = [first]
    for row in rows:
        if not _held(root, row):
            missing.append(Missing(row.start_us, row.end_us or end_us, "damaged"))
            continue
        try:
            contents.append(content(root, row))
        except (FileNotFoundError, Damaged) as error:
            why = "damaged" if isinstance(error, Damaged) else "gone"
            missing.append(Missing(row.start_us, row.end_us or end_us, why))
    video = Stream(first.video.timescale)
    audio = Stream(first.audio.timescale) if first.audio else None
    base, reached = 0, first.row.start_us
    start, stop = 0, 0
    for place, now in enumerate(contents):
        upto = min([end_us, now.end_us, *(other.row.start_us for other in contents[place + 1 : place + 2])])
        low = max(now.ticks(max(at_us, now.row.start_us)), 0)
        whole = upto >= now.end_us
        # a whole file is taken to its last sample: media and wall length may differ by 1/2000
        high = 1 << 62 if whole else now.ticks(upto)
        try:
            length = gather.add_video(video, root, now, low, high, base)
        except Unfit:
            missing.append(Missing(now.row.start_us, end_us, "codec_changed"))
            break
        if place == 0:
            start = max((shown for shown in video.shown if shown <= low), default=min(video.shown, default=0))
            low = start
        if audio is not None:
            audio = _sound(audio, root, now, low, min(high, length), base, missing, end_us)
        stop = base + (length if whole else high)
        base, reached = stop, upto
    if not video.sizes:
        raise Damaged(f"no picture can be read at {at_us} of {camera}")
    missing.sort(key=lambda gap: gap.from_us)
    sounding = audio if audio is not None and audio.sizes else None
    return _Plan(video, sounding, start, max(stop - start, 1), first.wall(start), reached, missing)


def _sound(
    audio: Stream,
    root: Path | Originals,
    now: Content,
    low: int,
    high: int,
    base: int,
    missing: list[Missing],
    end_us: int,
) -> Stream:
    rate, clock = audio.timescale, now.video.timescale
    try:
        gather.add_audio(audio, root, now, low * rate // clock, high * rate // clock, base * rate // clock)
    except Unfit:
        missing.append(Missing(now.row.start_us, end_us, "sound_changed"))
    return audio
