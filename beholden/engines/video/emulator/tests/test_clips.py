"""What can be a camera's clip, and what is refused with one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.video.emulator.clips import ClipError, Medium, fill_g711, load
from tests.clips import VARIANTS, clip


@pytest.mark.parametrize(
    ("name", "said"), [("mjpeg", "mjpeg; a camera clip must be H.264 or H.265"), ("audio-only", "holds no video")]
)
def test_a_clip_no_camera_would_send_is_refused(name: str, said: str) -> None:
    with pytest.raises(ClipError, match=said):
        load(clip(name))


def test_files_that_are_no_video_are_refused_with_their_name(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("no video at all\n" * 100)
    (tmp_path / "torn.mp4").write_bytes(clip("h264").read_bytes()[:20_000])
    for path in (*tmp_path.iterdir(), tmp_path / "missing.mp4", tmp_path):
        with pytest.raises(ClipError) as refused:
            load(path)
        assert str(path) in str(refused.value)
        assert "\n" not in str(refused.value)


def test_a_clip_tells_its_codec_size_rate_and_length() -> None:
    for name in ("h264", "h264-b", "h265", "short"):
        variant, video = VARIANTS[name], load(clip(name)).video
        assert (video.width, video.height, video.fps) == (*variant.size, variant.rate)
        assert len(video.frames) == variant.frames
        assert video.period == variant.frames / variant.rate
        assert [n for n, frame in enumerate(video.frames) if frame.key] == list(range(0, variant.frames, variant.gop))


def test_sound_is_cut_to_the_picture_so_that_both_loops_stay_together() -> None:
    for name, step in (("short", 1024 / 48_000), ("short-pcma", 0)):
        video, audio = load(clip(name)).media
        assert abs(audio.period - video.period) <= step / 2 + 1e-9


def test_g711_is_cut_into_packets_without_losing_a_sample() -> None:
    medium = fill_g711(Medium("audio", "pcma", 8, 8000), bytes(range(256)) * 5)
    packets = [packet for frame in medium.frames for packet in frame.wire.packets()]
    assert b"".join(bytes(packet[12:]) for packet in packets) == bytes(range(256)) * 5
    assert [frame.ticks for frame in medium.frames] == [0, 320, 640, 960]
    assert medium.period_ticks == 1280


def test_any_instant_of_endless_playing_finds_its_key_frame() -> None:
    video = load(clip("h264-gop25")).video
    assert video.key_before(0.0) == (0, 0)
    assert video.key_before(0.99) == (0, 0)
    assert video.key_before(1.0) == (0, 25)
    assert video.key_before(20.0) == (1, 0)
    assert video.key_before(61.5) == (3, 25)
    assert video.key_after(0.0) == (0, 0)
    assert video.key_after(0.01) == (0, 25)
    assert video.key_after(19.5) == (1, 0)
    assert video.first_due(0.5) == (0, 13)
    assert video.first_due(19.99) == (1, 0)
