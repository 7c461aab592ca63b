"""What the map shows: marks, which upper rooms bring for a person and a part of the map. This room knows none of them.

Each room starts from its own `visible_to` and rounds by clearance; a mark that reaches here may be shown.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from beholden.ground.places.tiles import Box

MOST: Final = 1_000  # marks of one source; beyond it a source gives heaps


@dataclass(frozen=True, slots=True)
class Mark:
    """A camera, or with ``count`` above one a heap of them around a point. WGS-84; ``exact`` False: rounded.

    ``division`` is the code of the county it lies in, "" when nobody said: the map writes its name there.
    """

    lon: float
    lat: float
    name: str = ""
    address: str = ""
    count: int = 1
    exact: bool = True
    division: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """``look(account, box)``: the marks of a box. ``extent(account)``: where a person's marks lie, None: nowhere."""

    name: str
    look: Callable[[Any, Box], list[Mark]]
    extent: Callable[[Any], Box | None]


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a source, or put it in the place of the one of its name."""
    _sources[source.name] = source


def in_box(account: Any, box: Box) -> list[Mark]:
    """Every mark of the box this person may see."""
    return [mark for source in _sources.values() for mark in source.look(account, box)]


def extent(account: Any) -> Box | None:
    """The smallest box that holds what this person may see; None when that is nothing."""
    boxes = [box for source in _sources.values() if (box := source.extent(account)) is not None]
    if not boxes:
        return None
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )
