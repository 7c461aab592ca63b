"""The sound of the sources, as the masked film wants it: only when somebody decided so. A voice is a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from typing import Any, Final

import av

from beholden.engines.redaction.decoding import Damaged, Part
from beholden.engines.redaction.plan import Source
from beholden.engines.redaction.sources import opened

RATE: Final = 48_000


def frames(sources: Sequence[Source], parts: Sequence[Part]) -> Iterator[Any]:
    """48 kHz mono in order, each frame's ``time`` a second of the film; silent where a source is, or nothing of it is
    shown. Raises Missing, Damaged, Exchanged.
    """
    for number, (source, part) in enumerate(zip(sources, parts, strict=True)):
        with ExitStack() as held:
            try:
                container, _ = held.enter_context(opened(number, source))
            except Damaged:
                continue
            if not container.streams.audio:
                continue
            zero = _zero(container)
            change = av.AudioResampler("fltp", "mono", RATE)
            try:
                for frame in container.decode(container.streams.audio[0]):
                    at = float(frame.time or 0.0) - zero - source.from_s
                    if at >= part.seconds:
                        break
                    if at < 0:
                        continue
                    frame.pts = None
                    for place, piece in enumerate(change.resample(frame)):
                        piece.pts = round((part.at_s + at) * RATE) + place * piece.samples
                        piece.time_base = Fraction(1, RATE)
                        yield piece
            except av.FFmpegError as error:
                raise Damaged(number, 0.0) from error


def _zero(container: Any) -> float:
    stream = container.streams.video[0]
    return float((stream.start_time or 0) * stream.time_base)
