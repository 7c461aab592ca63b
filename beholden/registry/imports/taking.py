"""Takes checked rows over into the filing, all that were chosen or none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings import services as filings
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.imports import queries
from beholden.registry.imports.models import CameraImport, State


def take(found: CameraImport, now: datetime) -> None:
    """Ends as `taken`, or as `checked` again with the sentence why nothing was taken."""
    try:
        by = Account.objects.get(pk=found.choice["by"])
        found.taken = filings.add_cameras(by, found.filing, _chosen(found), now=now)
    except Refused as refused:
        found.error, found.state = str(refused)[:500], State.CHECKED
    else:
        found.error, found.state = "", State.TAKEN
    found.changed_at = timezone.now()
    found.save()


def _chosen(found: CameraImport) -> Iterator[CameraFields]:
    """The rows to take. Raises Refused when a chosen row is not there or cannot be taken."""
    wanted = set(found.choice["rows"]) if found.choice["what"] == "chosen" else None
    for line in queries.lines(found):
        if wanted is not None:
            if line["n"] not in wanted:
                continue
            wanted.discard(line["n"])
            if not line["g"]:
                raise Refused("row_bad", _("第 %(row)d 行不能导入，请先改好") % {"row": line["n"]}, field="rows")
        if line["g"]:
            yield fields(line["v"], found.datum)
    if wanted:
        raise Refused("no_row", _("文件里没有第 %(row)d 行，或者它是空行") % {"row": min(wanted)}, field="rows")


def fields(told: dict[str, Any], datum: str) -> CameraFields:
    """One checked row as a filing takes it."""
    lon, lat = told.get("lon"), told.get("lat")
    day = told.get("installed_on")
    return CameraFields(
        name=told["name"],
        position=told.get("position", ""),
        device_code=told.get("device_code", ""),
        function_type=told.get("function_type", ""),
        structure_type=told.get("structure_type", ""),
        place_category=told.get("place_category", ""),
        area=told.get("area", ""),
        installed_on=date.fromisoformat(day) if day else None,
        datum=datum if lon is not None else "",
        lon=lon,
        lat=lat,
    )
