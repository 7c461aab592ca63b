"""What is to be covered, and what a reviewer decided: the words between the engine and whoever reviews (R21, R22).

Places are fractions of the picture, 0..1 from its upper left corner; times are seconds of the masked film, which
begins at 0 and has no gaps (`jobs` says which second was recorded when).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

LONGEST_S: Final = 24 * 3600.0
MOST_POLYGONS: Final = 500
MOST_CORNERS: Final = 64


class Kind(StrEnum):
    """What a track follows. ``MOTION`` is anything that moves: a person, a car, a dog."""

    FACE = "face"
    TEXT = "text"
    MOTION = "motion"


class Purpose(StrEnum):
    """Why a copy is made; it decides what is covered unless a reviewer uncovers it.

    ``PUBLICATION`` faces, text and plates, all that moves, polygons (R22) · ``INDIVIDUAL`` faces, all that moves,
    polygons (R21: everyone but the requester) · ``MOSAIC`` the whole picture, for who may not see identities.
    """

    PUBLICATION = "publication"
    INDIVIDUAL = "individual"
    MOSAIC = "mosaic"

    @property
    def kinds(self) -> frozenset[Kind]:
        """The tracks that are covered unless uncovered; none where everything is."""
        return {
            Purpose.PUBLICATION: frozenset(Kind),
            Purpose.INDIVIDUAL: frozenset({Kind.FACE, Kind.MOTION}),
            Purpose.MOSAIC: frozenset[Kind](),
        }[self]


class Unreadable(ValueError):
    """Not a plan, or not tracks; ``code`` says why: not_json, not_an_object, purpose, uncovered, polygon, too_many,
    place, time, track."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code}: {where}" if where else code)
        self.code, self.where = code, where


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle: ``x``, ``y`` its upper left corner, ``w`` wide and ``h`` high, fractions of the picture."""

    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Sight:
    """Something was seen in ``box`` at ``at_s``: as it was found, without what is covered around it."""

    at_s: float
    box: Box


@dataclass(frozen=True, slots=True)
class Track:
    """One thing followed from picture to picture, covered from ``from_s`` to ``to_s`` (half a second around its
    sights). A track never says who: it ends where two things could be confused, and a new one begins. ``solid`` ones
    the audit added over a mask that still looked like a face: one colour instead of blocks."""

    number: int
    kind: Kind
    sights: tuple[Sight, ...]
    from_s: float
    to_s: float
    solid: bool = False


@dataclass(frozen=True, slots=True)
class Polygon:
    """A reviewer's own mask: three or more corners (x, y), covered from ``from_s`` to ``to_s``."""

    points: tuple[tuple[float, float], ...]
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What a reviewer wants. ``uncovered`` are track numbers left open; ``sound`` keeps the sound (a voice is a person:
    off unless somebody decided it)."""

    purpose: Purpose
    uncovered: frozenset[int] = frozenset()
    polygons: tuple[Polygon, ...] = ()
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and what of it is wanted: seconds of the file, ``to_s`` excluded. ``starts`` is when it was recorded,
    ``root`` what it was known by then, hex; "" when nobody says, and then it is taken as it is."""

    path: Path
    from_s: float = 0.0
    to_s: float | None = None
    starts: str = ""
    root: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Seconds of the film in which a source did not decode, or, ``altered``, was not the file that was recorded: one
    plain colour, the end excluded."""

    source: int
    from_s: float
    to_s: float
    altered: bool = False


def dumps(plan: Plan) -> str:
    """The plan as JSON; `loads` gives it back."""
    return json.dumps({**asdict(plan), "uncovered": sorted(plan.uncovered)})


def loads(text: str | bytes) -> Plan:
    """Raises Unreadable."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("not_json") from error
    return plan_of(data)


def plan_of(data: object) -> Plan:
    """A plan from what JSON gave. Raises Unreadable."""
    if not isinstance(data, Mapping):
        raise Unreadable("not_an_object")
    try:
        purpose = Purpose(data.get("purpose"))  # type: ignore[arg-type]
    except ValueError as error:
        raise Unreadable("purpose") from error
    numbers, polygons, sound = data.get("uncovered", []), data.get("polygons", []), data.get("sound", False)
    if not isinstance(numbers, list) or any(type(number) is not int or number < 1 for number in numbers):
        raise Unreadable("uncovered")
    if not isinstance(polygons, list) or not isinstance(sound, bool):
        raise Unreadable("polygon" if isinstance(sound, bool) else "not_an_object")
    if len(polygons) > MOST_POLYGONS:
        raise Unreadable("too_many", "polygons")
    return Plan(purpose, frozenset(numbers), tuple(_polygon(one) for one in polygons), sound)


def tracks_data(tracks: tuple[Track, ...]) -> list[dict[str, Any]]:
    """Tracks as JSON takes them, sights as [at_s, x, y, w, h]."""
    return [
        {
            "number": track.number,
            "kind": track.kind.value,
            "from_s": round(track.from_s, 3),
            "to_s": round(track.to_s, 3),
            "solid": track.solid,
            "sights": [_row(sight) for sight in track.sights],
        }
        for track in tracks
    ]


def tracks_of(data: object) -> tuple[Track, ...]:
    """Tracks from what JSON gave. Raises Unreadable."""
    if not isinstance(data, list):
        raise Unreadable("track")
    return tuple(_track(one) for one in data)


def blanks_data(blanks: Sequence[Blank]) -> list[dict[str, Any]]:
    """Blanks as JSON takes them."""
    return [
        {"source": one.source, "from_s": round(one.from_s, 3), "to_s": round(one.to_s, 3), "altered": one.altered}
        for one in blanks
    ]


def blanks_of(data: object) -> tuple[Blank, ...]:
    """Blanks from what JSON gave. Raises Unreadable."""
    try:
        found = tuple(
            Blank(int(one["source"]), float(one["from_s"]), float(one["to_s"]), one.get("altered") is True)
            for one in data  # type: ignore[attr-defined]
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable("time") from error
    return found


def _row(sight: Sight) -> list[float]:
    box = sight.box
    return [round(sight.at_s, 4), *(round(value, 5) for value in (box.x, box.y, box.w, box.h))]


def _track(data: object) -> Track:
    if not isinstance(data, Mapping):
        raise Unreadable("track")
    try:
        rows = [[float(value) for value in row] for row in data["sights"]]
        sights = tuple(Sight(at, Box(x, y, w, h)) for at, x, y, w, h in rows)
        kind, number = Kind(data["kind"]), int(data["number"])
        from_s, to_s = float(data["from_s"]), float(data["to_s"])
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable("track") from error
    if not sights or number < 1 or not all(math.isfinite(value) for row in rows for value in row):
        raise Unreadable("track", str(number))
    return Track(number, kind, sights, from_s, to_s, data.get("solid") is True)


def _polygon(data: object) -> Polygon:
    if not isinstance(data, Mapping) or not isinstance(data.get("points"), list):
        raise Unreadable("polygon")
    if not 3 <= len(data["points"]) <= MOST_CORNERS:
        raise Unreadable("polygon", "corners")
    times = [_number(data.get(name), "time") for name in ("from_s", "to_s")]
    if not 0 <= times[0] < times[1] <= LONGEST_S:
        raise Unreadable("time")
    return Polygon(tuple(_corner(one) for one in data["points"]), times[0], times[1])


def _corner(data: object) -> tuple[float, float]:
    if not isinstance(data, list) or len(data) != 2:
        raise Unreadable("polygon", "corner")
    x, y = (_number(value, "place") for value in data)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise Unreadable("place")
    return x, y


def _number(value: object, code: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise Unreadable(code)
    return float(value)
