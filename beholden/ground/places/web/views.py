"""The map page and what stands in the part of it that is looked at."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beholden.ground.people.web.doors import only
from beholden.ground.places import coordinates, marks, queries
from beholden.ground.places.coordinates import Datum
from beholden.ground.places.permissions import may_see_map
from beholden.ground.places.tiles import CHINA, Box

LISTED = 100


@never_cache
@only(may_see_map)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The map, begun where the person's cameras are; below it the same as a list, which needs no JavaScript."""
    extent = marks.extent(request.user)
    found = marks.in_box(request.user, extent) if extent else []
    data = {
        "marks": reverse("map_marks"),
        "box": _shifted_box(extent or CHINA).as_list(),
        "tiles": settings.MAP_TILES,
        "credit": settings.MAP_CREDIT,
    }
    context = {"data": data, "empty": extent is None, "listed": [_shown(one) for one in found[:LISTED]]}
    context["total"] = sum(one.count for one in found)
    return render(request, "places/map.html", context)


@never_cache
@only(may_see_map)
@require_safe
def in_view(request: HttpRequest) -> HttpResponse:
    """Marks of ``?box=west,south,east,north``, in the datum of the tiles; 422 when that is no box."""
    try:
        asked = Box.parse(request.GET.get("box", ""))
    except ValueError:
        return JsonResponse({"code": "bad_box", "detail": _("地图范围不正确")}, status=422)
    found = marks.in_box(request.user, _true_box(asked))
    return JsonResponse({"marks": [_shown(mark) for mark in found]})


def _shown(mark: marks.Mark) -> dict[str, object]:
    lon, lat = coordinates.convert(mark.lon, mark.lat, Datum.WGS84, settings.MAP_DATUM)
    return {
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "name": mark.name,
        "address": mark.address if re.match("/(?![/\\\\])", mark.address) else "",  # a page of ours, or no link
        "count": mark.count,
        "exact": mark.exact,
        "area": queries.short_name(mark.division) if mark.division else "",
    }


def _shifted_box(box: Box) -> Box:
    return _in_datum(box, Datum.WGS84, settings.MAP_DATUM)


def _true_box(box: Box) -> Box:
    return _in_datum(box, settings.MAP_DATUM, Datum.WGS84)


def _in_datum(box: Box, source: str, target: str) -> Box:
    west, south = coordinates.convert(box.west, box.south, source, target)
    east, north = coordinates.convert(box.east, box.north, source, target)
    return Box(west, south, east, north)
