"""A clip shows exactly the recorded frames from the asked instant on, in any player, without transcoding."""

from __future__ import annotations

import hashlib
import itertools
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import av
import pytest

from beholden.engines.video import clip
from beholden.engines.video.clip import NoFootage
from beholden.engines.video.index import Index
from beholden.engines.video.segments import scan
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000
FPS = 25
KINDS = [
    {"bframes": 0},
    {"bframes": 2},
    {"codec": "h265"},
    {"codec": "h265", "bframes": 2},
    {"bframes": 2, "sound": "aac"},
    {"sound": "pcma"},
]


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


def recorded(index: Index, seconds: int = 12, length: float = 4, **more: object) -> list[str]:
    """Record a clip; returns the hash of each decoded source frame."""
    rows = made.record(index.root, made.pictures(seconds, fps=FPS, gop=FPS, **more), length=length).rows  # type: ignore[arg-type]
    index.take(rows)
    return [one for row in rows for _, one in decoded(index.root / row.path)]


def decoded(path: Path) -> list[tuple[int, str]]:
    """(number shown, hash of the luma) of the frames that PyAV presents."""
    with av.open(str(path)) as container:
        return [
            (made.number_in(frame), hashlib.md5(bytes(frame.planes[0])).hexdigest())
            for frame in container.decode(video=0)
        ]


def ffmpeg_hashes(path: Path, *options: str) -> list[str]:
    done = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", path, *options, "-f", "framemd5", "-"],
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    return [line.split(b",")[-1].strip().decode() for line in done.stdout.splitlines() if not line.startswith(b"#")]


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize(("at", "seconds"), [(0.0, 1.0), (1.48, 0.6), (2.0, 2.0), (3.7, 5.1), (4.0, 4.0), (0.5, 11.5)])
def test_the_first_frame_is_the_asked_one_and_every_frame_equals_the_source(
    index: Index, kind: dict[str, object], at: float, seconds: float
) -> None:
    source = recorded(index, **kind)
    out = index.root / "clip.mp4"
    done = clip.cut(index, index.root, "gate", made.T0 + round(at * SECOND), seconds, out)
    low, high = round(at * FPS - 0.499), min(round((at + seconds) * FPS), 300)
    shown = decoded(out)
    assert [number for number, _ in shown] == list(range(low, high))
    assert [one for _, one in shown] == source[low:high]
    assert done.frames == high - low
    assert done.from_us == made.T0 + low * SECOND // FPS
    assert done.to_us == made.T0 + round((at + seconds) * SECOND)
    assert done.bytes == out.stat().st_size
    assert done.missing == []
    assert done.sound == kind.get("sound", "")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_ffmpeg_presents_the_same_frames_and_the_sound_beside_them(index: Index, kind: dict[str, object]) -> None:
    recorded(index, **kind)
    out = index.root / "clip.mp4"
    clip.cut(index, index.root, "gate", made.T0 + 3_480_000, 4, out)
    whole = index.root / "whole.mp4"
    clip.cut(index, index.root, "gate", made.T0, 12, whole)
    assert ffmpeg_hashes(out, "-map", "0:v") == ffmpeg_hashes(whole, "-map", "0:v")[87:187]
    if kind.get("sound"):
        with av.open(str(out)) as container:
            sound = container.streams.audio[0]
            length = sum(frame.samples for frame in container.decode(sound)) / sound.rate
        assert length == pytest.approx(4, abs=0.13)
        assert sound.codec_context.name == {"aac": "aac", "pcma": "pcm_alaw"}[str(kind["sound"])]


def test_sound_and_picture_stay_together_over_the_seam_of_two_files(index: Index) -> None:
    recorded(index, sound="pcma")
    out = index.root / "clip.mp4"
    clip.cut(index, index.root, "gate", made.T0 + 3_000_000, 3, out)
    with av.open(str(out)) as container:
        times = [frame.pts * frame.time_base for frame in container.decode(audio=0)]
    assert abs(times[0]) <= 0.04
    steps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert max(steps) <= 0.0401
    assert min(steps) >= 0.0399


def test_the_clip_starts_with_moov_and_holds_the_samples_as_they_were_stored(index: Index) -> None:
    recorded(index, bframes=2)
    out = index.root / "clip.mp4"
    clip.cut(index, index.root, "gate", made.T0 + 1_000_000, 2, out)
    data = out.read_bytes()
    assert [data[4:8], data.index(b"moov") < data.index(b"mdat")] == [b"ftyp", True]
    row = index.span("gate", made.T0, made.T0 + 1)[0]
    stored = (index.root / row.path).read_bytes()
    keys = [entry for entry in scan.scan(index.root / row.path).entries if entry.key]
    for entry in keys[1:3]:
        first = stored.index(b"mdat", entry.offset) + 4
        assert stored[first : entry.end] in data


