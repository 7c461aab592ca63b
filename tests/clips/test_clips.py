"""The numbered clips are what they say, and every frame's number can be read."""

from __future__ import annotations

import random

import av
import pytest
from PIL import Image, ImageFilter

from tests.clips import VARIANTS, clip, read_number
from tests.clips.drawing import draw

# encoded as "h264" is; decoding them all takes long
_SAME_PICTURE = {"h264-aac", "h264-pcma", "h264-gop25", "hd", "dense"}
_NUMBERED = [name for name, variant in VARIANTS.items() if variant.codec and name not in _SAME_PICTURE]
_KEYED = [name for name, variant in VARIANTS.items() if variant.codec not in ("", "mjpeg") and name != "hd"]


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (1920, 1080), (333, 187)])
def test_a_number_is_read_back_at_any_size_and_after_blur(size: tuple[int, int]) -> None:
    for number in (0, 1, 499, 0x5555, 0xAAAA, 65535):
        picture = draw(number, size, noise=110)
        assert read_number(picture) == number
        blurred = picture.filter(ImageFilter.GaussianBlur(size[0] / 160)).resize((400, 225))
        assert read_number(blurred) == number


def test_a_picture_without_cells_has_no_number() -> None:
    grain = Image.frombytes("L", (64, 36), random.Random(5).randbytes(64 * 36)).resize((640, 360))
    for picture in (Image.new("L", (640, 360), 128), Image.new("RGB", (640, 360)), grain):
        with pytest.raises(ValueError, match="not legible"):
            read_number(picture)


@pytest.mark.parametrize("name", _NUMBERED)
def test_every_frame_of_a_clip_shows_its_place(name: str) -> None:
    variant = VARIANTS[name]
    with av.open(str(clip(name))) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height) == variant.size
        numbers = [read_number(frame.to_image()) for frame in container.decode(stream)]
    assert numbers == list(range(variant.frames))


@pytest.mark.parametrize("name", _KEYED)
def test_key_frames_come_when_the_variant_says(name: str) -> None:
    variant = VARIANTS[name]
    with av.open(str(clip(name))) as container:
        keys = [n for n, packet in enumerate(container.demux(video=0)) if packet.size and packet.is_keyframe]
    assert keys == list(range(0, variant.frames, variant.gop))


@pytest.mark.parametrize("name", ["dense", pytest.param("hd", marks=pytest.mark.long)])
def test_a_clip_that_stands_for_a_busy_camera_really_has_its_rate(name: str) -> None:
    variant = VARIANTS[name]
    bits = clip(name).stat().st_size * 8 / (variant.frames / variant.rate)
    assert 0.85 < bits / variant.bits < 1.15


def test_sound_and_depth_are_there_where_they_are_named() -> None:
    def streams(name: str) -> dict[str, str]:
        with av.open(str(clip(name))) as container:
            return {one.type: one.codec_context.name for one in container.streams}

    assert streams("h264-aac") == {"video": "h264", "audio": "aac"}
    assert streams("h264-pcma") == {"video": "h264", "audio": "pcm_alaw"}
    assert streams("audio-only") == {"audio": "aac"}
    assert streams("mjpeg") == {"video": "mjpeg"}
    with av.open(str(clip("h265-10bit"))) as container:
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p10le"
