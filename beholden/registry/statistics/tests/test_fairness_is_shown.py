"""Times a unit was inspected against its class, who was left out, and draws drawn again (M17)."""

from __future__ import annotations

from datetime import timedelta

import time_machine

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import SampleDraw
from beholden.registry.inspections.services import choosing
from beholden.registry.inspections.tests.made import NOW, TODAY, planned
from beholden.registry.inspections.tests.test_a_sample_is_truly_random import LATER, committed, fixed, in_force
from beholden.registry.inspections.tests.test_who_reads_what import browser
from beholden.registry.statistics import fairness, services
from beholden.registry.statistics.models import Counting, KeptCount
from beholden.registry.statistics.scope import asked


def visited(cast: Cast, name: str, times: int, category: str = "op_crowd", **changed: object) -> None:
    for number in range(times):
        planned(
            cast,
            unit=None,
            unit_name=name,
            place=f"{name} {number} 号",
            place_category=category,
            override_reason="测试另行检查",
            **changed,
        )


@time_machine.travel(NOW, tick=False)
def test_units_are_counted_by_class_and_times(cast: Cast) -> None:
    visited(cast, "第一店", 1)
    visited(cast, "第二店", 2)
    visited(cast, "第三店", 5)
    visited(cast, "小公园", 1, "other_public")
    in_force(cast, 2)
    services.count_all(NOW)
    scope = asked(cast.city_officer, "", "", "", TODAY)
    table = fairness.classes(scope)
    rows = {row.name: [cell.text for cell in row.cells] for row in table.rows}
    crowd = next(texts for name, texts in rows.items() if name.startswith("商贸中心"))
    other = next(texts for name, texts in rows.items() if name.startswith("其他公共场所"))
    assert crowd == ["2", "8", "3", "2.67", "1", "1", "0", "1"]
    assert other == ["0", "1", "1", "1.00", "1", "0", "0", "0"]
    most = fairness.most(scope, table)
    assert [(one.name, one.times, round(one.mean, 2)) for one in most][:2] == [("第三店", 5, 2.67), ("第二店", 2, 2.67)]
    assert most[0].reasons == (("日常检查", 5),)


@time_machine.travel(NOW, tick=False)
def test_who_was_not_inspected_is_named_with_the_last_time(cast: Cast) -> None:
    in_force(cast, 1)
    scope = asked(cast.supervisor, "", "2026-11", "2026-11", TODAY)
    assert [one.last for one in fairness.least(scope)] == [None]
    earlier = TODAY.replace(month=10)
    planned(cast, scheduled_on=earlier, now=NOW - timedelta(days=40))
    assert [one.last for one in fairness.least(scope)] == [earlier]
    planned(cast, override_reason="测试另行检查")
    assert fairness.least(scope) == []


def test_a_draw_is_drawn_again_and_a_changed_one_is_found_out(cast: Cast) -> None:
    in_force(cast, 6)
    draw = fixed(cast, committed(cast))
    scope = asked(cast.city_officer, "", "2026-11", "2026-11", TODAY)
    assert [one.failed for one in fairness.draws(scope)] == [None]
    done = choosing.draw_sample(cast.county_officer, draw, value="03 07 11", now=LATER)
    assert [one.failed for one in fairness.draws(scope)] == [()]
    other = next(code for code in done.population if code not in done.sample)
    SampleDraw.objects.filter(pk=done.pk).update(sample=[other, done.sample[1]])
    assert fairness.draws(scope)[0].failed == ("sample",)
    with time_machine.travel(NOW, tick=False):
        page = browser(cast.city_officer).get("/statistics/fairness").content.decode()
    assert "重抽不一致" in page and "beholden sample redraw" in page
    assert fairness.draws(asked(cast.other_county_officer, "", "2026-11", "2026-11", TODAY)) == []


@time_machine.travel(NOW, tick=False)
def test_a_page_says_as_of_when_it_counts(cast: Cast) -> None:
    page = browser(cast.supervisor).get("/statistics").content.decode()
    assert "还没有统计过" in page
    in_force(cast, 3)
    services.count_all(NOW)
    assert services.count_all(NOW)["filings"] == 3
    county = KeptCount.objects.filter(subject="filings", measure="all", area="130203")
    assert county.get().count == 3 and Counting.objects.get(subject="filings").records == 3
    for path in ("/statistics", "/statistics/fairness"):
        page = browser(cast.supervisor).get(path).content.decode()
        assert "截至 2026-11-20 10:00" in page and "还没有统计过" not in page
