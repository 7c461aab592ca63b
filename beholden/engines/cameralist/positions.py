"""Whether a position can be true: on Earth, in degrees, the right way round, near the county, in the stated datum.

A datum cannot be read off a number. It is suspected when the header names another one, when known cameras lie just as
far off as GCJ-02 lies from WGS-84, or when GCJ-02 is said of places where it isn't defined.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

from beholden.engines.cameralist.angles import angle, decimals, pair
from beholden.engines.cameralist.findings import Finding

if TYPE_CHECKING:
    from beholden.engines.cameralist.checking import Line

FAR_KM: Final = 100.0  # a county is smaller, from its seat to its edge
CHINA: Final = (73.0, 136.0, 3.0, 54.0)  # west, east, south, north
SHIFTED_M: Final = (50.0, 1_000.0)  # GCJ-02 lies 100 to 700 metres from WGS-84
_ENOUGH: Final = 3  # known cameras before a common shift means anything
_METRES: Final = 1_000.0
_COARSE: Final = 3  # digits after the point: 100 metres
Judgement = tuple[str, str, tuple[str, ...]]  # code, field, values


@dataclass(frozen=True, slots=True)
class Known:
    """A camera that is already there, in the datum the list is said to be in."""

    name: str
    code: str = ""
    lon: float | None = None
    lat: float | None = None


class Where:
    """Judges positions one by one and remembers what the list's own column order and datum look like."""

    def __init__(self, home: tuple[float, float] | None, datum: str) -> None:
        self.home = home
        self.datum = datum
        self.seen = self.reversed = self.outside = 0
        self.shifts: list[tuple[float, float]] = []  # metres east, metres north

    def judge(self, line: Line, told: Mapping[str, str]) -> Iterator[Judgement]:
        """Sets ``line.lon`` and ``line.lat`` when they can be true, and gives what is wrong."""
        typed = told.get("lon", ""), told.get("lat", "")
        if not any(typed) and told.get("lonlat"):
            both = pair(told["lonlat"])
            if both is None:
                yield "not_a_number", "lon", (told["lonlat"][:40],)
                return
            typed = both
        if not any(typed):
            return
        if not all(typed):
            yield "half_position", "lon" if not typed[0] else "lat", ()
            return
        lon, lat = angle(typed[0]), angle(typed[1])
        if lon is None or lat is None:
            yield "not_a_number", "lon" if lon is None else "lat", ((typed[0] if lon is None else typed[1])[:40],)
            return
        wrong = self._wrong(lon, lat)
        if wrong:
            yield wrong, "lon", (f"{lon:g}", f"{lat:g}")
            return
        line.lon, line.lat = lon, lat
        if max(decimals(typed[0]), decimals(typed[1])) < _COARSE:
            yield "coarse", "lon", typed
        if self.home is not None and (away := kilometres((lon, lat), self.home)) > FAR_KM:
            yield "far", "lon", (f"{away:.0f}",)

    def _wrong(self, lon: float, lat: float) -> str:
        if lon == 0 and lat == 0:
            return "nowhere"
        self.seen += 1
        if self._turned(lon, lat):
            self.reversed += 1
            return "swapped"
        if max(abs(lon), abs(lat)) > _METRES:
            return "metres"
        if abs(lon) > 180 or abs(lat) > 90:
            return "off_earth"
        self.outside += not in_china(lon, lat)
        return ""

    def _turned(self, lon: float, lat: float) -> bool:
        """Whether the pair makes sense only the other way round."""
        if abs(lat) > 180 or abs(lon) > 90:
            return False
        if self.home is not None:
            near = abs(lat) <= 90 and kilometres((lon, lat), self.home) <= FAR_KM
            return not near and kilometres((lat, lon), self.home) <= FAR_KM
        return abs(lat) > 90 or (not in_china(lon, lat) and in_china(lat, lon))

    def beside(self, lon: float | None, lat: float | None, known: Known) -> None:
        """Remember how far a row lies from the camera of the same name that is already there."""
        if lon is None or lat is None or known.lon is None or known.lat is None:
            return
        east = (lon - known.lon) * 111_320 * math.cos(math.radians(lat))
        north = (lat - known.lat) * 110_574
        if math.hypot(east, north) < 5_000:
            self.shifts.append((east, north))

    def shift(self) -> tuple[float, float] | None:
        """The common shift of most known cameras in metres (east, north), or None when there is none."""
        if len(self.shifts) < _ENOUGH:
            return None
        east, north = median(e for e, _ in self.shifts), median(n for _, n in self.shifts)
        close = sum(math.hypot(e - east, n - north) < 20 for e, n in self.shifts)
        length = math.hypot(east, north)
        return (east, north) if close * 3 > len(self.shifts) * 2 and SHIFTED_M[0] < length < SHIFTED_M[1] else None


def found_in_list(where: Where, stated: str) -> list[Finding]:
    """What the positions say together; ``stated`` is the datum the headers name."""
    found = []
    if where.reversed and where.reversed * 2 > where.seen:
        found.append(Finding(0, "columns_swapped", "lon", (str(where.reversed), str(where.seen))))
    if stated and where.datum and stated != where.datum and where.seen:
        found.append(Finding(0, "datum_header", "lon", (stated, where.datum)))
    shift = where.shift()
    if shift:
        found.append(Finding(0, "datum_shift", "lon", (f"{math.hypot(*shift):.0f}", str(len(where.shifts)))))
    if where.datum == "gcj02" and where.outside * 2 > where.seen:
        found.append(Finding(0, "datum_outside", "lon", (str(where.outside), str(where.seen))))
    return found


def in_china(lon: float, lat: float) -> bool:
    """A rough rectangle, good enough to tell a swapped pair."""
    west, east, south, north = CHINA
    return west <= lon <= east and south <= lat <= north


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Distance on the sphere between two (lon, lat) in degrees."""
    lon1, lat1, lon2, lat2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6371.0 * math.asin(min(1.0, math.sqrt(half)))
