"""Cameras of filings in force as marks on the map: exact for the unit and the police of the place, coarse for others.

What lies near a secret unit is for those two alone (R10); nobody else learns its place, not even roughly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Substr

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, UNIT_ROLES
from beholden.ground.places import queries as places
from beholden.ground.places.clearance import COARSE, Clearance, rounded
from beholden.ground.places.marks import MOST, Mark, Source
from beholden.ground.places.tiles import DEPTH, Box, around, bounds, cover
from beholden.registry.filings import addresses, queries
from beholden.registry.filings.models import DEGREE, DEPTHS, FilingCamera, Heap

_FINER: Final = 3  # heaps of a view are gathered in tiles at most this many steps smaller than it
_ROW: Final = ("lon", "lat", "name", "filing__code", "filing__county")
_EDGES: Final = {6: 14, 4: 12, 2: 10, 0: 8}  # by the digits of a division: the tiles its outline is made of


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Cameras of one tile and where they lie on average."""

    tile: str
    count: int
    lon: float
    lat: float
    county: str


def source() -> Source:
    """The source that the app registers."""
    return Source("filings", look, extent)


def look(account: Account, box: Box) -> list[Mark]:
    """Marks of the box this account may see; beyond `MOST` cameras they are heaps.

    Where the tiles inside the box are known to hold more, no camera is read, and a heap counts all of its tile.
    """
    keys, clearance = cover(box), clearance_of(account)
    known = _known(account, keys)
    if sum(one.count for one in known if _inside(box, one.tile)) > MOST:
        return _heaps(known, clearance)
    tiles = _at(account, DEPTHS[0], keys)
    found = _in_box(account, box).filter(cell__in=tiles.values("tile"))  # others' cameras are not even looked at
    rows = list(found.values_list(*_ROW)[: MOST + 1])
    if not rows and not Heap.objects.exists():  # nothing has been counted yet
        found = _in_box(account, box).filter(_in_tiles("cell", keys))
        rows = list(found.values_list(*_ROW)[: MOST + 1])
    if len(rows) <= MOST:
        start = addresses.start()
        return [mark for row in rows if (mark := _mark(row, clearance, start)) is not None]
    return _heaps(known or _gathered(found, _depth(keys)), clearance)


