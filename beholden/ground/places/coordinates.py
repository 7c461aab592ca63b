"""Coordinates and their datum. A position without its datum may lie half a kilometre off, so none is kept without one.

WGS-84 is what satellites give. CGCS2000, China's own, differs from it by centimetres: no camera is placed that exactly,
so the two are taken as one. GCJ-02 is the shifted system of maps published in mainland China; the shift is not public,
this is the approximation everybody uses, good to a metre or so there and undefined elsewhere.
"""

from __future__ import annotations

import math
from enum import StrEnum
from typing import Final

_RADIUS: Final = 6378245.0  # metres, Krasovsky 1940: what the published vectors of the shift were made with
_ECCENTRICITY: Final = 0.00669342162296594323  # squared
_EXACT: Final = 1e-9  # degrees: a tenth of a millimetre
_MOST_ROUNDS: Final = 30
# the rectangle within which the shift is defined: wider than China, the same as in every published implementation
WEST, EAST, SOUTH, NORTH = 72.004, 137.8347, 0.8293, 55.8271


class Datum(StrEnum):
    """The datums a position may be given in."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    CGCS2000 = "cgcs2000"


class NoPosition(ValueError):
    """These two numbers are no place on earth."""


def convert(lon: float, lat: float, source: str, target: str) -> tuple[float, float]:
    """The same point, degrees, in another datum. Exact both ways to 1e-8 degrees (a millimetre).

    Outside the rectangle where GCJ-02 is defined nothing is shifted. Raises NoPosition, and ValueError for a datum
    nobody knows.
    """
    check(lon, lat)
    shifted, wanted = Datum(source) is Datum.GCJ02, Datum(target) is Datum.GCJ02
    if shifted == wanted or not shift_defined(lon, lat):
        return lon, lat
    if wanted:
        east, north = _shift(lon, lat)
        return lon + east, lat + north
    return _unshifted(lon, lat)


def check(lon: float, lat: float) -> None:
    """Raises NoPosition unless this is a longitude and a latitude in degrees."""
    if not (math.isfinite(lon) and math.isfinite(lat)):
        raise NoPosition("a coordinate is not a number")
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise NoPosition(f"{lon}, {lat} lies nowhere on earth")


def shift_defined(lon: float, lat: float) -> bool:
    """Whether GCJ-02 shifts here."""
    return WEST <= lon <= EAST and SOUTH <= lat <= NORTH


def swapped(lon: float, lat: float) -> bool:
    """Whether the two look exchanged: impossible or outside China as they stand, inside it the other way round."""
    try:
        check(lon, lat)
    except NoPosition:
        possible = False
    else:
        possible = shift_defined(lon, lat)
    return not possible and math.isfinite(lon) and math.isfinite(lat) and shift_defined(lat, lon)


def metres(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """The distance between two points of one datum along the sphere, in metres."""
    one, two = math.radians(lat), math.radians(other_lat)
    half = math.sin((two - one) / 2) ** 2
    half += math.cos(one) * math.cos(two) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(half)))


def _unshifted(lon: float, lat: float) -> tuple[float, float]:
    """The point whose shifted one this is, drawn near step by step: the shift has no inverse in closed form."""
    found_lon, found_lat = lon, lat
    for _ in range(_MOST_ROUNDS):
        east, north = _shift(found_lon, found_lat)
        off_east, off_north = lon - found_lon - east, lat - found_lat - north
        found_lon, found_lat = found_lon + off_east, found_lat + off_north
        if abs(off_east) < _EXACT and abs(off_north) < _EXACT:
            break
    return found_lon, found_lat


def _shift(lon: float, lat: float) -> tuple[float, float]:
    """How far GCJ-02 moves a WGS-84 point, degrees east and north."""
    x, y = lon - 105.0, lat - 35.0
    wave = 20.0 * (math.sin(6.0 * x * math.pi) + math.sin(2.0 * x * math.pi))
    root = 0.1 * math.sqrt(abs(x))
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 2.0 * root
    north += 2.0 / 3.0 * (wave + _waves(y, (20.0, 1.0), (40.0, 1 / 3), (160.0, 1 / 12), (320.0, 1 / 30)))
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + root
    east += 2.0 / 3.0 * (wave + _waves(x, (20.0, 1.0), (40.0, 1 / 3), (150.0, 1 / 12), (300.0, 1 / 30)))
    along = math.radians(lat)
    bulge = 1 - _ECCENTRICITY * math.sin(along) ** 2
    meridian = _RADIUS * (1 - _ECCENTRICITY) / (bulge * math.sqrt(bulge))
    parallel = _RADIUS / math.sqrt(bulge) * math.cos(along)
    return math.degrees(east / parallel), math.degrees(north / meridian)


def _waves(at: float, *parts: tuple[float, float]) -> float:
    return sum(height * math.sin(at * pace * math.pi) for height, pace in parts)
