"""One file: its pictures in order, and the seconds at which there should be one that did not decode (R22).

Of a file that is not the one that was recorded nothing is decoded (`video.segments.originals`).

A picture that does not decode, one that may refer to a picture that is missing, and every one behind it up to the next
key frame that decodes, is none: a decoder that goes on shows guesses, and another time other ones.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from heapq import heappop, heappush
from typing import Any, Final, TypeAlias

import av

from beholden.engines.redaction.numbering import Numbering
from beholden.engines.redaction.plan import Source
from beholden.engines.video.segments.originals import Original

LARGEST: Final = 8192 * 4352  # pixels of a picture
_LATE_S: Final = 2.0  # and three pictures: after a longer pause something is missing, no camera is that slow
_FILLS_S: Final = 0.2  # between the seconds told of a time in which nobody knows how many pictures there were

Shown: TypeAlias = tuple[float, Any]  # second of the file, and the frame; None where there is none


class Damaged(ValueError):
    """A source does not decode, from its second ``at_s``."""

    def __init__(self, source: int, at_s: float) -> None:
        super().__init__(f"source {source} at {at_s:.3f} s")
        self.source, self.at_s = source, at_s


class Altered(Damaged):
    """A source is not the file that was recorded."""


class Missing(LookupError):
    """A source is not there or may not be read."""

    def __init__(self, source: int) -> None:
        super().__init__(f"source {source}")
        self.source = source


@contextmanager
def opened(number: int, source: Source) -> Iterator[tuple[Any, Any]]:
    """The file and its pictures. Raises Missing, Damaged, Altered, Exchanged."""
    with ExitStack() as held:
        try:
            file = held.enter_context(Original(source.path)) if source.root else str(source.path)
            if isinstance(file, Original) and file.root != source.root:
                raise Altered(number, source.from_s)
            container = held.enter_context(av.open(file, options={"protocol_whitelist": "file"}))
        except (FileNotFoundError, PermissionError, IsADirectoryError) as error:
            raise Missing(number) from error
        except (av.FFmpegError, OSError) as error:
            raise Damaged(number, 0.0) from error
        if not container.streams.video:
            raise Damaged(number, 0.0)
        stream = container.streams.video[0]
        if stream.codec_context is None:  # of a codec nobody knows
            raise Damaged(number, 0.0)
        if not (16 <= stream.width <= 16384 and stream.height >= 16 and stream.width * stream.height <= LARGEST):
            raise Damaged(number, 0.0)
        stream.thread_type = "AUTO"
        stream.codec_context.options = {"err_detect": "explode"}
        yield container, stream


def shown(number: int, source: Source) -> Iterator[Shown]:
    """From the file's beginning to the source's ``to_s``, growing. Raises Missing; Altered; Exchanged; Damaged when it
    does not open and nobody said how long it should be.
    """
    at, step = 0.0, 0.04
    try:
        with opened(number, source) as (container, stream):
            for next_s, frame in _Decoding(container, stream).pictures():
                if source.to_s is not None and next_s >= source.to_s:
                    break
                yield from _filled(at, next_s, step)
                at, step = next_s, next_s - at if next_s > at else step
                yield at, frame
    except Altered:
        raise
    except Damaged:
        if source.to_s is None:
            raise
        yield from none(source.from_s, source.to_s)
        return
    if source.to_s is not None:
        yield from _filled(at, source.to_s, step)


def none(from_s: float, to_s: float) -> Iterator[Shown]:
    """For a file of which nothing is shown: one plain picture at least, evenly to its end."""
    count = max(2, math.ceil((to_s - from_s) / _FILLS_S))
    yield from ((from_s + number * (to_s - from_s) / count, None) for number in range(count) if to_s > from_s)


def _filled(at: float, until: float, step: float) -> Iterator[Shown]:
    if until - at > _LATE_S + 3 * step:
        for number in range(1, int((until - at) / _FILLS_S)):
            yield at + number * _FILLS_S, None


class _Decoding:
    """Packets in, pictures out; what went in and could not come out is told once nothing before it can come."""

    def __init__(self, container: Any, stream: Any) -> None:
        self._container, self._stream, self._context = container, stream, stream.codec_context
        self._zero = stream.start_time or 0
        extra = bytes(self._context.extradata or b"")
        self._numbers = Numbering(extra) if self._context.name == "h264" else None
        self._inside: list[int] = []  # times of what went in and has not come out
        self._lost: list[int] = []
        self._broken = False

    def pictures(self) -> Iterator[Shown]:
        """All of the file, each with its second."""
        for at, frame in self._all():
            yield float((at - self._zero) * self._stream.time_base), frame

    def _all(self) -> Iterator[tuple[int, Any]]:
        try:
            for packet in self._container.demux(self._stream):
                if packet.dts is not None:
                    yield from self._take(packet)
        except av.FFmpegError:  # of the file, not of a picture: `shown` knows how much is missing
            self._broken = True
        if not self._broken:
            yield from self._out(None)
        yield from self._told()

    def _take(self, packet: Any) -> Iterator[tuple[int, Any]]:
        at = packet.dts if packet.pts is None else packet.pts
        if self._broken:
            if not packet.is_keyframe:
                self._lost.append(at)
                return
            yield from self._told()
            self._context.flush_buffers()
            self._broken = False
            if self._numbers:
                self._numbers.begin()
        if packet.is_corrupt or (self._numbers and not self._numbers.whole(memoryview(packet))):
            yield from self._out(None)  # what is inside does not refer to it
            self._break()
            self._lost.append(at)
            return
        heappush(self._inside, at)
        yield from self._out(packet)

    def _out(self, packet: Any) -> Iterator[tuple[int, Any]]:
        try:
            frames = self._context.decode(packet)
        except av.FFmpegError:
            self._break()
            return
        for frame in frames:
            at = frame.pts if frame.pts is not None else min(self._inside, default=None)
            if frame.is_corrupt or at is None:
                self._break()
                return
            while self._inside and self._inside[0] <= at:
                heappop(self._inside)
            yield at, frame

    def _break(self) -> None:
        self._broken = True
        self._lost += self._inside
        self._inside = []

    def _told(self) -> Iterator[tuple[int, Any]]:
        yield from ((at, None) for at in sorted(self._lost))
        self._lost = []
