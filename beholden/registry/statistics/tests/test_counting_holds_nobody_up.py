"""Counting locks nobody out, writes what changed, and gives each police its own; kept is what counting now gives."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection

from beholden.ground.people.services import create_organisation
from beholden.ground.people.tests.cast import Cast, make_cast
from beholden.registry.filings.services import set_remit
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests.made import NOW, TODAY, planned
from beholden.registry.orders.services import conclude
from beholden.registry.orders.tests import made as orders
from beholden.registry.statistics import kept, listing, often, services, subjects, tables
from beholden.registry.statistics.models import Counting, KeptCount, KeptTimes
from beholden.registry.statistics.scope import Scope, asked
from beholden.registry.statistics.tests.test_every_number_leads_to_what_it_counts import life


def visited(cast: Cast, name: str, times: int, **changed: object) -> None:
    for number in range(times):
        planned(cast, unit=None, unit_name=name, place=f"{name} {number} 号", override_reason="另行检查", **changed)


@pytest.mark.django_db(transaction=True)
def test_others_write_while_records_are_counted() -> None:
    with time_machine.travel(NOW, tick=False):
        life(make_cast())
    wrote: dict[str, bool] = {}

    def another() -> None:
        try:
            create_organisation(None, name=f"第 {len(wrote)} 家", kind="managing", division="130203")
        finally:
            connection.close()

    def watching(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        for table in ("filings_filing", "inspections_inspection", "inspections_answer", "orders_order"):
            if sql.startswith("SELECT") and f'FROM "{table}"' in sql and table not in wrote:
                thread = threading.Thread(target=another)
                thread.start()
                thread.join(5)
                wrote[table] = not thread.is_alive()
        return found

    with connection.execute_wrapper(watching):
        services.count_all(NOW)
    assert wrote == dict.fromkeys(
        ("filings_filing", "inspections_inspection", "inspections_answer", "orders_order"), True
    )


def test_a_second_counting_writes_what_changed_and_takes_away_what_is_gone(cast: Cast) -> None:
    life(cast)
    before = set(KeptCount.objects.values_list("pk", "count"))
    services.count_all(NOW)
    assert set(KeptCount.objects.values_list("pk", "count")) == before
    Inspection.objects.filter(unit_name="第一店").update(state="cancelled")
    services.count_all(NOW + timedelta(hours=1))
    there = KeptCount.objects.filter(subject="inspections", area="130203")
    assert there.get(measure="all").count == 4 and not there.filter(measure="reason_tip").exists()
    assert len(set(KeptCount.objects.values_list("pk", "count")) & before) > len(before) // 2
    assert dict(Counting.objects.values_list("subject", "records"))["inspections"] == 4
    assert {one.at for one in Counting.objects.all()} == {NOW + timedelta(hours=1)}
    assert listing.page(asked(cast.supervisor, "", "", "", TODAY), "inspections", "all").count == 4


def test_each_police_counts_its_own_and_orders_are_the_areas(cast: Cast) -> None:
    life(cast)
    Inspection.objects.filter(unit_name="第一店").update(jurisdiction="rail")
    services.count_all(NOW)
    county = asked(cast.city_officer, "", "", "", TODAY)
    assert _all(county) == {"inspections": 4, "orders": 1, "filings": 1}
    set_remit(None, cast.city_officer.organisation, jurisdiction="rail")
    assert _all(county) == {"inspections": 2, "orders": 1, "filings": 0}
    assert often.of(county).most == [("第一店", "op_crowd", 2, {"tip": 2})]
    elsewhere = asked(cast.other_county_officer, "", "", "", TODAY)
    assert _all(elsewhere) == {"inspections": 0, "orders": 0, "filings": 0} and often.of(elsewhere).most == []


def _all(scope: Scope) -> dict[str, int]:
    names = ("inspections", "orders", "filings")
    counted = {name: kept.sums(scope, name, ["all"])["all"] for name in names}
    assert counted == {name: listing.page(scope, name, "all").count for name in names}
    return counted


def test_every_measure_is_kept_as_its_list_is_long(cast: Cast) -> None:
    life(cast)
    for account in (cast.supervisor, cast.city_officer):
        scope = asked(account, "", "", "", TODAY)
        for subject in ("inspections", "orders", "filings"):
            names = list(subjects.SUBJECTS[subject].measures())
            counts = kept.sums(scope, subject, names)
            assert counts == {name: listing.page(scope, subject, name).count for name in names}
            assert sum(1 for count in counts.values() if count) >= 3, subject


def test_how_long_putting_right_took_is_of_those_put_right(cast: Cast) -> None:
    order = orders.served(cast)
    scope = asked(cast.supervisor, "", "", "", TODAY)
    services.count_all(NOW)
    assert "平均" not in tables.correcting(scope).note
    orders.looked(cast, order, now=NOW + timedelta(days=5))
    conclude(cast.station_officer, orders.fresh(order), result="corrected", now=NOW + timedelta(days=5, hours=1))
    services.count_all(NOW + timedelta(days=6))
    table = tables.correcting(scope)
    assert "平均 5.0 天。" in table.note and [row.cells[0].text for row in table.rows] == ["0", "1", "0", "0", "0"]
    assert listing.page(scope, "orders", "took_4-7").count == 1
    assert subjects.ordered(scope).get().took == timedelta(days=5)


def test_kept_times_are_those_counted_now_in_every_area(cast: Cast) -> None:
    visited(cast, "第一店", 1)
    visited(cast, "第二店", 2, reason="tip")
    visited(cast, "第三店", 5)
    visited(cast, "小公园", 1, place_category="other_public")
    second = Inspection.objects.filter(unit_name="第二店").order_by("pk").first()
    assert second is not None
    Inspection.objects.filter(pk=second.pk).update(division="130202")  # one unit in two counties
    visited(cast, "第四店", 4, scheduled_on=TODAY.replace(month=3), now=NOW - timedelta(days=250))
    last_year = TODAY.replace(year=2025)
    visited(cast, "老店", 3, scheduled_on=last_year, now=NOW - timedelta(days=366))
    scopes = [
        asked(cast.city_officer, division, first, last, TODAY)
        for division in ("130200", "130202", "130203", "130204")
        for first, last in (("2026-11", "2026-11"), ("2026-01", "2026-11"), ("2025-01", "2025-12"), ("2026-03", ""))
    ]
    now = [often.of(scope) for scope in scopes]
    assert not KeptTimes.objects.exists()
    services.count_all(NOW)
    assert KeptTimes.objects.filter(jurisdiction="county", area="1302").count() == 3
    for scope, live in zip(scopes, now, strict=True):
        later = often.of(scope)
        assert later.most == live.most, (scope.area, scope.period)
        assert _told(later) == _told(live), (scope.area, scope.period)
    city = often.of(scopes[0])
    assert city.most[:2] == [("第三店", "op_crowd", 5, {"routine": 5}), ("第二店", "op_crowd", 2, {"tip": 2})]
    assert city.classes["op_crowd"] == [8, 1, 1, 0, 1] and often.of(scopes[4]).classes["op_crowd"] == [1, 1, 0, 0, 0]


def _told(times: often.Times) -> dict[str, list[int]]:
    return {name: row for name, row in times.classes.items() if any(row)}
