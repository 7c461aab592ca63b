"""Sights into tracks, and where a track covers at an instant: between sights, half a second around them, growing.

A track is no identity. Where two things come so close that one could be taken for the other, both tracks end and new
ones begin: who uncovers a track never uncovers, unseen, whoever walked through it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from beholden.engines.redaction.plan import Box, Kind, Sight, Track

HOLD_S: Final = 0.5  # covered before the first sight and after the last
LOST_S: Final = 1.0  # unseen for longer, a thing is another thing
PADDING: Final = {Kind.FACE: 0.25, Kind.TEXT: 0.25, Kind.MOTION: 0.1}  # of the box, on each side
GROWTH: Final = {Kind.FACE: 1.0, Kind.TEXT: 0.2, Kind.MOTION: 0.2}  # … for each second away from a sight
_SAME: Final = 0.1  # overlap from which a sight may belong to a track
_DOUBT: Final = 0.25  # overlap of a second candidate from which nobody knows


@dataclass(slots=True)
class _Open:
    sights: list[Sight] = field(default_factory=list)
    scene_s: float = 0.0  # when its scene began

    @property
    def last(self) -> Sight:
        return self.sights[-1]

    def expected(self, at_s: float) -> Box:
        """Where it will be if it goes on as it went."""
        box = self.last.box
        if len(self.sights) < 2:
            return box
        before = self.sights[-2]
        share = (at_s - self.last.at_s) / max(self.last.at_s - before.at_s, 1e-3)
        share = min(share, 3.0)
        return Box(box.x + (box.x - before.box.x) * share, box.y + (box.y - before.box.y) * share, box.w, box.h)


class Follower:
    """Follows things of one kind. Give it what was seen, instant by instant; ask for the tracks at the end."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self._open: list[_Open] = []
        self._closed: list[_Open] = []
        self._seen_s = -1.0
        self._scene_s: float | None = 0.0

    def see(self, at_s: float, boxes: Sequence[Box]) -> bool:
        """Take what was found at ``at_s``; true when a thing came, went or could not be told from another."""
        self._scene_s = at_s if self._scene_s is None else self._scene_s
        scene_s = self._scene_s
        self._close(lambda one: at_s - one.last.at_s > LOST_S)
        pairs = sorted(
            ((overlap, i, j) for i, one in enumerate(self._open) for j, box in enumerate(boxes)
             if (overlap := near(one.expected(at_s), box)) >= _SAME),
            reverse=True,
        )  # fmt: skip
        doubtful = _doubtful(pairs)
        taken: dict[int, int] = {}
        for _, i, j in pairs:
            if i not in taken.values() and j not in taken and not {("track", i), ("box", j)} & doubtful:
                taken[j] = i
        for j, i in taken.items():
            self._open[i].sights.append(Sight(at_s, boxes[j]))
        ended = [self._open[i] for kind, i in doubtful if kind == "track"]
        changed = bool(ended) or len(taken) < len(boxes)
        changed = changed or any(one.last.at_s == self._seen_s for one in self._open)
        self._seen_s = at_s
        self._close(lambda one: any(one is other for other in ended))
        self._open += [_Open([Sight(at_s, box)], scene_s) for j, box in enumerate(boxes) if j not in taken]
        return changed

    def cut(self) -> None:
        """A new scene: nothing goes on."""
        self._close(lambda _: True)
        self._scene_s = None

    def tracks(self) -> list[Track]:
        """All of them, unnumbered (0)."""
        self.cut()
        return [
            Track(0, self.kind, tuple(one.sights), self._begins(one), one.last.at_s + HOLD_S) for one in self._closed
        ]

    def _begins(self, one: _Open) -> float:
        """From when it is covered. What moves is seen by its moving only: the scene's first pictures cannot show it."""
        first = one.sights[0].at_s
        if self.kind is Kind.MOTION and first - one.scene_s <= LOST_S:
            return min(one.scene_s, max(0.0, first - HOLD_S))
        return max(0.0, first - HOLD_S)

    def _close(self, over: Callable[[_Open], bool]) -> None:
        self._closed += [one for one in self._open if over(one)]
        self._open = [one for one in self._open if not over(one)]


