"""Runs the engine over an uploaded list and keeps what it found: rows, counts, a sheet. Progress as it goes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import cameralist, rulebook
from beholden.engines.cameralist import Checker, Finding, Known, Line, ListError, Vocabulary, headers
from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import answers, cameras
from beholden.registry.filings.kinds import FunctionType, StructureType
from beholden.registry.filings.models import Filing
from beholden.registry.imports import files, wording
from beholden.registry.imports.models import CameraImport, State

_EVERY: Final = 1_000


def check(found: CameraImport, now: datetime) -> None:
    """Check every row. Ends as `checked`, or as `failed` with the sentence why."""
    try:
        table = cameralist.open_list(files.source(found.code), encoding=found.encoding)
        checker = Checker(
            table,
            found.mapping,
            vocabulary(),
            home=home(found.filing.division),
            known=known(found.filing, found.datum),
            datum=found.datum,
        )
        _run(found, checker, timezone.localdate(now))
    except (ListError, FileNotFoundError) as error:
        reason = error if isinstance(error, ListError) else ListError("empty")
        found.error, found.state = wording.reason(reason), State.FAILED
    else:
        found.state = State.CHECKED
    found.changed_at = timezone.now()
    found.save()


def _run(found: CameraImport, checker: Checker, on: date) -> None:
    counts: Counter[str] = Counter()
    found.done = found.good = 0
    areas = Areas(found.filing, on)
    blamed: list[Line] = []
    with files.lines(found.code).open("w", encoding="utf-8") as out:
        for line in checker.lines():
            areas.judge(line)
            counts.update({finding.code for finding in line.findings})
            found.done += 1
            found.good += line.good
            out.write(json.dumps(_kept(line), ensure_ascii=False) + "\n")
            if line.findings:
                blamed.append(line)
            if found.done % _EVERY == 0:
                CameraImport.objects.filter(pk=found.pk).update(done=found.done, changed_at=timezone.now())
    found.counts = dict(counts.most_common())
    found.whole = [[finding.code, *finding.values] for finding in checker.whole()]
    header = (_("行号"), _("发现的问题"), *checker.table.header)
    cameralist.write_sheet(files.sheet(found.code), _("需要核对的行"), header, _sheet_rows(blamed))


def _sheet_rows(blamed: list[Line]) -> Iterator[tuple[str, ...]]:
    for line in blamed:
        says = "；".join(wording.finding(finding.code, finding.values) for finding in line.findings)
        yield str(line.number), says, *line.cells


def _kept(line: Line) -> dict[str, Any]:
    told = {name: value for name, value in line.values.items() if value}
    if line.lon is not None and line.lat is not None:
        told |= {"lon": line.lon, "lat": line.lat}  # type: ignore[dict-item]
    found = [[finding.code, finding.field, *finding.values] for finding in line.findings]
    return {"n": line.number, "v": told, "f": found, "g": line.good}


class Areas:
    """Where a camera may not stand (R8(1)), asked once for each area and category."""

    def __init__(self, filing: Filing, on: date) -> None:
        self.on, self.category = on, filing.place_category
        self.place = answers.place(filing.answers, on)
        self.known: dict[tuple[str, str], str] = {}

    def judge(self, line: Line) -> None:
        """Adds a finding to a row whose area is forbidden."""
        area, category = line.values.get("area", ""), line.values.get("place_category", "") or self.category
        if not area:
            return
        cite = self.forbidden(area, category)
        if cite:
            line.findings.append(Finding(line.number, "forbidden_area", "area", (cite,)))

    def forbidden(self, area: str, category: str = "") -> str:
        """The article that forbids a camera in this area, or ""."""
        key = (area, category or self.category)
        if key not in self.known:
            self.known[key] = cameras.forbidden(area, self.on, self.place, key[1])
        return self.known[key]


def vocabulary() -> Vocabulary:
    """The words lists use for our choices: the Chinese label, the English one, the code itself."""
    from django.utils import translation

    words: dict[str, dict[str, str]] = {}
    choices = {"function_type": FunctionType, "structure_type": StructureType, "place_category": PlaceCategory}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            for name, kind in choices.items():
                told = {headers.plain(str(label)): str(value) for value, label in kind.choices}
                words[name] = {**words.get(name, {}), **told, **{headers.plain(str(v)): str(v) for v in kind.values}}
    areas = rulebook.opened(settings.LAW).facts["area"].words
    words["area"] = {headers.plain(word): area for area, both in areas.items() for word in (area, *both)}
    words["structure_type"] |= {
        "枪机": "3",
        "固定枪机": "3",
        "球机": "1",
        "半球": "2",
        "半球机": "2",
        "枪": "3",
        "球": "1",
    }
    words["function_type"] |= {"视频监控": "watch", "一般监控": "watch", "人脸": "01", "车辆": "03"}
    return Vocabulary(words)


def known(filing: Filing, datum: str) -> list[Known]:
    """Cameras the filing has already, in the list's datum."""
    from beholden.ground.places.coordinates import convert

    there = filing.cameras.values_list("name", "device_code", "lon", "lat")
    made = []
    for name, code, lon, lat in there.iterator(chunk_size=2000):
        if lon is not None and lat is not None and datum:
            lon, lat = convert(lon, lat, "wgs84", datum)
        made.append(Known(name, code, lon, lat))
    return made


def home(division: str) -> tuple[float, float] | None:
    """Roughly where a county lies: the middle of the cameras filed there already; None while there are too few."""
    from django.db.models import Avg, Count

    from beholden.registry.filings.models import FilingCamera

    there = FilingCamera.objects.filter(filing__division=division[:6], filing__in_force=True, lon__isnull=False)
    if not division:
        return None
    found = there.aggregate(lon=Avg("lon"), lat=Avg("lat"), count=Count("id"))
    return (found["lon"], found["lat"]) if found["count"] >= 20 else None
