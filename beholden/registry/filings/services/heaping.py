"""What the map counts, kept with every decision: the cameras of what comes into force, less those of what it replaces.

Whoever may see ten million cameras sees them in heaps at once. `recount` holds each county's heaps against the cameras
themselves and mends them: nothing the law asks for hangs on them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db import connection, transaction

from beholden.registry.filings.models import DEGREE, DEPTHS, Filing, Heap

log = logging.getLogger(__name__)

Key = tuple[str, int, str, str]  # reader, depth, tile, county
Sums = dict[Key, tuple[int, int, int]]  # cameras, and their longitudes and latitudes added up
_ROWS: Final = 500  # a statement
_COLUMNS: Final = ("reader", "depth", "tile", "county", "cameras", "lon", "lat")
_READERS: Final = (
    ("f.jurisdiction", "c.lon IS NOT NULL"),
    ("'sector:' || f.sector", "c.lon IS NOT NULL AND f.sector <> '' AND NOT c.near_secret"),
    ("'unit:' || f.unit_id", "c.lon IS NOT NULL"),
)
_COUNTED: Final = " UNION ALL ".join(
    f"""SELECT {reader}, c.cell, f.county, COUNT(*),
    SUM(CAST(ROUND(c.lon * {DEGREE}) AS BIGINT)), SUM(CAST(ROUND(c.lat * {DEGREE}) AS BIGINT))
    FROM filings_filingcamera c JOIN filings_filing f ON f.id = c.filing_id
    WHERE {{which}} AND {wanted} AND f.county IS NOT NULL GROUP BY 1, 2, 3"""
    for reader, wanted in _READERS
)
_ADD: Final = """INSERT INTO filings_heap (reader, depth, tile, county, cameras, lon, lat) VALUES {rows}
    ON CONFLICT (reader, depth, tile, county) DO UPDATE SET cameras = filings_heap.cameras + excluded.cameras,
    lon = filings_heap.lon + excluded.lon, lat = filings_heap.lat + excluded.lat"""


def move(gone: Iterable[int], come: Iterable[int]) -> None:
    """Filings (primary keys) that are no longer in force, and those that now are; inside the caller's transaction."""
    before, after = _of_filings(list(gone)), _of_filings(list(come))
    change: Sums = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key, (0, 0, 0)), after.get(key, (0, 0, 0))
        if old != new:
            change[key] = (new[0] - old[0], new[1] - old[1], new[2] - old[2])
    _add(change)
    emptied = [key for key, sums in change.items() if sums[0] < 0]
    for start in range(0, len(emptied), _ROWS):
        part = emptied[start : start + _ROWS]
        Heap.objects.filter(tile__in={key[2] for key in part}, county__in={key[3] for key in part}, cameras=0).delete()


def recount() -> list[str]:
    """Make anew the heaps of every county where they are not what the cameras add up to; those counties."""
    known = set(Filing.objects.filter(in_force=True).order_by().values_list("county", flat=True).distinct())
    known.update(Heap.objects.order_by().values_list("county", flat=True).distinct())
    mended = [county for county in sorted(one for one in known if one is not None) if _mended(county)]
    if mended:
        log.warning("heaps of the map were counted anew: %s", " ".join(mended))
    return mended


@transaction.atomic
def _mended(county: str) -> bool:
    kept = Heap.objects.filter(county=county)
    there = {tuple(row[:4]): tuple(row[4:]) for row in kept.values_list(*_COLUMNS).iterator()}
    wanted = _rolled_up("f.in_force AND f.county = %s", [county])
    if there == wanted:
        return False
    kept.delete()
    _add(wanted)
    return True


def _of_filings(filings: list[int]) -> Sums:
    if not filings:
        return {}
    return _rolled_up(f"f.id IN ({', '.join(['%s'] * len(filings))})", filings)


def _rolled_up(which: str, given: list[Any]) -> Sums:
    """The smallest tiles as the database counts them, and the larger ones that hold them."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(which=which), given * len(_READERS))
        counted = cursor.fetchall()
    found: Sums = {}
    for reader, tile, county, cameras, lon, lat in counted:
        for depth in DEPTHS[:1] if reader.startswith("unit:") else DEPTHS:
            key = (reader, depth, tile[:depth], county)
            old = found.get(key, (0, 0, 0))
            found[key] = (old[0] + cameras, old[1] + int(lon), old[2] + int(lat))
    return found


def _add(sums: Sums) -> None:
    rows = [(*key, *sums[key]) for key in sorted(sums)]  # in one order: two officers never wait for each other
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _ROWS):
            part = rows[start : start + _ROWS]
            marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s)"] * len(part))
            cursor.execute(_ADD.format(rows=marks), [value for row in part for value in row])