def extent(account: Account) -> Box | None:
    """Where the cameras this account may see lie, rounded outwards: by its clearance, of very many by their tiles."""
    clearance = clearance_of(account)
    outline = _outline(account)
    if outline is not None:
        return outline
    edges = _placed(account).aggregate(west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat"))
    if edges["west"] is None:
        return None
    # the edges are rounded as marks are: the box around one camera would give it away
    low = rounded(edges["west"], edges["south"], clearance)
    high = rounded(edges["east"], edges["north"], clearance)
    if low is None or high is None:
        return None
    room = 0.0005 if clearance is Clearance.EXACT else 2 * COARSE
    return Box(low[0] - room, low[1] - room, high[0] + room, high[1] + room)


def clearance_of(account: Account) -> Clearance:
    """Exact for the unit's own and for the police whose filings `visible_to` gives; coarse for sector departments."""
    return Clearance.EXACT if account.role in {*UNIT_ROLES, *OFFICERS} else Clearance.COARSE


def _placed(account: Account, *, one_by_one: bool = False) -> QuerySet[FilingCamera]:
    """Cameras with a position; ``one_by_one`` where few are looked at: the filing of each is asked, not all of them."""
    if one_by_one:
        seen = queries.visible_to(account).filter(in_force=True, pk=OuterRef("filing_id"))
        found = FilingCamera.objects.filter(Exists(seen), lon__isnull=False)
    else:
        found = queries.cameras_visible_to(account).filter(lon__isnull=False)
    return found if clearance_of(account) is Clearance.EXACT else found.filter(near_secret=False)


def _in_box(account: Account, box: Box) -> QuerySet[FilingCamera]:
    found = _placed(account, one_by_one=True).order_by()
    return found.filter(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)


def _in_tiles(field: str, keys: list[str]) -> Q:
    return reduce(or_, (_between(field, *run) for run in _runs(keys)))


def _between(field: str, first: str, last: str) -> Q:
    return Q(**{f"{field}__gte": first, f"{field}__lt": f"{last}4"})  # a range, so that both databases use the index


def _runs(keys: Sequence[str]) -> list[tuple[str, str]]:
    """First and last key of each run of tiles that follow each other; the keys are in order and of one length."""
    runs: list[tuple[str, str]] = []
    for key in keys:
        if runs and int(key, 4) == int(runs[-1][1], 4) + 1:
            runs[-1] = (runs[-1][0], key)
        else:
            runs.append((key, key))
    return runs


def _inside(box: Box, tile: str) -> bool:
    edges = bounds(tile)
    return box.holds(edges.west, edges.south) and box.holds(edges.east, edges.north)


def _depth(keys: list[str]) -> int:
    """The tiles that a view of these keys is gathered in: one of those that are kept."""
    return next((depth for depth in DEPTHS if depth <= len(keys[0]) + _FINER), DEPTHS[-1])


def _known(account: Account, keys: list[str]) -> list[_Gathered]:
    """What is kept of the tiles; nothing in a view so narrow that its cameras are soon counted themselves."""
    if len(keys[0]) == DEPTH:
        return []
    depth = _depth(keys)
    rows = _at(account, depth, keys).annotate(part=Substr("tile", 1, depth)).values("part")
    added = rows.annotate(count=Sum("cameras"), east=Sum("lon"), north=Sum("lat"), within=Min("county"))
    return [
        _Gathered(part, count, float(east) / count / DEGREE, float(north) / count / DEGREE, county)
        for part, count, east, north, county in added.values_list("part", "count", "east", "north", "within")
        if count > 0
    ]


def _at(account: Account, depth: int, keys: Sequence[str] = ()) -> QuerySet[Heap]:
    """What is kept for this person at a depth, or deeper: of a unit only the smallest tiles are."""
    kept = DEPTHS[0] if queries.of_unit(account) else depth
    if keys and len(keys[0]) == kept:
        parts = [Q(depth=kept, tile__in=keys)]
    else:
        parts = [Q(depth=kept) & _between("tile", *run) for run in _runs(keys)]
    return queries.heaps_visible_to(account, parts).filter(depth=kept).order_by()


def _outline(account: Account) -> Box | None:
    """The box around the tiles of more than `MOST` cameras; None when there are fewer, or none are known."""
    if (_at(account, DEPTHS[-1]).aggregate(all=Sum("cameras"))["all"] or 0) <= MOST:
        return None
    depth = _EDGES[len(places.prefix(account.organisation.division[:6]))] if account.organisation else DEPTHS[0]
    parts = _at(account, depth).annotate(part=Substr("tile", 1, depth)).values_list("part", flat=True)
    return around(parts.distinct())


def _gathered(found: QuerySet[FilingCamera], depth: int) -> list[_Gathered]:
    tiles = found.annotate(tile=Substr("cell", 1, depth)).values("tile")
    added = tiles.annotate(count=Count("pk"), east=Avg("lon"), north=Avg("lat"), within=Min("filing__county"))
    return [_Gathered(*row) for row in added.values_list("tile", "count", "east", "north", "within")]


def _heaps(gathered: list[_Gathered], clearance: Clearance) -> list[Mark]:
    exact = clearance is Clearance.EXACT
    return [
        Mark(*at, count=one.count, exact=exact, division=one.county or "")
        for one in gathered
        if (at := rounded(one.lon, one.lat, clearance)) is not None
    ]


def _mark(row: tuple[Any, ...], clearance: Clearance, start: str) -> Mark | None:
    lon, lat, name, code, county = row
    at = rounded(lon, lat, clearance)
    if at is None:
        return None
    exact = clearance is Clearance.EXACT
    return Mark(*at, name=name, address=start + code, exact=exact, division=county or "")
