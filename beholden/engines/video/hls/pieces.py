"""Where a segment file is cut for HLS: whole fragments from a key frame on, about four seconds.

A piece is a range of the file's fragment list. The grid depends on the file alone, so the pieces of a file that still
grows never move; only the first piece of a request begins later in it and the last ends sooner.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from beholden.engines.video.index.rows import FragmentEntry

ABOUT = 4.0  # seconds


@dataclass(slots=True, frozen=True)
class Piece:
    """Entries ``first`` to ``last``, both included. ``time`` and ``end`` in ticks of the video."""

    first: int
    last: int
    time: int
    end: int


def pieces(entries: Sequence[FragmentEntry], timescale: int, low: int, high: int, *, complete: bool) -> list[Piece]:
    """The pieces that show the ticks [low, high). ``complete`` False: more may be appended to the file.

    Then the last grid piece, whose end is not known yet, is left out unless ``high`` lies before what is there. Nothing
    before the first key frame is shown.
    """
    keys = [number for number, entry in enumerate(entries) if entry.key and not entry.audio]
    starts: list[int] = []
    for number in keys:
        if not starts or entries[number].time - entries[starts[-1]].time >= ABOUT * timescale:
            starts.append(number)
    found: list[Piece] = []
    for start, stop in zip(starts, [*starts[1:], len(entries)], strict=False):
        if entries[start].time >= high:
            break
        piece = _piece(entries, start, stop, low, high, keys)
        if piece is None or (stop == len(entries) and not complete and piece.end < high):
            continue
        found.append(piece)
    return found


def _piece(
    entries: Sequence[FragmentEntry], start: int, stop: int, low: int, high: int, keys: list[int]
) -> Piece | None:
    first = max((key for key in keys if start <= key < stop and entries[key].time <= low), default=start)
    last = first
    end = entries[first].time + entries[first].duration
    for number in range(first + 1, stop):
        entry = entries[number]
        if not entry.audio:
            if end >= high:
                break
            end = entry.time + entry.duration
        last = number
    return Piece(first, last, entries[first].time, end) if end > low else None
