"""The playlist of an interval of a camera. Files of one run with one init follow each other like one file."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.hls.pieces import Piece, pieces
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.reasons import NEXT
from beholden.engines.video.segments.reading import GROWING_US, Content, content, now_us

_TARGET = 6  # seconds; at least this, so that a growing playlist rarely has to raise it


def playlist(
    index: Index,
    root: Path,
    camera: str,
    from_us: int,
    to_us: int,
    media_url: Callable[[SegmentRow, int, int], str],
    init_url: Callable[[SegmentRow], str],
    *,
    clock: Callable[[], int] = now_us,
) -> str:
    """An M3U8 of [from, to): the key frame before ``from_us`` to the fragment that holds ``to_us``.

    ``media_url(row, first, last)`` and ``init_url(row)`` make the addresses; the numbers are for `media`. Gaps are
    jumped over (the PROGRAM-DATE-TIME says where). While the last file still grows toward ``to_us`` the list has no end
    yet and a player asks again. A list without any piece means that nothing is there.
    """
    lines: list[str] = []
    longest = 0.0
    offset: float | None = None
    more = False
    before: Content | None = None
    for row in index.span(camera, from_us, to_us, fragments=True):
        try:
            now = content(root, row, clock)
        except (FileNotFoundError, Damaged):
            continue  # deleted meanwhile, or unreadable: a gap, as the timeline shows it
        low, high = now.ticks(max(from_us, row.start_us)), now.ticks(to_us)
        found = pieces(now.entries, now.video.timescale, low, high, complete=not now.growing)
        more = _more(now, to_us, clock)
        if not found:
            continue
        if offset is None:
            offset = max(0.0, (from_us - now.wall(found[0].time)) / 1_000_000)
        lines += _joint(before, now, found[0], init_url)
        before = now
        for piece in found:
            seconds = _seconds(now, piece)
            longest = max(longest, seconds)
            lines += [f"#EXTINF:{seconds:.6f},", media_url(row, piece.first, piece.last)]
    return "\n".join([*_head(longest, offset, more), *lines, *([] if more else ["#EXT-X-ENDLIST"])]) + "\n"


def _head(longest: float, offset: float | None, more: bool) -> list[str]:
    head = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(_TARGET, math.ceil(longest))}",
        f"#EXT-X-PLAYLIST-TYPE:{'EVENT' if more else 'VOD'}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    return [*head, f"#EXT-X-START:TIME-OFFSET={offset:.6f},PRECISE=YES"] if offset else head


def _joint(before: Content | None, now: Content, first: Piece, init_url: Callable[[SegmentRow], str]) -> list[str]:
    """What stands between two files: nothing when the second continues the first."""
    row, start = now.row, now.wall(first.time)
    if before is not None and before.end_us == start == row.start_us and before.init == now.init:
        return []
    lines = [] if before is None else ["#EXT-X-DISCONTINUITY"]
    lines.append(f'#EXT-X-MAP:URI="{init_url(row)}"')
    at = datetime.fromtimestamp(start // 1_000_000, UTC)
    lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{at:%Y-%m-%dT%H:%M:%S}.{start // 1000 % 1000:03d}Z")
    return lines


def _seconds(now: Content, piece: Piece) -> float:
    """Length of a piece; the last of a closed file lasts until the next file begins."""
    end = now.wall(piece.end)
    if now.row.end_us is not None and piece.last == len(now.entries) - 1:
        end = now.row.end_us
    return max(end - now.wall(piece.time), 0) / 1_000_000


def _more(now: Content, to_us: int, clock: Callable[[], int]) -> bool:
    """True when footage before ``to_us`` may still come behind this file's."""
    if now.end_us >= to_us:
        return False
    return now.growing or (now.row.ended == NEXT and clock() - now.end_us < GROWING_US)