def _doubtful(pairs: Iterable[tuple[float, int, int]]) -> set[tuple[str, int]]:
    """Tracks and boxes of which one has two candidates that fit."""
    fits = [(i, j) for overlap, i, j in pairs if overlap >= _DOUBT]
    found: set[tuple[str, int]] = set()
    for i, j in fits:
        if sum(i == other for other, _ in fits) > 1 or sum(j == other for _, other in fits) > 1:
            found |= {("track", i), ("box", j)}
    return found


def numbered(tracks: Iterable[Track], after: int = 0) -> tuple[Track, ...]:
    """In the order in which they begin, with numbers from ``after`` + 1."""
    ordered = sorted(tracks, key=lambda track: (track.from_s, track.kind, track.sights[0].box.x))
    return tuple(
        Track(after + place, one.kind, one.sights, one.from_s, one.to_s, one.solid)
        for place, one in enumerate(ordered, 1)
    )


def covering(track: Track, at_s: float) -> Box | None:
    """What is covered of the track at ``at_s``, with everything around it; None when nothing is."""
    if not track.from_s <= at_s <= track.to_s:
        return None
    place = bisect_right(track.sights, at_s, key=lambda sight: sight.at_s)
    before = track.sights[place - 1] if place else None
    after = track.sights[place] if place < len(track.sights) else None
    if before and after:
        share = (at_s - before.at_s) / (after.at_s - before.at_s)
        box = _between(before.box, after.box, share)
        away = min(at_s - before.at_s, after.at_s - at_s)
    else:
        end = before or after
        assert end is not None
        away = abs(at_s - end.at_s)
        box = end.box
        other = track.sights[-2 if before else 1] if len(track.sights) > 1 else None
        if other is not None and abs(end.at_s - other.at_s) <= LOST_S:
            # it may have stood still or gone on as it went: both are covered
            on = _between(other.box, end.box, 1 + away / max(abs(end.at_s - other.at_s), 1e-3))
            box = around(box, Box(on.x, on.y, box.w, box.h))
    return grown(box, PADDING[track.kind] + GROWTH[track.kind] * away)


class Alive:
    """What tracks cover, asked at instants that grow."""

    def __init__(self, tracks: Iterable[Track]) -> None:
        self._waiting = sorted(tracks, key=lambda track: track.from_s, reverse=True)
        self._alive: list[Track] = []

    def at(self, at_s: float) -> list[tuple[Track, Box]]:
        """The tracks that cover at ``at_s``, and where."""
        while self._waiting and self._waiting[-1].from_s <= at_s:
            self._alive.append(self._waiting.pop())
        self._alive = [track for track in self._alive if track.to_s >= at_s]
        return [(track, box) for track in self._alive if (box := covering(track, at_s))]


def grown(box: Box, share: float) -> Box:
    """``share`` of its sides larger on each side."""
    return Box(box.x - box.w * share, box.y - box.h * share, box.w * (1 + 2 * share), box.h * (1 + 2 * share))


def outermost(boxes: Iterable[Box], share: float = 1.0) -> list[Box]:
    """The boxes of which not ``share`` already lies in a larger one, the largest first."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda one: one.w * one.h, reverse=True):
        if not any(common_area(box, other) >= share * box.w * box.h - 1e-9 for other in kept):
            kept.append(box)
    return kept


def near(one: Box, other: Box) -> float:
    """How much two boxes overlap: what is common over what is either's, 0..1."""
    common = common_area(one, other)
    together = one.w * one.h + other.w * other.h - common
    return common / together if together > 0 else 0.0


def common_area(one: Box, other: Box) -> float:
    """What two boxes have in common, as a share of the picture."""
    wide = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    high = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    return wide * high if wide > 0 and high > 0 else 0.0


def _between(one: Box, other: Box, share: float) -> Box:
    return Box(*(a + (b - a) * share for a, b in zip(_four(one), _four(other), strict=True)))


def around(one: Box, other: Box) -> Box:
    """The box that holds both."""
    left, top = min(one.x, other.x), min(one.y, other.y)
    right, bottom = max(one.x + one.w, other.x + other.w), max(one.y + one.h, other.y + other.h)
    return Box(left, top, right - left, bottom - top)


def _four(box: Box) -> tuple[float, float, float, float]:
    return box.x, box.y, box.w, box.h
