"""The masked film: H.264 in MP4 and nothing else of the original but, when asked for, its sound.

Pictures are new ones, so no side data comes along; SEI is filtered out; no metadata is written. It is written into a
file without a name, which is gone when the process is: only `publish` gives what was audited a name.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final, Self

import av
from av.bitstream import BitStreamFilterContext

from beholden.engines.redaction.decoding import Plane

_TICKS: Final = 90_000
_RATE: Final = 48_000
# one thread: a tenth less processor time, and a smaller film; of veryfast what covered pictures gain nothing by
_PICTURE: Final = {
    "preset": "veryfast",
    "crf": "23",
    "threads": "1",
    "x264-params": "me=dia:subme=1:bframes=1:b-adapt=0",
    "flags": "+bitexact",
}
_BARE: Final = {"fflags": "+bitexact"}  # no name of a program


class Scratch:
    """A file without a name in ``folder``; whole writes or OSError."""

    def __init__(self, folder: Path) -> None:
        self._file: Any = tempfile.TemporaryFile(dir=folder, buffering=0)  # noqa: SIM115 - closed by whoever made us
        self.read, self.seek, self.tell = self._file.read, self._file.seek, self._file.tell
        self.close = self._file.close

    def write(self, data: bytes) -> int:
        """Raises OSError when not all of it found room."""
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        return len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Encoder:
    """Writes pictures, and sound, into ``file``. Raises OSError (ENOSPC)."""

    def __init__(self, file: Scratch, width: int, height: int, sound: bool = False) -> None:
        self._out = av.open(file, "w", format="mp4", container_options=_BARE)
        self._video: Any = self._out.add_stream("libx264", rate=25, options=_PICTURE)
        # before the size is said: the filter sets its stream back to 640 × 480
        self._bare = BitStreamFilterContext("filter_units=remove_types=6", self._video, self._video)
        self._video.width, self._video.height, self._video.pix_fmt = width, height, "yuv420p"
        self._video.codec_context.time_base = Fraction(1, _TICKS)
        self._video.codec_context.gop_size = 50
        self._audio: Any = self._out.add_stream("aac", rate=_RATE, options={"flags": "+bitexact"}) if sound else None
        if self._audio:
            self._audio.layout = "mono"

    def picture(self, planes: Plane, at_s: float) -> None:
        """The next picture, shown from ``at_s``."""
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = round(at_s * _TICKS), Fraction(1, _TICKS)
        self._write(self._video.encode(frame))

    def sound(self, frame: Any) -> None:
        """The next sound, in 48 kHz mono, its time in `frame.pts`."""
        self._out.mux(self._audio.encode(frame))

    def finish(self) -> None:
        """All of it is in the file."""
        self._write(self._video.encode(None))
        for packet in self._bare.filter(None):
            self._out.mux(packet)
        if self._audio:
            self._out.mux(self._audio.encode(None))
        self._out.close()

    def _write(self, packets: Iterable[Any]) -> None:
        for packet in packets:
            for bare in self._bare.filter(packet):
                self._out.mux(bare)


def publish(scratch: Scratch, path: Path) -> None:
    """Give the film its name, whole, beginning with what a player needs first. Raises OSError (ENOSPC)."""
    part = path.with_name(path.name + ".part")
    scratch.seek(0)
    try:
        options = {"movflags": "+faststart", **_BARE}
        with av.open(scratch, "r") as film, av.open(str(part), "w", format="mp4", container_options=options) as out:
            streams = {stream.index: out.add_stream_from_template(stream) for stream in film.streams}
            out.metadata.clear()
            for packet in film.demux():
                if packet.dts is not None:
                    packet.stream = streams[packet.stream.index]
                    out.mux(packet)
        with open(part, "rb") as file:
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
