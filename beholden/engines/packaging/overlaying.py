"""The process that burns a mark into a film: decode, lay over, encode. A process of its own, at the lowest priority.

    python -m beholden.engines.packaging.overlaying '{"source": …}'

It tells how much of the film is done, in thousandths, a line each, and ends when nobody reads them any more.
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import av
from av.filter import Graph
from PIL import Image, ImageDraw, ImageFont

MOST_MEMORY: Final = 4 << 30  # bytes of address space: a film made to swell ends this process only
_NICE: Final = 10
_CLOCK: Final = "2026-00-00 00:00:00"
_QUALITY: Final = {"preset": "veryfast", "crf": "26", "g": "50"}


@dataclass(frozen=True, slots=True)
class Task:
    """``layer`` a PNG of the film's size with an alpha channel; ``from_us`` wall time of the first picture and
    ``offset_minutes`` east of UTC for the clock that runs in it; ``font`` a path or ""."""

    source: str
    target: str
    layer: str
    from_us: int
    offset_minutes: int
    font: str

    def words(self) -> str:
        """For the command line."""
        return json.dumps(asdict(self))


def run(task: Task) -> None:
    """Make the marked copy. Raises av.FFmpegError, OSError, ValueError for a film without pictures."""
    with av.open(task.source) as source, av.open(task.target, "w", format="mp4") as target:
        if not source.streams.video:
            raise ValueError("there is no picture")
        picture = source.streams.video[0]
        made: Any = target.add_stream("libx264", rate=picture.average_rate or 25)
        made.width, made.height, made.pix_fmt = picture.codec_context.width, picture.codec_context.height, "yuv420p"
        made.codec_context.time_base = picture.time_base
        made.options, made.thread_count = dict(_QUALITY), 1
        # AAC is taken over as it is; G.711 has no place in an MP4 that ffmpeg writes, and a mark proves nothing anyway
        sound = next((one for one in source.streams.audio if one.codec_context.name == "aac"), None)
        kept = target.add_stream_from_template(sound) if sound is not None else None
        over, far = _Overlay(picture, Layer(Path(task.layer).read_bytes(), task)), _Far(picture)
        for packet in source.demux([one for one in (picture, sound) if one is not None]):
            if kept is not None and packet.stream.type == "audio":
                if packet.dts is not None:
                    packet.stream = kept
                    target.mux(packet)
                continue
            for frame in packet.decode():
                for marked in over.push(frame):
                    target.mux(made.encode(marked))
                far.reached(frame)
        for marked in over.end():
            target.mux(made.encode(marked))
        target.mux(made.encode())


class _Far:
    """Tells, in thousandths, how far into the film a picture is."""

    def __init__(self, picture: Any) -> None:
        self._length = max(float((picture.duration or 0) * picture.time_base), 0.001)
        self._told = 0

    def reached(self, frame: Any) -> None:
        done = min(int(1000 * (frame.time or 0) / self._length), 1000)
        if done > self._told:
            self._told = done
            sys.stdout.write(f"{done}\n")
            sys.stdout.flush()


class Layer:
    """What lies over the film at each second: the same words, and the time."""

    def __init__(self, png: bytes, task: Task) -> None:
        with Image.open(io.BytesIO(png)) as picture:
            self._base = picture.convert("RGBA")
        self._from, self._offset = task.from_us, timedelta(minutes=task.offset_minutes)
        size = max(min(self._base.width // 40, 32), 12)
        while size > 6 and _font(task.font, size).getlength(_CLOCK) > self._base.width - size:
            size -= 1
        self._font, self._size = _font(task.font, size), size

    def at(self, second: int) -> Image.Image:
        """The layer ``second`` seconds into the film."""
        layer = self._base.copy()
        pen = ImageDraw.Draw(layer)
        whole = datetime.fromtimestamp(self._from // 1_000_000, UTC) + self._offset + timedelta(seconds=second)
        text = whole.strftime("%Y-%m-%d %H:%M:%S")
        pen.rectangle(
            (0, 0, pen.textlength(text, font=self._font) + self._size, self._size * 1.8), fill=(10, 14, 16, 190)
        )
        pen.text((self._size // 2, self._size // 3), text, font=self._font, fill=(255, 255, 255, 255))
        return layer


def _font(path: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(path, size) if path else ImageFont.load_default(size)


class _Overlay:
    """ffmpeg's overlay filter, its second input one picture a second and always one ahead of the film."""

    def __init__(self, picture: Any, layer: Layer) -> None:
        size = f"{picture.codec_context.width}x{picture.codec_context.height}"
        self._graph, self._layer, self._base, self._next = Graph(), layer, picture.time_base, 0
        self._film = self._graph.add_buffer(template=picture)
        self._above = self._graph.add("buffer", f"video_size={size}:pix_fmt=rgba:time_base={self._base}")
        laid = self._graph.add("overlay", "0:0:format=yuv420:shortest=1")
        self._out = self._graph.add("buffersink")
        self._film.link_to(laid, 0, 0)
        self._above.link_to(laid, 0, 1)
        laid.link_to(self._out)
        self._graph.configure()

    def push(self, frame: Any) -> list[Any]:
        while self._next <= int(frame.time or 0) + 1:
            self._above.push(_frame(self._layer.at(self._next), int(self._next / self._base), self._base))
            self._next += 1
        self._film.push(frame)
        return self._pull()

    def end(self) -> list[Any]:
        self._film.push(None)
        self._above.push(None)
        return self._pull()

    def _pull(self) -> list[Any]:
        found: list[Any] = []
        while True:
            try:
                frame: Any = self._out.pull()
            except (av.BlockingIOError, av.EOFError):
                return found
            frame.pict_type = 0  # the encoder decides what becomes a key frame
            found.append(frame)


def _frame(picture: Image.Image, pts: int, base: Fraction) -> Any:
    frame = av.VideoFrame(picture.width, picture.height, "rgba")
    plane, raw, row = frame.planes[0], picture.tobytes(), picture.width * 4
    if plane.line_size != row:
        raw = b"".join(raw[at : at + row].ljust(plane.line_size, b"\0") for at in range(0, len(raw), row))
    plane.update(raw)
    frame.pts, frame.time_base = pts, base
    return frame


def main() -> int:
    """The process: 0 done, 1 the film cannot be marked."""
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    try:
        run(Task(**json.loads(sys.argv[1])))
    except BrokenPipeError:
        return 1  # who asked is gone
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
