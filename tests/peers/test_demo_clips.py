"""The clips of the demo site are what its NOTICE says, small, and fit to be cameras."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.video.emulator.clips import load

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "demo"
CLIPS = sorted(FOLDER.glob("*.mp4"))


def test_there_are_four_small_clips_each_with_origin_and_licence() -> None:
    assert len(CLIPS) == 4
    assert sum(path.stat().st_size for path in CLIPS) <= 6 << 20
    notice = (FOLDER / "NOTICE").read_text(encoding="utf-8")
    assert all(path.name in notice for path in CLIPS)
    assert notice.count("Licence:") == notice.count("From:") == notice.count("Changes:") + 1


@pytest.mark.parametrize("path", CLIPS, ids=lambda path: path.stem)
def test_each_clip_is_what_a_camera_sends(path: Path) -> None:
    clip = load(path)
    video = clip.video
    keys = [frame.due for frame in video.frames if frame.key]
    assert len(clip.media) == 1
    assert video.codec == "h264"
    assert 10 <= video.fps <= 25
    assert 15 <= video.period <= 60
    assert 640 <= video.width <= 1280
    assert max(b - a for a, b in zip(keys, [*keys[1:], video.period], strict=True)) <= 2.01
    ticks = [frame.ticks for frame in video.frames]
    assert ticks == sorted(ticks)  # no B-frames
