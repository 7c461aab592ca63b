"""Parameter sets say size, depth, rate and reordering: our own, real cameras', and what encoders really make."""

from __future__ import annotations

import base64
import io
from fractions import Fraction

import av
import pytest

from beholden.engines.video import codecs
from beholden.engines.video.codecs import aac, h264, h265
from beholden.engines.video.codecs.bits import split_annex_b
from beholden.engines.video.codecs.tests.writer import h264_sps
from beholden.engines.video.errors import CameraError
from beholden.engines.video.tracks import Track


def _encode(codec: str, width: int, height: int, pixels: str, **options: str) -> list[bytes]:
    """NAL units of one second made by a real encoder."""
    sink = io.BytesIO()
    with av.open(sink, "w", format="h264" if codec == "libx264" else "hevc") as container:
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, pixels
        stream.time_base = Fraction(1, 25)
        for number in range(8):
            frame = av.VideoFrame(width, height, pixels)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return split_annex_b(sink.getvalue())


@pytest.mark.parametrize(
    ("text", "size", "fps", "string"),
    [
        ("Z2QAHqwsaoLA9puCgIKgAAADACAAAAMD0IAA", (704, 480), 15.0, "avc1.64001e"),
        ("Z00AKZpkA8ARPyzUBAQFAAADA+gAAOpgBA==", (1920, 1080), 30.0, "avc1.4d0029"),
        ("J00AII1qBQB5oQAAAwABAAADACiE", (1280, 960), 20.0, "avc1.4d0020"),
        ("Z2QAM6zoAoALWQ==", (2560, 1440), 0.0, "avc1.640033"),
    ],
)
def test_sets_of_real_cameras(text: str, size: tuple[int, int], fps: float, string: str) -> None:
    sps = h264.parse_sps(base64.b64decode(text))
    assert ((sps.width, sps.height), sps.fps, sps.codec_string, sps.bit_depth) == (size, fps, string, 8)


@pytest.mark.parametrize(
    ("width", "height", "pixels", "options"),
    [
        (1920, 1080, "yuv420p", {"bf": "0"}),
        (322, 242, "yuv420p", {"bf": "2", "preset": "ultrafast"}),
        (640, 360, "yuv420p10le", {"bf": "0"}),
        (640, 360, "yuv422p", {"bf": "3", "b_strategy": "0"}),
        (640, 480, "yuv444p", {"bf": "0", "preset": "ultrafast"}),
        (720, 576, "yuv420p", {"bf": "0", "x264-params": "interlaced=1"}),
    ],
)
def test_what_x264_writes(width: int, height: int, pixels: str, options: dict[str, str]) -> None:
    unit = next(unit for unit in _encode("libx264", width, height, pixels, **options) if unit[0] & 31 == 7)
    sps = h264.parse_sps(unit)
    assert (sps.width, sps.height) == (width, height)
    assert sps.bit_depth == (10 if "10" in pixels else 8)
    assert sps.fps == 25.0
    assert (sps.reorder > 0) == (options["bf"] != "0")
    assert sps.fields == ("x264-params" in options)


@pytest.mark.parametrize(
    ("width", "height", "pixels", "string"),
    [
        (640, 360, "yuv420p", "hvc1.1.6.L63.90"),
        (320, 242, "yuv420p", "hvc1.1.6.L60.90"),
        (640, 360, "yuv420p10le", "hvc1.2.4.L63.90"),
    ],
)
def test_what_x265_writes(width: int, height: int, pixels: str, string: str) -> None:
    units = _encode("libx265", width, height, pixels, preset="ultrafast", **{"x265-params": "log-level=none:bframes=2"})
    track = Track("video", "h265", 96, 90_000, "")
    track.parameters = [next(u for u in units if h265.kind_of(u) == kind) for kind in (h265.VPS, h265.SPS, h265.PPS)]
    codecs.describe(track)
    assert (track.width, track.height, track.codec_string) == (width, height, string)
    assert track.bit_depth == (10 if "10" in pixels else 8)
    assert track.reorder > 0
    assert track.ready


def test_cropping_counts_in_chroma_samples_and_field_lines() -> None:
    assert _size(h264_sps(1920, 1088, crop=(0, 0, 0, 4))) == (1920, 1080)
    assert _size(h264_sps(64, 64, fields=True, crop=(1, 2, 0, 3))) == (58, 52)
    assert _size(h264_sps(64, 64, profile=122, chroma=2, crop=(1, 0, 0, 3))) == (62, 61)
    assert _size(h264_sps(64, 64, profile=244, chroma=3, crop=(1, 0, 0, 3))) == (63, 61)
    with pytest.raises(CameraError, match="damaged"):
        h264.parse_sps(h264_sps(64, 64, crop=(20, 20, 0, 0)))


def _size(unit: bytes) -> tuple[int, int]:
    sps = h264.parse_sps(unit)
    return sps.width, sps.height


def test_timing_and_reordering_are_read_behind_aspect_ratio_and_hrd_and_an_absurd_rate_is_none() -> None:
    sps = h264.parse_sps(h264_sps(640, 368, order=1, timing=(1001, 60000), reorder=2))
    assert (round(sps.fps, 2), sps.reorder) == (29.97, 2)
    assert h264.parse_sps(h264_sps(640, 368, order=0, timing=(1, 4_000_000_000))).fps == 0.0
    assert h264.parse_sps(h264_sps(640, 368, timing=(0, 50))).fps == 0.0


def test_a_set_whose_usability_part_is_cut_off_still_tells_the_size() -> None:
    whole = h264_sps(640, 368, timing=(1, 50), reorder=1)
    sps = h264.parse_sps(whole[:14])
    assert (sps.width, sps.height, sps.reorder) == (640, 368, 0)


@pytest.mark.parametrize(
    ("config", "rate", "channels", "frame", "string"),
    [
        ("1188", 48000, 1, 1024, "mp4a.40.2"),
        ("1408", 16000, 1, 1024, "mp4a.40.2"),
        ("1210", 44100, 2, 1024, "mp4a.40.2"),
        ("1214", 44100, 2, 960, "mp4a.40.2"),
        ("2b920800", 44100, 2, 2048, "mp4a.40.5"),
        ("eb098800", 48000, 2, 2048, "mp4a.40.29"),
    ],
)
def test_audio_configurations(config: str, rate: int, channels: int, frame: int, string: str) -> None:
    found = aac.parse_config(bytes.fromhex(config))
    assert (found.rate, found.channels, found.frame, found.codec_string) == (rate, channels, frame, string)
    with pytest.raises(CameraError, match="damaged"):
        aac.parse_config(bytes.fromhex("1e80"))  # a sampling rate that is reserved


def test_describing_a_track_with_damaged_sets_leaves_it_as_it_was() -> None:
    track = Track("video", "h264", 96, 90_000, "", parameters=[b"\x67\x4d", b"\x68"], width=640, height=480)
    with pytest.raises(CameraError, match="damaged"):
        codecs.describe(track)
    assert (track.width, track.height) == (640, 480)
    track.parameters = [b"", b""]
    codecs.describe(track)
    assert not track.ready
