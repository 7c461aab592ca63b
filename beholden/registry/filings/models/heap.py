"""How many cameras in force lie in a tile of the map: added up when a filing is accepted, not when somebody looks."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from beholden.ground.places.tiles import DEPTH

DEPTHS: Final = tuple(range(DEPTH, 3, -2))  # 16, 14 … 4: the tiles that are kept, from small to large
DEGREE: Final = 10_000_000  # whole numbers of this part of a degree add up without a remainder


class Heap(models.Model):
    """Cameras with a position, of filings in force, in one tile of one county, as one kind of reader may count them.

    ``reader`` is a jurisdiction's police, ``sector:…`` (without what lies near a secret unit) or ``unit:…``, which has
    the smallest tiles only. ``lon`` and ``lat`` are sums.
    """

    reader = models.CharField(max_length=28)
    depth = models.PositiveSmallIntegerField()
    tile = models.CharField(max_length=DEPTH)
    county = models.CharField(max_length=6)
    cameras = models.IntegerField()
    lon = models.BigIntegerField()
    lat = models.BigIntegerField()

    class Meta:
        verbose_name = _("地图汇总")
        constraints = [models.UniqueConstraint(fields=["reader", "depth", "tile", "county"], name="filing_heap_once")]
        indexes = [models.Index(fields=["reader", "depth", "county", "tile"], name="filing_heap_of_county")]
