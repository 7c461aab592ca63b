"""Cameras of filings in force as marks on the map: exact for the unit and the police of the place, coarse for others.

What lies near a secret unit is for those two alone (R10); nobody else learns its place, not even roughly.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Avg, Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Substr
from django.urls import reverse

from beholden.ground.people.models import Account
from beholden.ground.people.roles import OFFICERS, UNIT_ROLES
from beholden.ground.places.clearance import COARSE, Clearance, rounded
from beholden.ground.places.marks import MOST, Mark, Source
from beholden.ground.places.tiles import DEPTH, Box, cover
from beholden.registry.filings import queries
from beholden.registry.filings.models import FilingCamera

_FINER = 3  # heaps of a view are gathered in tiles this many steps smaller than it


def source() -> Source:
    """The source that the app registers."""
    return Source("filings", look, extent)


def look(account: Account, box: Box) -> list[Mark]:
    """Marks of the box this account may see; beyond `MOST` cameras they are heaps."""
    keys = cover(box)
    found = _placed(account, one_by_one=True).filter(_in_tiles(keys)).order_by()
    found = found.filter(lon__gte=box.west, lon__lte=box.east, lat__gte=box.south, lat__lte=box.north)
    clearance = clearance_of(account)
    rows = list(found.values_list("lon", "lat", "name", "filing__code", "filing__county")[: MOST + 1])
    if len(rows) > MOST:
        return _heaps(found, min(DEPTH, len(keys[0]) + _FINER), clearance)
    return [mark for row in rows if (mark := _mark(row, clearance)) is not None]


def extent(account: Account) -> Box | None:
    """Where the cameras this account may see lie, rounded outwards by its clearance."""
    edges = _placed(account).aggregate(west=Min("lon"), south=Min("lat"), east=Max("lon"), north=Max("lat"))
    if edges["west"] is None:
        return None
    clearance = clearance_of(account)
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


def _in_tiles(keys: list[str]) -> Q:
    wanted = Q()
    for key in keys:  # a range, so that both databases use the index
        wanted |= Q(cell__gte=key, cell__lt=f"{key}4")
    return wanted


def _heaps(found: QuerySet[FilingCamera], depth: int, clearance: Clearance) -> list[Mark]:
    tiles = (
        found.order_by()
        .annotate(tile=Substr("cell", 1, depth))
        .values("tile")
        .annotate(count=Count("pk"), lon=Avg("lon"), lat=Avg("lat"), county=Min("filing__county"))
    )
    made = []
    for tile in tiles:
        at = rounded(tile["lon"], tile["lat"], clearance)
        if at is not None:
            exact = clearance is Clearance.EXACT
            made.append(Mark(*at, count=tile["count"], exact=exact, division=tile["county"] or ""))
    return made


def _mark(row: tuple[Any, ...], clearance: Clearance) -> Mark | None:
    lon, lat, name, code, county = row
    at = rounded(lon, lat, clearance)
    if at is None:
        return None
    exact = clearance is Clearance.EXACT
    return Mark(*at, name=name, address=reverse("filings:filing", args=[code]), exact=exact, division=county or "")
