"""`beholden record` against GStreamer's RTSP server: packet for packet what the camera sent, every file plays alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import av
import pytest

from tests.clips import clip
from tests.peers import gstreamer
from tests.peers.ffmpeg import packets

pytestmark = pytest.mark.server

# by hand for ten minutes: SOAK_SECONDS=600
SECONDS = int(os.environ.get("SOAK_SECONDS", "14"))
CASES = {
    "h264": ("h264-gop25", "h264", ""),
    "h265": ("h265", "h265", ""),
    "h264+aac": ("h264-aac", "h264", "aac"),
    "h264+pcma": ("h264-pcma", "h264", "pcma"),
    "b-frames": ("h264-b", "h264", ""),
}


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, gstreamer.Served]:
    """A clip for each case, repeated until it is long enough."""
    folder = tmp_path_factory.mktemp("sources")
    served = {}
    for case, (name, video, audio) in CASES.items():
        path = clip(name)
        if SECONDS > 15:
            long = folder / path.name
            repeat = [
                "ffmpeg",
                "-v",
                "error",
                "-stream_loop",
                str(SECONDS // 15),
                "-i",
                str(path),
                "-c",
                "copy",
                str(long),
            ]
            subprocess.run(repeat, check=True)
            path = long
        served[case] = gstreamer.Served(path, video, audio)
    return served


@pytest.fixture(scope="module")
def recorded(sources: dict[str, gstreamer.Served], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All cases recorded at once, with digest sign-in, in files of four seconds."""
    into = tmp_path_factory.mktemp("recorded")
    with gstreamer.serve(list(sources.values()), user="guard", password="watch me") as urls:
        named = [
            f"{name.replace('+', '-')}={url.replace('://', '://guard:watch%20me@')}"
            for name, url in zip(CASES, urls, strict=True)
        ]
        words = ["record", *named, "--into", str(into), "--for", str(SECONDS), "--segment", "4"]
        program = "import sys; from beholden.cli import main; sys.exit(main())"
        done = subprocess.run(
            [sys.executable, "-c", program, *words], capture_output=True, text=True, timeout=SECONDS + 60
        )
    assert done.returncode == 0, done.stderr
    return into


def _files(recorded: Path, case: str) -> list[Path]:
    return sorted((recorded / "footage" / case.replace("+", "-")).rglob("*.mp4"))


@pytest.mark.parametrize("case", CASES)
def test_the_record_is_the_source_packet_for_packet(
    recorded: Path, sources: dict[str, gstreamer.Served], case: str
) -> None:
    for kind in ["video", "audio"] if sources[case].audio else ["video"]:
        source = [packet.md5 for packet in packets(sources[case].path, kind)]
        got = [packet.md5 for path in _files(recorded, case) for packet in packets(path, kind)]
        assert len(got) > (SECONDS - 6) * 24  # pictures a second, or sound packets of 40 ms
        first = source.index(got[0])
        assert kind == "audio" or first == 0
        assert got == source[first : first + len(got)]


@pytest.mark.parametrize("case", CASES)
def test_every_file_plays_by_itself_from_zero(recorded: Path, case: str) -> None:
    files = _files(recorded, case)
    assert len(files) >= 2
    for path in files:
        with av.open(str(path)) as container:
            assert abs(container.streams.video[0].start_time or 0) * container.streams.video[0].time_base < 0.05
            frames = sum(1 for _ in container.decode(video=0))
        assert frames == len(packets(path))
