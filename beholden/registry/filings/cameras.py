"""A declared camera: what is accepted, and where none may stand or look (R8, R10).

R8 is judged by the place of mounting and by every area the declared field of view reaches; consent doesn't cure it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.places import coordinates, tiles
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.answers import Refused, text
from beholden.registry.filings.kinds import Datum, FunctionType, StructureType
from beholden.registry.filings.models import Filing, FilingCamera

MOST: Final = 100_000  # cameras in one filing
_MOST_SEEN: Final = 12


@dataclass(frozen=True, slots=True)
class CameraFields:
    """One camera as declared. Coordinates in degrees of ``datum``; areas are words of the fact `area`."""

    name: str
    position: str = ""
    device_code: str = ""
    function_type: str = ""
    structure_type: str = ""
    place_category: str = ""
    area: str = ""
    sees: Sequence[str] = ()
    near_secret: bool = False
    installed_on: date | None = None
    datum: str = ""
    lon: float | None = None
    lat: float | None = None
    source: str = ""


def areas() -> dict[str, str]:
    """The words of the fact `area` as the law's data lists them, each in the reader's language."""
    return words_of("area")


def words_of(fact: str) -> dict[str, str]:
    """The words a fact may have, each in the reader's language; none when the law cannot be read."""
    try:
        known = rulebook.opened(settings.LAW).facts[fact].words
    except rulebook.BadLawData:
        return {}
    spoken = 0 if language() == "zh" else 1
    return {word: both[spoken] for word, both in known.items()}


def forbidden(area: str, on: date, at: str, category: str) -> str:
    """The article that forbids a camera in this area on that day, or "" when none does (R8(1))."""
    return _article(rulebook.opened(settings.LAW), area, on, at, category)


@lru_cache(maxsize=1024)  # a list of 100,000 cameras asks the same few questions
def _article(book: rulebook.Rulebook, area: str, on: date, at: str, category: str) -> str:
    told = {"area": area}
    if category:
        told["place_category"] = category
    answer = book.resolve("area.forbidden", on, at, told)
    return answer.because[0].cite if answer.value == "forbidden" else ""


def check_area(fields: CameraFields, on: date, at: str, category: str) -> None:
    """Stops a camera that stands in or looks into a forbidden area. Raises Refused with the article."""
    watched = [area for area in (fields.area, *fields.sees) if area]
    words = areas() if watched else {}
    for area in watched:
        if area not in words:
            raise Refused("no_area", _("没有“%(area)s”这种部位") % {"area": str(area)[:40]}, field="area")
        cite = forbidden(area, on, at, fields.place_category or category)
        if cite:
            raise Refused("forbidden_area", _forbidden(fields.name, words[area], area == fields.area), cite=cite)


def _forbidden(name: str, area: str, mounted: bool) -> str:
    words = {"name": name, "area": area}
    if mounted:
        return _("“%(name)s”安装在%(area)s：法律禁止在这里安装，取得同意也不行。请拆除，不能登记。") % words
    return _("“%(name)s”能拍到%(area)s：法律禁止拍到这里。请调整角度或者拆除，不能登记。") % words


def row(filing: Filing, number: int, fields: CameraFields, on: date, at: str) -> FilingCamera:
    """The checked row of one camera, not saved. Raises Refused naming the field."""
    label = _("设备名称")
    name = text(fields.name, label, 100, field="name")
    if not name:
        raise Refused("empty", _("请填写%(label)s") % {"label": label}, field="name")
    _choice(fields.function_type, FunctionType, "function_type", _("功能类型"))
    _choice(fields.structure_type, StructureType, "structure_type", _("设备类型"))
    _choice(fields.place_category, PlaceCategory, "place_category", _("公共场所类别"))
    _choice(fields.datum, Datum, "datum", _("坐标系"))
    code = str(fields.device_code or "").strip()
    if code and not (code.isascii() and code.isdigit() and len(code) == 20):
        raise Refused("device_code", _("设备编码应为 20 位数字（GB/T 28181），不知道可以不填"), field="device_code")
    if len(fields.sees) > _MOST_SEEN:
        raise Refused("too_many", _("可以拍到的区域太多"), field="sees")
    check_area(fields, on, at, filing.place_category)
    lon, lat = position(fields)
    return FilingCamera(
        filing=filing,
        number=number,
        name=name,
        position=text(fields.position, _("点位"), 200, field="position"),
        device_code=code,
        function_type=fields.function_type,
        structure_type=fields.structure_type,
        place_category=fields.place_category,
        area=fields.area,
        sees=list(dict.fromkeys(fields.sees)),
        near_secret=bool(fields.near_secret),
        installed_on=fields.installed_on,
        datum=fields.datum,
        typed_lon=fields.lon,
        typed_lat=fields.lat,
        lon=lon,
        lat=lat,
        cell=cell(lon, lat),
        source=fields.source,
    )


def _choice(value: str, choices: Any, field: str, label: str) -> None:
    if value and value not in choices.values:
        raise Refused("no_choice", _("请选择%(label)s") % {"label": label}, field=field)


def position(fields: CameraFields) -> tuple[float | None, float | None]:
    """(longitude, latitude) in WGS-84, or (None, None) when none was typed. Raises Refused."""
    if fields.lon is None and fields.lat is None:
        return None, None
    if fields.lon is None or fields.lat is None:
        raise Refused("half_position", _("经度和纬度要么都填，要么都不填"), field="lon")
    if not (math.isfinite(fields.lon) and math.isfinite(fields.lat)) or abs(fields.lon) > 180 or abs(fields.lat) > 90:
        raise Refused("bad_position", _("经度应在 -180 至 180 之间，纬度应在 -90 至 90 之间"), field="lon")
    if not fields.datum:
        raise Refused("no_datum", _("填了坐标就要选择坐标系"), field="datum")
    return to_wgs84(fields.lon, fields.lat, fields.datum)


def to_wgs84(lon: float, lat: float, datum: str) -> tuple[float, float]:
    """The same point in WGS-84, to about a centimetre of what the conversion can do."""
    found = coordinates.convert(lon, lat, datum, Datum.WGS84)
    return round(found[0], 7), round(found[1], 7)


def cell(lon: float | None, lat: float | None) -> str:
    """The quadkey of the map tile a point lies in, "" for a camera without a position."""
    return "" if lon is None or lat is None else tiles.quadkey(lon, lat)


def rows(filing: Filing, given: Iterable[CameraFields], first: int, on: date, at: str) -> list[FilingCamera]:
    """Checked rows numbered from ``first``. Raises Refused whose sentence names the number of the bad one."""
    made = []
    for number, fields in enumerate(given, first):
        try:
            made.append(row(filing, number, fields, on, at))
        except Refused as refused:
            where = _("第 %(number)d 台：%(why)s") % {"number": number, "why": refused}
            raise Refused(refused.code, where, field=refused.field, cite=refused.cite) from refused
    return made


def language() -> str:
    """The reader's language as the engines name it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"
