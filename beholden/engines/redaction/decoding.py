"""Pictures of several files as one film, from a second of the first to a second of the last, in Y, U, V.

Nothing is mended: what does not decode is `Damaged`: a picture that was guessed at may show what no detector saw.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import av
import numpy as np
import numpy.typing as npt

from beholden.engines.redaction.plan import Source

Plane: TypeAlias = npt.NDArray[np.uint8]

LARGEST: Final = 8192 * 4352  # pixels of a picture
_STEP_S: Final = 0.001  # between pictures whose times do not grow


class Damaged(ValueError):
    """A source does not decode, from its second ``at_s``."""

    def __init__(self, source: int, at_s: float) -> None:
        super().__init__(f"source {source} at {at_s:.3f} s")
        self.source, self.at_s = source, at_s


class Missing(LookupError):
    """A source is not there or may not be read."""

    def __init__(self, source: int) -> None:
        super().__init__(f"source {source}")
        self.source = source


class NoPicture(LookupError):
    """There is not one picture in what was asked for."""


class Picture:
    """One picture of the film, shown from ``at_s``."""

    __slots__ = ("_frame", "at_s")

    def __init__(self, at_s: float, frame: Any) -> None:
        self.at_s, self._frame = at_s, frame

    @property
    def luma(self) -> Plane:
        """Y alone, to read, not to write."""
        plane = self._frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return rows[: self._frame.height, : self._frame.width]

    def planes(self) -> Plane:
        """A copy to write on: Y over U over V as OpenCV's I420 has them, (3/2 · height, width)."""
        planes: Plane = self._frame.to_ndarray()
        return planes


@dataclass(frozen=True, slots=True)
class Part:
    """Where a source stands in the film: from ``at_s``, ``seconds`` long."""

    at_s: float
    seconds: float


class Film:
    """The sources in order, without the gaps between them, in the size of the first."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Raises Missing, Damaged, NoPicture."""
        self.sources = tuple(sources)
        self.parts: list[Part] = []  # known once all pictures were read
        if not self.sources:
            raise NoPicture
        with _opened(0, self.sources[0]) as (_, stream):
            self.width, self.height = (side - side % 2 for side in (stream.width, stream.height))
        self.expected = sum(self._expected(number) for number in range(len(self.sources)))

    def pictures(self) -> Iterator[Picture]:
        """Raises Missing, Damaged, NoPicture, the last when all is read."""
        start, any_seen, parts = 0.0, False, []
        for number in range(len(self.sources)):
            last, step = start, 0.04
            for picture in self._of(number, start):
                step = picture.at_s - last if picture.at_s > last else step
                last, any_seen = picture.at_s, True
                yield picture
            end = last + min(step, 1.0) if last > start or any_seen else start
            parts.append(Part(start, end - start))
            start = end
        self.parts = parts
        if not any_seen:
            raise NoPicture

    def _of(self, number: int, start: float) -> Iterator[Picture]:
        source = self.sources[number]
        at, previous = source.from_s, start - _STEP_S
        with _opened(number, source) as (container, stream):
            zero = float((stream.start_time or 0) * stream.time_base)
            try:
                for frame in container.decode(stream):
                    at = (frame.time or 0.0) - zero if frame.pts is not None else at + 0.04
                    if source.to_s is not None and at >= source.to_s:
                        return
                    if frame.is_corrupt:
                        raise Damaged(number, at)
                    if at < source.from_s - _STEP_S / 2:
                        continue
                    previous = max(start + at - source.from_s, previous + _STEP_S)
                    yield Picture(previous, self._even(frame))
            except av.FFmpegError as error:
                raise Damaged(number, at) from error

    def _even(self, frame: Any) -> Any:
        if (frame.width, frame.height, frame.format.name) == (self.width, self.height, "yuv420p"):
            return frame
        return frame.reformat(width=self.width, height=self.height, format="yuv420p")

    def _expected(self, number: int) -> float:
        source = self.sources[number]
        with _opened(number, source) as (container, _):
            seconds = (container.duration or 0) / av.time_base
        return max(0.0, min(seconds, source.to_s if source.to_s is not None else seconds) - source.from_s)


@contextmanager
def _opened(number: int, source: Source) -> Iterator[tuple[Any, Any]]:
    try:
        container = av.open(str(source.path), options={"protocol_whitelist": "file"})
    except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
        raise Missing(number) from error
    except (av.FFmpegError, OSError) as error:
        raise Damaged(number, 0.0) from error
    with container:
        if not container.streams.video:
            raise Damaged(number, 0.0)
        stream = container.streams.video[0]
        if not (16 <= stream.width <= 16384 and stream.height >= 16 and stream.width * stream.height <= LARGEST):
            raise Damaged(number, 0.0)
        stream.thread_type = "AUTO"
        stream.codec_context.options = {"err_detect": "explode"}
        yield container, stream


def split(planes: Plane) -> tuple[Plane, Plane, Plane]:
    """Y, U and V as views that write through."""
    rows, width = planes.shape
    height = rows * 2 // 3
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]
