"""Questions a page asks do not grow with what it shows."""

from __future__ import annotations

from datetime import datetime

import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import holding
from beholden.registry.inspections.tests.made import NOW, closed, planned
from beholden.registry.inspections.tests.test_who_reads_what import browser


def asked(cast: Cast, path: str) -> int:
    client = browser(cast.county_officer)
    client.get(path)
    with CaptureQueriesContext(connection) as found:
        assert client.get(path).status_code == 200
    return len(found)


@time_machine.travel(NOW, tick=False)
def test_the_list_asks_the_same_for_one_and_for_twelve(cast: Cast) -> None:
    planned(cast, unit=None, unit_name="第一店", place="0 号")
    before = asked(cast, "/inspections?view=all"), asked(cast, "/inspections/oversight")
    for number in range(1, 12):
        planned(cast, unit=None, unit_name=f"第 {number} 店", place=f"{number} 号")
    assert (asked(cast, "/inspections?view=all"), asked(cast, "/inspections/oversight")) == before
    assert max(before) <= 20


@time_machine.travel(NOW, tick=False)
def test_a_record_and_a_phone_ask_a_bounded_number(cast: Cast) -> None:
    visit = closed(cast, bad=[1, 2, 3])
    assert asked(cast, f"/inspections/{visit.code}") <= 45
    now: datetime = NOW
    with CaptureQueriesContext(connection) as found:
        holding.today(cast.station_officer, now)
    assert len(found) <= 25
