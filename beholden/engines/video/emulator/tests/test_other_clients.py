"""ffmpeg and GStreamer, which nobody here wrote, get the clip packet for packet."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from beholden.engines.video import emulator
from tests.clips import clip
from tests.peers import ffmpeg, gstreamer

pytestmark = pytest.mark.server


def _follows(got: list[str], source: list[str]) -> bool:
    """True when ``got`` is a run of ``source`` played in a loop."""
    first = source.index(got[0])
    return got == [source[(first + n) % len(source)] for n in range(len(got))]


@pytest.mark.parametrize("name", ["h264", "h265", "h264-b", "h265-10bit"])
def test_gstreamer_gets_every_frame_with_digest(name: str) -> None:
    source = [packet.md5 for packet in ffmpeg.packets(clip(name))]
    with emulator.serve([clip(name)], user="admin", password="secret") as cameras:
        got = gstreamer.play(cameras.urls[0], 2, user="admin", password="secret")
    assert len(got) > 35
    assert _follows([unit["md5"] for unit in got], source)
    assert got[0]["key"]


@pytest.mark.parametrize("name", ["short", "h265", "h264-b"])
def test_ffmpeg_gets_every_frame_over_tcp(name: str) -> None:
    source = [packet.md5 for packet in ffmpeg.packets(clip(name))]
    with emulator.serve([clip(name)], user="admin", password="secret", auth="basic") as cameras:
        got = ffmpeg.packets(cameras.urls[0].replace("//", "//admin:secret@"), limit=70)
    assert len(got) == 70
    assert _follows([packet.md5 for packet in got], source)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_ffmpeg_records_picture_and_sound_past_the_end_of_the_clip(transport: str, tmp_path: Path) -> None:
    with emulator.serve([clip("short-pcma")]) as cameras:
        ffmpeg.copy(cameras.urls[0], tmp_path / "copy.mkv", 4.5, transport=transport)
    video = ffmpeg.packets(tmp_path / "copy.mkv")
    assert len(video) > 100
    assert _follows([packet.md5 for packet in video], [packet.md5 for packet in ffmpeg.packets(clip("short-pcma"))])
    sound = ffmpeg.packets(tmp_path / "copy.mkv", "audio")
    assert len(sound) > 95
    times = [packet.seconds for packet in sound if packet.seconds is not None]
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.05


def test_ffmpeg_and_gstreamer_speak_tls_to_it() -> None:
    source = [packet.md5 for packet in ffmpeg.packets(clip("h264"))]
    with emulator.serve([clip("h264")], user="admin", password="secret", tls=True) as cameras:
        assert cameras.urls[0].startswith("rtsps://")
        got = ffmpeg.packets(cameras.urls[0].replace("//", "//admin:secret@"), limit=60)
        other = gstreamer.play(cameras.urls[0], 2, user="admin", password="secret")
    assert _follows([packet.md5 for packet in got], source)
    assert _follows([unit["md5"] for unit in other], source)


def test_a_wrong_password_is_refused_to_both(tmp_path: Path) -> None:
    with emulator.serve([clip("h264")], user="admin", password="secret") as cameras:
        said = ffmpeg.copy(cameras.urls[0].replace("//", "//admin:wrong@"), tmp_path / "none.mkv", 1)
        assert "401" in said
        assert not (tmp_path / "none.mkv").exists()
        assert "error" in gstreamer.play(cameras.urls[0], 3, user="admin", password="wrong")[-1]
        assert cameras.stats[0].sessions == 0
