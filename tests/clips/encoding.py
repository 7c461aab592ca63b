"""The variants of numbered clips, encoded with PyAV."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
import numpy as np

from .drawing import draw


@dataclass(frozen=True, slots=True)
class Variant:
    """How one clip is made. ``gop`` and ``frames`` in frames, ``rate`` frames a second, ``bits`` a second of video."""

    codec: str = "libx264"
    size: tuple[int, int] = (640, 360)
    gop: int = 50
    frames: int = 500
    rate: int = 25
    b_frames: int = 0
    pixels: str = "yuv420p"
    bits: int = 800_000
    noise: int = 40
    audio: str = ""  # encoder
    container: str = "mp4"


VARIANTS: Final[dict[str, Variant]] = {
    "h264": Variant(),
    "h264-gop25": Variant(gop=25),
    "h264-small": Variant(size=(320, 180), gop=25, bits=300_000),
    "h264-b": Variant(b_frames=2),
    "h264-10bit": Variant(pixels="yuv420p10le", frames=100),
    "h264-aac": Variant(audio="aac"),
    "h264-pcma": Variant(audio="pcm_alaw", container="mov"),
    "h265": Variant(codec="libx265", frames=400),
    "h265-b": Variant(codec="libx265", b_frames=2, frames=100),
    "h265-small": Variant(codec="libx265", size=(320, 180), gop=25, frames=250, bits=300_000),
    "h265-10bit": Variant(codec="libx265", pixels="yuv420p10le", frames=100),
    "short": Variant(gop=25, frames=50, b_frames=2, audio="aac"),
    "short-pcma": Variant(gop=25, frames=50, audio="pcm_alaw", container="mov"),
    "dense": Variant(gop=25, frames=100, bits=4_000_000, noise=160),
    "hd": Variant(size=(1920, 1080), bits=4_000_000, noise=110),
    "mjpeg": Variant(codec="mjpeg", pixels="yuvj420p", frames=50, container="mov", bits=4_000_000),
    "audio-only": Variant(codec="", frames=250, audio="aac"),
}


def make(variant: Variant, path: Path) -> None:
    """Encode ``variant`` into ``path``, whose name needs no suffix."""
    with av.open(str(path), "w", format=variant.container) as container:
        video = _video(container, variant) if variant.codec else None
        audio = _audio(container, variant) if variant.audio else None
        played = 0
        for number in range(variant.frames):
            if video is not None:
                picture = np.asarray(draw(number, variant.size, noise=variant.noise))
                frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format=variant.pixels)
                frame.pts, frame.time_base = number, Fraction(1, variant.rate)
                container.mux(video.encode(frame))
            while audio is not None and played * variant.rate < (number + 1) * audio.rate:
                played += _sound(container, audio, played)
        for stream in filter(None, (video, audio)):
            container.mux(stream.encode(None))


def _video(container: Any, variant: Variant) -> Any:
    stream = container.add_stream(variant.codec, rate=variant.rate)
    stream.width, stream.height = variant.size
    stream.pix_fmt, stream.bit_rate = variant.pixels, variant.bits
    gop, kilobits = variant.gop, variant.bits // 1000
    limits = f"keyint={gop}:min-keyint={gop}:scenecut=0:vbv-maxrate={kilobits}:vbv-bufsize={kilobits}"
    if variant.codec == "libx264":
        stream.options = {
            "preset": "ultrafast",
            "bf": str(variant.b_frames),
            "x264-params": limits + ":sliced-threads=0",
        }  # one slice a picture, as cameras send
    elif variant.codec == "libx265":
        more = f":bframes={variant.b_frames}:log-level=none:open-gop=0"
        stream.options = {"preset": "ultrafast", "x265-params": limits + more}
    return stream


def _audio(container: Any, variant: Variant) -> Any:
    stream = container.add_stream(variant.audio, rate=48_000 if variant.audio == "aac" else 8_000)
    stream.layout = "mono"
    return stream


def _sound(container: Any, stream: Any, start: int) -> int:
    """Mux one frame of a 440 Hz tone from sample ``start``; returns its samples."""
    rate = stream.rate
    count = 1024 if rate == 48_000 else 320
    tone = 0.3 * np.sin(2 * np.pi * 440 / rate * np.arange(start, start + count))
    if rate == 48_000:
        frame, data = av.AudioFrame("fltp", "mono", count), tone.astype(np.float32)
    else:
        frame, data = av.AudioFrame("s16", "mono", count), (32767 * tone).astype(np.int16)
    frame.planes[0].update(data.tobytes())
    frame.sample_rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
    container.mux(stream.encode(frame))
    return count
