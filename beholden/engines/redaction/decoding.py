"""Pictures of several files as one film, from a second of the first to a second of the last, in Y, U, V.

Nothing is mended: where `sources` has no picture there is a blank one, and a film of which more than half is blank is
none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

import av
import numpy as np
import numpy.typing as npt

from beholden.engines.redaction.plan import Blank, Source
from beholden.engines.redaction.sources import Altered, Damaged, Missing, Shown, none, opened, shown

Plane: TypeAlias = npt.NDArray[np.uint8]

_STEP_S: Final = 0.001  # between pictures whose times do not grow
_MOST: Final = 0.5  # of a film that may be blank
_GREY: Final = (64, 128)  # luma and chroma of what is blank


class NoPicture(LookupError):
    """There is not one picture in what was asked for."""


class Picture:
    """One picture of the film, shown from ``at_s``; a ``blank`` one where nothing decoded."""

    __slots__ = ("_frame", "_size", "at_s")

    def __init__(self, at_s: float, frame: Any, size: tuple[int, int]) -> None:
        self.at_s, self._frame, self._size = at_s, frame, size

    @property
    def blank(self) -> bool:
        """Whether there is nothing to be seen."""
        return self._frame is None

    @property
    def luma(self) -> Plane:
        """Y alone, to read, not to write; not of a blank one."""
        plane = self._frame.planes[0]
        rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)
        return rows[: self._frame.height, : self._frame.width]

    def planes(self) -> Plane:
        """A copy to write on: Y over U over V as OpenCV's I420 has them, (3/2 · height, width)."""
        if self.blank:
            return plain(*self._size)
        planes: Plane = self._frame.to_ndarray()
        return planes


def plain(width: int, height: int) -> Plane:
    """A picture of one colour."""
    planes = np.full((height * 3 // 2, width), _GREY[1], np.uint8)
    planes[:height] = _GREY[0]
    return planes


@dataclass(frozen=True, slots=True)
class Part:
    """Where a source stands in the film: from ``at_s``, ``seconds`` long."""

    at_s: float
    seconds: float


class Film:
    """The sources in order, without the gaps between them, in the size of the first that opens."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Raises Missing, Damaged, Exchanged, NoPicture."""
        self.sources = tuple(sources)
        self.parts: list[Part] = []  # known once all pictures were read
        self.blanks: list[Blank] = []  # so are they
        self.altered: set[int] = set()  # sources that were not the file that was recorded when they were read
        if not self.sources:
            raise NoPicture
        self.width, self.height = self._size()
        self.expected = sum(self._expected(number) for number in range(len(self.sources)))

    def pictures(self) -> Iterator[Picture]:
        """Raises Missing, Damaged, Exchanged, NoPicture; the last, and Damaged for what is mostly blank (Altered when
        that is why), when all is read.
        """
        start, any_seen, parts = 0.0, False, []
        self.blanks = []
        for number in range(len(self.sources)):
            last, step, blank = start, 0.04, False
            for picture in self._of(number, start):
                step = picture.at_s - last if picture.at_s > last else step
                last, any_seen = picture.at_s, True
                self._blank(number, picture.at_s, blank, picture.blank)
                blank = picture.blank
                yield picture
            end = last + min(step, 1.0) if last > start or any_seen else start
            self._blank(number, end, blank, False)
            parts.append(Part(start, end - start))
            start = end
        self.parts = parts
        if not any_seen:
            raise NoPicture
        self._most(start)

    def _most(self, seconds: float) -> None:
        lost = sum(one.to_s - one.from_s for one in self.blanks)
        if lost <= _MOST * seconds + _STEP_S:
            return
        altered = [one for one in self.blanks if one.altered]
        mostly = 2 * sum(one.to_s - one.from_s for one in altered) >= lost
        first = altered[0] if mostly else self.blanks[0]
        at_s = first.from_s - self.parts[first.source].at_s + self.sources[first.source].from_s
        raise (Altered if mostly else Damaged)(first.source, at_s)

    def _blank(self, number: int, at_s: float, before: bool, now: bool) -> None:
        if now and not before:
            self.blanks.append(Blank(number, at_s, at_s, number in self.altered))
        elif before:
            self.blanks[-1] = replace(self.blanks[-1], to_s=at_s)

    def _of(self, number: int, start: float) -> Iterator[Picture]:
        source = self.sources[number]
        previous = start - _STEP_S
        for at, frame in self._shown(number, source):
            if at < source.from_s - _STEP_S / 2:
                continue
            previous = max(start + at - source.from_s, previous + _STEP_S)
            yield Picture(previous, self._even(frame), (self.width, self.height))

    def _shown(self, number: int, source: Source) -> Iterator[Shown]:
        try:
            yield from shown(number, source)
        except Altered:
            self.altered.add(number)
            if source.to_s is None:
                raise
            yield from none(source.from_s, source.to_s)

    def _even(self, frame: Any) -> Any:
        if frame is None or (frame.width, frame.height, frame.format.name) == (self.width, self.height, "yuv420p"):
            return frame
        return frame.reformat(width=self.width, height=self.height, format="yuv420p")

    def _size(self) -> tuple[int, int]:
        for number, source in enumerate(self.sources):
            with self._noted(number), opened(number, source) as (_, stream):
                return stream.width - stream.width % 2, stream.height - stream.height % 2
        raise (Altered if 2 * len(self.altered) >= len(self.sources) else Damaged)(0, 0.0)

    @contextmanager
    def _noted(self, number: int) -> Iterator[None]:
        try:
            yield
        except Altered:
            self.altered.add(number)
        except Damaged:
            pass  # its pictures are blank

    def _expected(self, number: int) -> float:
        source = self.sources[number]
        seconds = source.to_s or 0.0
        with self._noted(number), opened(number, source) as (container, _):
            held = (container.duration or 0) / av.time_base
            seconds = min(held, source.to_s) if source.to_s is not None else held
        return max(0.0, seconds - source.from_s)


def split(planes: Plane) -> tuple[Plane, Plane, Plane]:
    """Y, U and V as views that write through."""
    rows, width = planes.shape
    height = rows * 2 // 3
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]


__all__ = ["Altered", "Damaged", "Film", "Missing", "NoPicture", "Part", "Picture", "Plane", "plain", "split"]