def test_a_gap_is_jumped_over_and_named(index: Index) -> None:
    index.take(made.record(index.root, made.pictures(4, fps=FPS, gop=FPS), ended="camera_lost").rows)
    later = made.record(
        index.root, made.pictures(4, fps=FPS, gop=FPS, first=500), start_us=made.T0 + 10 * SECOND, run="b" * 32,
        after="camera_lost", ended="operator",
    )  # fmt: skip
    index.take(later.rows)
    out = index.root / "clip.mp4"
    done = clip.cut(index, index.root, "gate", made.T0 + 3 * SECOND, 30, out)
    assert [number for number, _ in decoded(out)] == [*range(75, 100), *range(500, 600)]
    assert [(gap.from_us - made.T0, gap.to_us - made.T0, gap.why) for gap in done.missing] == [
        (4 * SECOND, 10 * SECOND, "camera_lost"),
        (14 * SECOND, 33 * SECOND, "operator"),
    ]
    assert done.to_us == made.T0 + 14 * SECOND


def test_a_picture_that_changes_its_size_within_the_clip_plays_on(index: Index) -> None:
    first = made.record(index.root, made.pictures(4, fps=FPS, gop=FPS), ended="camera_lost")
    index.take(first.rows)
    index.take(
        made.record(
            index.root,
            made.pictures(2, fps=FPS, gop=FPS, size=(320, 192), first=700),
            start_us=first.end_us,
            run="b" * 32,
        ).rows
    )
    out = index.root / "clip.mp4"
    clip.cut(index, index.root, "gate", made.T0 + 3_500_000, 1, out)
    shown = decoded(out)
    assert [number for number, _ in shown] == [*range(87, 100), *range(700, 713)]


def test_a_file_that_is_still_open_can_be_cut(index: Index) -> None:
    index.take(made.record(index.root, made.pictures(8, fps=FPS, gop=FPS), leave_open=True).rows)
    out = index.root / "clip.mp4"
    done = clip.cut(index, index.root, "gate", made.T0 + 5 * SECOND, 2, out)
    assert [number for number, _ in decoded(out)] == list(range(125, 175))
    assert done.missing == []


def test_an_instant_without_footage_names_the_nearest_on_both_sides(index: Index) -> None:
    index.take(made.record(index.root, made.plain(4), ended="stalled").rows)
    index.take(made.record(index.root, made.plain(4), start_us=made.T0 + 60 * SECOND, run="b" * 32).rows)
    for at, before, behind in (
        (30, made.T0 + 4 * SECOND, made.T0 + 60 * SECOND),
        (-5, None, made.T0),
        (99, made.T0 + 64 * SECOND, None),
    ):
        with pytest.raises(NoFootage) as caught:
            clip.cut(index, index.root, "gate", made.T0 + at * SECOND, 5, index.root / "clip.mp4")
        assert (caught.value.before_us, caught.value.behind_us) == (before, behind)
    assert not list(index.root.glob("*clip*"))


def test_a_file_that_exists_is_never_overwritten_and_a_failure_leaves_nothing(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    index.take(made.record(index.root, made.plain(4)).rows)
    out = index.root / "clip.mp4"
    out.write_text("mine")
    with pytest.raises(FileExistsError):
        clip.cut(index, index.root, "gate", made.T0, 2, out)
    assert out.read_text() == "mine"
    out.unlink()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("beholden.engines.video.clip.progressive._copy", full)
    with pytest.raises(OSError, match="No space"):
        clip.cut(index, index.root, "gate", made.T0, 2, out)
    assert not list(index.root.glob("*clip*"))


@pytest.mark.parametrize("seconds", [0, -1, 6 * 3600 + 1])
def test_a_length_that_makes_no_sense_is_refused(index: Index, seconds: float) -> None:
    index.take(made.record(index.root, made.plain(4)).rows)
    with pytest.raises(ValueError, match="seconds"):
        clip.cut(index, index.root, "gate", made.T0, seconds, index.root / "clip.mp4")


def test_a_damaged_file_in_the_middle_is_named_and_the_rest_is_cut(index: Index) -> None:
    recorded(index)
    rows = index.span("gate", made.T0, made.T0 + 60 * SECOND)
    (index.root / rows[1].path).unlink()
    done = clip.cut(index, index.root, "gate", made.T0 + 3 * SECOND, 8, index.root / "clip.mp4")
    assert [(gap.from_us, gap.why) for gap in done.missing] == [(rows[1].start_us, "gone")]
    assert [number for number, _ in decoded(index.root / "clip.mp4")] == [*range(75, 100), *range(200, 275)]


def test_a_wall_clock_that_ran_a_little_faster_or_slower_loses_no_frame_at_the_seam(index: Index) -> None:
    rows = made.record(index.root, made.pictures(12, fps=FPS, gop=FPS), length=4).rows
    for drift in (-30_000, 30_000):
        index.forget(row.id for row in index.span("gate", 0, made.T0 * 2))
        late = [0, drift, drift, drift]
        index.take(
            replace(row, start_us=row.start_us + late[row.seq], end_us=(row.end_us or 0) + late[row.seq + 1])
            for row in rows
        )
        out = index.root / f"clip{drift}.mp4"
        clip.cut(index, index.root, "gate", made.T0 + 3_000_000, 2, out)
        numbers = [number for number, _ in decoded(out)]
        assert numbers[:26] == list(range(75, 101))
        assert re.fullmatch("1+", "".join(str(b - a) for a, b in itertools.pairwise(numbers)))
