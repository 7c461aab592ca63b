"""Cameras do not keep time: clips stay exact when frames come irregularly, and at any size."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import av
import pytest

from beholden.engines.video import clip
from beholden.engines.video.index import Index
from beholden.engines.video.segments.tests import made


def irregular(seed: int, *, bframes: int = 0) -> made.Clip:
    """Twelve seconds whose frames are 5 to 120 ms apart."""
    chance = random.Random(seed)
    even = made.pictures(12, fps=25, gop=25, bframes=bframes)
    times, at = {}, 0
    for time in sorted(sample.time for sample in even.samples):
        times[time] = at
        at += chance.randrange(450, 10_800)
    samples = [replace(sample, time=times[sample.time]) for sample in even.samples]
    ordered = sorted(sample.time for sample in samples)
    delay = max(decoded - sample.time for decoded, sample in zip(ordered, samples, strict=True))
    return replace(even, samples=samples, delay=delay)


@pytest.mark.parametrize(("seed", "bframes"), [(1, 0), (2, 0), (3, 2), (4, 2)])
def test_any_interval_of_irregular_frames_is_cut_exactly(tmp_path: Path, seed: int, bframes: int) -> None:
    source = irregular(seed, bframes=bframes)
    shown = sorted(sample.time for sample in source.samples)
    recorded = made.record(tmp_path, source, length=3)
    chance = random.Random(seed)
    with Index(tmp_path / "index.sqlite") as index:
        index.take(recorded.rows)
        starts = {row.start_us for row in recorded.rows}
        for number in range(6):
            at = made.T0 + chance.randrange(recorded.end_us - made.T0)
            seconds = chance.uniform(0.02, 5)
            out = tmp_path / f"{number}.mp4"
            done = clip.cut(index, tmp_path, "gate", at, seconds, out)
            stop = min(at + round(seconds * 1e6), recorded.end_us)
            first = max(n for n, time in enumerate(shown) if made.T0 + time * 1_000_000 // 90_000 <= at + 12)
            behind = [n for n, time in enumerate(shown) if made.T0 + time * 1_000_000 // 90_000 < stop - 12]
            last = max([first, *behind])
            with av.open(str(out)) as container:
                numbers = [made.number_in(frame) for frame in container.decode(video=0)]
            assert numbers == list(range(first, last + 1)), (at - made.T0, seconds)
            assert abs(done.from_us - made.T0 - shown[first] * 1_000_000 // 90_000) <= 12
    assert len(starts) > 1


def test_a_clip_beyond_four_gigabytes_gets_wide_offsets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = made.pictures(4, fps=25, gop=25, bframes=2, sound="aac")
    with Index(tmp_path / "index.sqlite") as index:
        index.take(made.record(tmp_path, source).rows)
        clip.cut(index, tmp_path, "gate", made.T0 + 500_000, 2, tmp_path / "narrow.mp4")
        monkeypatch.setattr("beholden.engines.video.clip.progressive._NARROW", 0)
        clip.cut(index, tmp_path, "gate", made.T0 + 500_000, 2, tmp_path / "wide.mp4")
    found = []
    for name in ("narrow", "wide"):
        with av.open(str(tmp_path / f"{name}.mp4")) as container:
            found.append([bytes(frame.planes[0]) for frame in container.decode(video=0)])
    assert found[0] == found[1]
    assert b"co64" in (tmp_path / "wide.mp4").read_bytes()
    assert b"co64" not in (tmp_path / "narrow.mp4").read_bytes()


def test_the_clip_of_an_overlap_after_a_clock_step_shows_the_later_run_where_both_are(tmp_path: Path) -> None:
    first = made.record(tmp_path, made.pictures(8, fps=25, gop=25), length=60, ended="clock_step")
    later = made.record(
        tmp_path, made.pictures(4, fps=25, gop=25, first=500), start_us=made.T0 + 5_000_000, run="b" * 32, length=60,
        after="clock_step",
    )  # fmt: skip
    with Index(tmp_path / "index.sqlite") as index:
        index.take(first.rows + later.rows)
        clip.cut(index, tmp_path, "gate", made.T0 + 4_000_000, 3, tmp_path / "clip.mp4")
    with av.open(str(tmp_path / "clip.mp4")) as container:
        numbers = [made.number_in(frame) for frame in container.decode(video=0)]
    assert numbers == [*range(100, 125), *range(500, 550)]
