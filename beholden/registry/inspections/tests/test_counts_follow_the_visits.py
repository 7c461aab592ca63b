"""How often a unit was inspected is kept as visits are planned, moved and cancelled, for each area that reads them."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import time_machine
from django.apps import apps
from django.db.models import Count

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import oversight, queries, services
from beholden.registry.inspections.models import Inspection, State, VisitCount
from beholden.registry.inspections.tests.made import NOW, planned


def kept() -> dict[tuple[str, ...], int]:
    rows = VisitCount.objects.filter(visits__gt=0)
    return {(one.area, str(one.year), one.reason, str(one.unit), one.unit_name): one.visits for one in rows}


def recounted() -> dict[tuple[str, ...], int]:
    """What a migration of the same visits counts."""
    VisitCount.objects.all().delete()
    import_module("beholden.registry.inspections.migrations.0004_counts_of_visits").add_up(apps, None)
    return kept()


@time_machine.travel(NOW, tick=False)
def test_counts_follow_what_is_planned_moved_and_cancelled(cast: Cast) -> None:
    visit = planned(cast)
    other = planned(cast, unit=None, unit_name="无名小店", place="别处")
    gone = planned(cast, unit=None, unit_name="无名小店", place="另一处")
    first = oversight.page(cast.county_officer, NOW.year).lines
    assert [(line.unit, line.total) for line in first] == [("无名小店", 2), (visit.unit_name, 1)]
    services.cancel(cast.station_officer, gone, why="安排重复了")
    services.reschedule(cast.station_officer, other, scheduled_on=date(NOW.year + 1, 1, 8))
    for officer in (cast.county_officer, cast.city_officer):
        this, following = (oversight.page(officer, year).lines for year in (NOW.year, NOW.year + 1))
        assert [(line.unit, line.total) for line in this] == [(visit.unit_name, 1)]
        assert [(line.unit, line.total, line.last) for line in following] == [("无名小店", 1, date(NOW.year + 1, 1, 8))]
        assert sum(count for _reason, count in oversight.totals(officer, NOW.year)) == 1
        read = queries.visible_to(officer).exclude(state=State.CANCELLED)
        assert sum(line.total for line in (*this, *following)) == read.count()
    assert oversight.page(cast.other_county_officer, NOW.year).lines == []
    assert oversight.page(cast.manager, NOW.year).lines == []
    before = kept()
    assert recounted() == before


@time_machine.travel(NOW, tick=False)
def test_every_unit_stands_on_one_page_and_is_found_by_its_name(cast: Cast) -> None:
    for number in range(5):
        for place in range(1 + number % 2):
            planned(cast, unit=None, unit_name=f"第 {number} 店", place=f"{number} 号之 {place}")
    seen, after = [], ""
    while True:
        page = oversight.page(cast.county_officer, NOW.year, after=after, size=2)
        seen += [(line.unit, line.total) for line in page.lines]
        after = page.after
        if not after:
            break
    assert seen == [("第 1 店", 2), ("第 3 店", 2), ("第 0 店", 1), ("第 2 店", 1), ("第 4 店", 1)]
    assert [line.unit for line in oversight.page(cast.county_officer, NOW.year, "3 店").lines] == ["第 3 店"]
    assert oversight.page(cast.county_officer, NOW.year, "4 号").lines == []
    assert oversight.page(cast.county_officer, NOW.year, after="x_y").lines != []
    named = Inspection.objects.values_list("unit_name").annotate(Count("pk"))
    assert dict(named) == dict(seen)
