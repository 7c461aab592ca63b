"""The picture that was shown at an instant, decoded from the key frame before it."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av
from PIL import Image

from beholden.engines.video.clip.cut import covering
from beholden.engines.video.clip.gather import Stream, add_video
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index

_DECODERS = {"h264": "h264", "h265": "hevc"}


class Picture(NamedTuple):
    """``image`` as the camera sent it, ``at_us`` the exact wall time from which it was shown."""

    image: Image.Image
    at_us: int


def picture(index: Index, root: Path, camera: str, at_us: int) -> Picture:
    """The picture of a camera at ``at_us``. Raises NoFootage, Damaged (it does not decode), OSError."""
    now = covering(index, root, camera, at_us)
    stream = Stream(now.video.timescale)
    at = now.ticks(at_us)
    add_video(stream, root, now, at, at + 1, 0)
    if not stream.sizes:
        raise Damaged(f"no picture can be read at {at_us} of {camera}")
    wanted = max((shown for shown in stream.shown if shown <= at), default=min(stream.shown))
    try:
        frame = _decode(stream, wanted)
    except av.FFmpegError as error:
        raise Damaged(f"the picture at {at_us} of {camera} does not decode: {error}") from error
    if frame is None or frame.pts is None:
        raise Damaged(f"the picture at {at_us} of {camera} does not decode")
    image: Image.Image = frame.to_image()  # type: ignore[no-untyped-call]
    return Picture(image, now.wall(frame.pts))


def _decode(stream: Stream, wanted: int) -> av.VideoFrame | None:
    """The frame shown at ``wanted``; when damage took it, the last one before."""
    description = stream.descriptions[0]
    if description.codec not in _DECODERS:
        raise Damaged("the codec of the picture is not known")
    decoder = av.CodecContext.create(_DECODERS[description.codec], "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.extradata = description.configuration
    decoder.thread_count = 1
    best: av.VideoFrame | None = None
    for packet in [*_packets(stream), None]:
        for frame in decoder.decode(packet):
            if frame.pts == wanted:
                return frame
            if (
                frame.pts is not None
                and frame.pts < wanted
                and (best is None or best.pts is None or frame.pts > best.pts)
            ):
                best = frame
    return best


def _packets(stream: Stream) -> list[av.Packet[Any]]:
    found = []
    for path, offset, first, count in stream.chunks:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            for number in range(first, first + count):
                packet = av.Packet(os.pread(fd, stream.sizes[number], offset))
                packet.pts, packet.dts = stream.shown[number], stream.decode[number]
                packet.time_base = Fraction(1, stream.timescale)
                found.append(packet)
                offset += stream.sizes[number]
        finally:
            os.close(fd)
    return found
