"""The samples of an interval, from the files that hold them, on one media time that runs through.

In one run, files join without a seam. Over a gap the media time goes straight on: a clip jumps.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from beholden.engines.video.fmp4.reader import TrackInfo
from beholden.engines.video.segments.originals import Originals
from beholden.engines.video.segments.reading import Content, samples, source


@dataclass(slots=True)
class Stream:
    """Samples of one track in decode order, over several files. Times in ``timescale`` ticks since clip time zero.

    ``decode[i]`` and ``shown[i]`` decode and presentation time, ``durations[i]``, ``keys[i]``, ``sizes[i]`` bytes,
    ``entries[i]`` which of the sample entries in ``descriptions`` it needs. ``chunks`` are (file, offset, first sample,
    count) of samples that lie end to end.
    """

    timescale: int
    descriptions: list[TrackInfo] = field(default_factory=list)
    decode: list[int] = field(default_factory=list)
    shown: list[int] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    keys: list[bool] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    chunks: list[tuple[Path, int, int, int]] = field(default_factory=list)


class Unfit(ValueError):
    """A file whose codec or clock cannot stand in one clip with the files before it."""


def describe(stream: Stream, track: TrackInfo) -> int:
    """The number of the track's sample entry in ``stream``. Raises Unfit."""
    for number, known in enumerate(stream.descriptions):
        if known.entry == track.entry:
            return number
    if track.timescale != stream.timescale or (stream.descriptions and track.codec != stream.descriptions[0].codec):
        raise Unfit(f"{stream.descriptions[0].codec} becomes {track.codec}")
    stream.descriptions.append(track)
    return len(stream.descriptions) - 1


def add_video(stream: Stream, root: Path | Originals, now: Content, low: int, high: int, base: int) -> int:
    """Append the video samples of a file that are needed to show [low, high), in ticks of the file.

    ``base`` clip time of the file's time zero. Begins at the last key frame that is shown at or before ``low``, ends
    with the last sample shown before ``high``. Returns the file's media length. Raises Unfit, Damaged, Exchanged,
    OSError.
    """
    track = now.video
    number = describe(stream, track)
    videos = [entry for entry in now.entries if not entry.audio]
    starts = [place for place, entry in enumerate(videos) if entry.key]
    first = max((place for place in starts if videos[place].time <= low), default=starts[0] if starts else len(videos))
    last = first
    while last + 1 < len(videos) and videos[last + 1].time < high:
        last += 1
    with source(root, now.row) as fd:
        for entry in videos[first : last + 1]:
            found = samples(fd, entry, now.tracks)
            at = len(stream.sizes)
            time = base + found.time
            for place, duration in enumerate(found.durations):
                offset = found.offsets[place] if found.offsets else 0
                stream.decode.append(time)
                stream.shown.append(time + offset - track.shift)
                stream.durations.append(duration)
                time += duration
            stream.keys += found.keys
            stream.sizes += found.sizes
            stream.entries += [number] * len(found.sizes)
            stream.chunks.append((_place(root, now), found.data, at, len(found.sizes)))
    _trim(stream, base + high)
    return max((entry.time + entry.duration for entry in videos), default=0)


def _place(root: Path | Originals, now: Content) -> Path:
    return root.place(now.row.path) if isinstance(root, Originals) else root / now.row.path


def _trim(stream: Stream, high: int) -> None:
    """Drop samples off the end that nothing shown before ``high`` needs."""
    count = len(stream.shown)
    while count and stream.shown[count - 1] >= high:
        count -= 1
    for column in (stream.decode, stream.shown, stream.durations, stream.keys, stream.sizes, stream.entries):
        del column[count:]
    while stream.chunks and stream.chunks[-1][2] >= count:
        stream.chunks.pop()
    if stream.chunks:
        path, offset, first, _ = stream.chunks[-1]
        stream.chunks[-1] = (path, offset, first, count - first)


def add_audio(stream: Stream, root: Path | Originals, now: Content, low: int, high: int, base: int) -> None:
    """Append the audio frames of a file that sound in [low, high), in audio ticks of the file, and one before.

    Frames that would sound before the end of what is there already are left out. Raises Unfit, Damaged, Exchanged,
    OSError.
    """
    track = now.audio
    if track is None:
        return
    number = describe(stream, track)
    with source(root, now.row) as fd:
        for entry in now.entries:
            if not entry.audio or entry.time >= high or entry.time + entry.duration <= low:
                continue
            found = samples(fd, entry, now.tracks)
            _add_frames(
                stream, _place(root, now), found.data, found.time, found.durations, found.sizes, low, high, base
            )
            stream.entries += [number] * (len(stream.sizes) - len(stream.entries))


def _add_frames(
    stream: Stream,
    file: Path,
    data: int,
    time: int,
    durations: list[int],
    sizes: list[int],
    low: int,
    high: int,
    base: int,
) -> None:
    reach = stream.decode[-1] + stream.durations[-1] if stream.decode else None
    opened_chunk = False
    for duration, size in zip(durations, sizes, strict=True):
        # a quarter of a frame early is the rounding of two clocks; half of one is another sound
        late = reach is None or base + time >= reach - duration // 4
        if time + 2 * duration > low and time < high and late:
            if not opened_chunk:
                stream.chunks.append((file, data, len(stream.sizes), 0))
                opened_chunk = True
            path, offset, first, count = stream.chunks[-1]
            stream.chunks[-1] = (path, offset, first, count + 1)
            start = base + time if reach is None else max(base + time, reach)
            stream.decode.append(start)
            stream.shown.append(start)
            stream.durations.append(duration)
            stream.keys.append(True)
            stream.sizes.append(size)
            reach = start + duration
        else:
            opened_chunk = False
        data += size
        time += duration
