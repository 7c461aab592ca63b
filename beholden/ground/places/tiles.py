"""Map tiles as quadkeys: each digit halves the tile both ways, so what lies in a tile begins with its key."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from beholden.ground.places.coordinates import check

DEPTH: Final = 16  # a tile of about 400 m at these latitudes
_POLE: Final = 85.05112878  # where the square map ends
_MOST_TILES: Final = 16


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the map in degrees of WGS-84; west is left of east, no box crosses the date line."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def parse(cls, text: str) -> Box:
        """``west,south,east,north``. Raises ValueError unless it is a box on earth."""
        parts = text.split(",")
        if len(parts) != 4 or len(text) > 120:
            raise ValueError("a box has four numbers")
        west, south, east, north = (float(part) for part in parts)
        check(west, south)
        check(east, north)
        if west >= east or south >= north:
            raise ValueError("a box has an inside")
        return cls(west, south, east, north)

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies in it, edges included."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def as_list(self) -> list[float]:
        """West, south, east, north."""
        return [self.west, self.south, self.east, self.north]


CHINA: Final = Box(73.0, 17.5, 135.5, 54.0)


def quadkey(lon: float, lat: float, depth: int = DEPTH) -> str:
    """The key of the tile of this depth a point lies in."""
    x, y = _tile(lon, lat, depth)
    return _key(x, y, depth)


def bounds(key: str) -> Box:
    """The tile of a key."""
    return around([key])


def around(keys: Iterable[str]) -> Box:
    """The smallest box that holds the tiles of these keys, which are of one depth. Raises ValueError: no keys."""
    across, down, size = [], [], 1
    for key in keys:
        x = y = 0
        for digit in key:
            x, y = x << 1 | (digit in "13"), y << 1 | (digit in "23")
        across.append(x)
        down.append(y)
        size = 1 << len(key)
    west, east = min(across) / size * 360 - 180, (max(across) + 1) / size * 360 - 180
    return Box(west, _latitude((max(down) + 1) / size), east, _latitude(min(down) / size))


def _latitude(down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))


def cover(box: Box) -> list[str]:
    """At most sixteen keys that together hold the box, each as deep as that allows, in order."""
    for depth in range(DEPTH, -1, -1):
        (west, north), (east, south) = _tile(box.west, box.north, depth), _tile(box.east, box.south, depth)
        if (east - west + 1) * (south - north + 1) <= _MOST_TILES:
            return sorted(_key(x, y, depth) for x in range(west, east + 1) for y in range(north, south + 1))
    return [""]


def _tile(lon: float, lat: float, depth: int) -> tuple[int, int]:
    sine = math.sin(math.radians(max(-_POLE, min(_POLE, lat))))
    across, down = (lon + 180) / 360, 0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    size = 1 << depth
    return min(size - 1, max(0, int(across * size))), min(size - 1, max(0, int(down * size)))


def _key(x: int, y: int, depth: int) -> str:
    return "".join(str((x >> bit & 1) | (y >> bit & 1) << 1) for bit in range(depth - 1, -1, -1))
