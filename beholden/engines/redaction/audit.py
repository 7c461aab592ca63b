"""Looks for faces in the masked film as whoever gets it will see it. What is left is covered, or there is no film.

The detector that found is the one that audits: it finds what masks missed between the pictures looked at, not what it
never sees. That is why a person looks at every copy afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import av

from beholden.engines.redaction.decoding import Plane
from beholden.engines.redaction.detectors import Detector
from beholden.engines.redaction.encoding import Scratch
from beholden.engines.redaction.plan import Box, Kind, Sight, Track
from beholden.engines.redaction.tracks import HOLD_S, Alive, common_area, near

EVERY: Final = 6  # pictures; with another phase than the finder, whose step divides it
LEAST: Final = 0.5  # a score from which a face is a face
_OWN: Final = 0.3  # overlap with an uncovered track from which a face is that track's
_UNDER: Final = 0.6  # of a face, from which it is the mask that looks like one


@dataclass(slots=True)
class Report:
    """What an audit saw: pictures looked at, faces left over as tracks that cover them, pictures they were in."""

    looked: int = 0
    left: list[Track] = field(default_factory=list)
    guilty: set[int] = field(default_factory=set)


def look(
    film: Scratch,
    detector: Detector,
    covered: Iterable[Track],
    open_to_see: Iterable[Track],
    phase: int,
    again: Container[int],
    step: Callable[[float], None],
) -> Report:
    """Look at every sixth picture of the film, from picture ``phase``, and at those to be seen ``again``.

    ``step`` gets the second looked at. ``open_to_see`` are the tracks a reviewer uncovered: of each,
    one face a picture is excused. Raises DetectorFailed.
    """
    report, masks, excused = Report(), Alive(covered), Alive(open_to_see)
    for number, at_s, planes in _pictures(film, phase, again):
        report.looked += 1
        found = [one.box for one in detector.find(planes, LEAST)]
        under = [box for _, box in masks.at(at_s)]
        for box in _not_excused(found, excused, at_s):
            solid = any(common_area(box, mask) >= _UNDER * box.w * box.h for mask in under)
            sight = Sight(at_s, box)
            report.guilty.add(number)
            report.left.append(Track(0, Kind.FACE, (sight,), max(0.0, at_s - HOLD_S), at_s + HOLD_S, solid))
        step(at_s)
    return report


def _not_excused(found: Sequence[Box], excused: Alive, at_s: float) -> list[Box]:
    left = list(found)
    for track, _ in excused.at(at_s):
        if track.kind is not Kind.FACE or not left:
            continue
        best = max(left, key=lambda box: near(box, _seen(track, at_s)))
        if near(best, _seen(track, at_s)) >= _OWN:
            left.remove(best)
    return left


def _seen(track: Track, at_s: float) -> Box:
    return min(track.sights, key=lambda sight: abs(sight.at_s - at_s)).box


def _pictures(film: Scratch, phase: int, again: Container[int]) -> Iterator[tuple[int, float, Plane]]:
    film.seek(0)
    with av.open(film, "r") as container:
        stream: Any = container.streams.video[0]
        stream.thread_type = "AUTO"
        for number, frame in enumerate(container.decode(stream)):
            if number % EVERY == phase % EVERY or number in again:
                yield number, float(frame.time or 0.0), frame.to_ndarray()
