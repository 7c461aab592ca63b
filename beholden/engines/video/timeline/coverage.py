"""The stretches of an interval that have footage, and the gaps between them, each with its reason.

The reason of a gap is what the next file says of the time before it (`after`); when nothing follows, how the last file
ended. When both say that footage did join here, the file between is no longer held: `gone`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index
from beholden.engines.video.reasons import GONE, NEXT, START, Reason
from beholden.engines.video.segments.reading import content

GRACE_US = 5_000_000  # the end of an open file is behind its camera by a fragment and a wait; more is a gap


@dataclass(slots=True, frozen=True)
class Span:
    """[from_us, to_us) has footage."""

    from_us: int
    to_us: int


@dataclass(slots=True, frozen=True)
class Gap:
    """[from_us, to_us) has none. ``why`` a Reason, `start` (nothing was recorded before) or `gone` (no longer held)."""

    from_us: int
    to_us: int
    why: str


@dataclass(slots=True)
class Coverage:
    """Spans and gaps of [from_us, to_us) in order; together they fill it, but for the last seconds of an open file.

    ``seconds`` with footage; ``bytes`` of all files that share time with the interval, whole.
    """

    camera: str
    from_us: int
    to_us: int
    spans: list[Span] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    seconds: float = 0.0
    bytes: int = 0


@dataclass(slots=True, frozen=True)
class _Piece:
    start: int
    end: int
    size: int
    after: str
    ended: str


def coverage(index: Index, camera: str, from_us: int, to_us: int) -> Coverage:
    """What there is of a camera in [from, to). An open file counts up to its last fragment.

    ``to_us`` must not lie in the future: what cannot have been recorded yet would be called a gap.
    """
    found = Coverage(camera, from_us, to_us)
    if to_us <= from_us:
        return found
    reach, last = from_us, None
    begin: int | None = None
    for piece in _pieces(index, camera, from_us, to_us):
        found.bytes += piece.size
        if begin is None or piece.start > reach:
            if begin is not None:
                found.spans.append(Span(begin, reach))
            if piece.start > reach:
                found.gaps.append(Gap(reach, piece.start, piece.after or GONE))
            begin = max(piece.start, from_us)
        if piece.end >= reach:
            reach, last = min(piece.end, to_us), piece
    if begin is not None:
        found.spans.append(Span(begin, reach))
    if reach < to_us:
        why = _why_nothing_follows(index, camera, from_us, to_us, reach, last)
        if why:
            found.gaps.append(Gap(reach, to_us, why))
    found.seconds = sum(span.to_us - span.from_us for span in found.spans) / 1_000_000
    return found


def coverages(index: Index, cameras: Iterable[str], from_us: int, to_us: int) -> dict[str, Coverage]:
    """`coverage` of several cameras."""
    return {camera: coverage(index, camera, from_us, to_us) for camera in cameras}


def open_end(index: Index, camera: str, from_us: int, to_us: int) -> list[tuple[int, int, int, str]]:
    """(start_us, end_us, bytes, after) of a camera's open files that share time with [from, to), from their tails."""
    found = []
    for row in index.open_rows():
        if row.camera != camera or row.start_us >= to_us:
            continue
        try:
            now = content(index.root, row)
        except (OSError, Damaged):
            continue  # salvage will say what became of it
        if now.end_us > max(from_us, row.start_us):
            found.append((row.start_us, now.end_us, now.size, row.after))
    return found


def _pieces(index: Index, camera: str, from_us: int, to_us: int) -> list[_Piece]:
    # opened before closed: a file that closes between the two questions is then seen twice, not missed
    still_open = open_end(index, camera, from_us, to_us)
    pieces = [_Piece(*columns) for columns in index.covered(camera, from_us, to_us)]
    known = {piece.start for piece in pieces}
    pieces += [_Piece(start, end, size, after, "") for start, end, size, after in still_open if start not in known]
    return sorted(pieces, key=lambda piece: piece.start)


def _why_nothing_follows(
    index: Index, camera: str, from_us: int, to_us: int, reach: int, last: _Piece | None
) -> str | None:
    behind = index.behind(camera, to_us)
    if behind is not None:
        return behind.after or GONE
    if last is None:
        before = index.before(camera, from_us)
        if before is None:
            return START
        ended = before.ended
    else:
        ended = last.ended
    if ended in ("", NEXT) and last is not None and to_us - reach <= GRACE_US:
        return None
    return {"": Reason.RESTART.value, NEXT: GONE}.get(ended, ended)
