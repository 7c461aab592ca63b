"""From the pin to the filed cameras near it, to a visit of the other room, to a case of the third."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests import made
from beholden.registry.inspections import services as inspections
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.services.duplicates import DuplicateVisit
from beholden.registry.orders.tests.made import walk
from beholden.registry.penalties.models import Case
from beholden.registry.tips import queries, services
from beholden.registry.tips.models import Tip
from beholden.registry.tips.tests.reported import NOW, fresh, reported

pytestmark = pytest.mark.django_db
GATE = CameraFields("01 大门", "正门", function_type="watch", area="entrance", datum="wgs84", lon=118.1806, lat=39.6302)


def taken(cast: Cast, number: int = 0) -> Tip:
    tip, _receipt = reported(number)
    return services.take(cast.county_officer, tip, now=NOW)


def planned(cast: Cast, tip: Tip, **changed: object) -> Inspection:
    given = {
        "place": tip.place,
        "place_category": "op_crowd",
        "scheduled_on": timezone.localdate(NOW),
        "unit": cast.unit,
        "officers": [cast.county_officer, cast.station_officer],
        "now": NOW,
    }
    return services.plan_visit(cast.county_officer, tip, **{**given, **changed})  # type: ignore[arg-type]


def test_the_nearest_filed_cameras_come_by_distance_as_the_officer_may_know_them(cast: Cast) -> None:
    far = dataclasses.replace(GATE, name="05 东门", lon=118.1900)
    beyond = dataclasses.replace(GATE, name="09 邻区", lon=118.30)
    made.filed(cast.manager, cast.county_officer, cameras=[far, GATE, beyond])
    tip = taken(cast)
    near = queries.nearest(cast.county_officer, tip)
    assert [one.name for one in near] == ["01 大门", "05 东门"]
    assert near[0].metres == 14
    assert 780 < near[1].metres < 860
    assert queries.nearest(cast.other_county_officer, tip) == []
    services.locate(cast.county_officer, tip, lon=118.30, lat=39.6302, now=NOW)
    assert [one.name for one in queries.nearest(cast.county_officer, fresh(tip))] == ["09 邻区"]
    with pytest.raises(Refused, match="经纬度不正确"):
        services.locate(cast.county_officer, tip, lon=float("nan"), lat=39.6, now=NOW)
    nowhere, _receipt = reported(5, lon=None, lat=None)
    assert queries.nearest(cast.county_officer, nowhere) == []


def test_a_visit_comes_from_a_tip_and_its_unit_does_not_learn_of_it(cast: Cast) -> None:
    tip = taken(cast)
    with pytest.raises(Refused, match="只有经办民警"):
        services.plan_visit(
            cast.station_officer,
            tip,
            place="x",
            place_category="op_crowd",
            scheduled_on=timezone.localdate(NOW),
            now=NOW,
        )
    visit = planned(cast, tip)
    assert (visit.reason, visit.reason_code, visit.division) == ("tip", tip.code, tip.division)
    assert queries.visits(tip) == [visit]
    with pytest.raises(DuplicateVisit):
        planned(cast, fresh(tip))
    assert Inspection.objects.count() == 1
    assert planned(cast, fresh(tip), override_reason="举报人补充了新的位置").override_reason
    inspections.begin(cast.county_officer, visit, shown=["identification", "code"], now=NOW)
    unit = Client()
    unit.force_login(cast.manager)
    for address in (f"/inspections/{visit.code}", "/inspections"):
        page = unit.get(address).content.decode()
        assert visit.number in page
        assert "举报" not in page, address
        assert tip.code not in page


def test_a_case_needs_a_visit_of_this_tip_and_what_the_law_lets(cast: Cast) -> None:
    tip = taken(cast)
    with pytest.raises(Refused, match="不能只凭举报立案"):
        services.open_case(
            cast.county_officer, tip, violation="P-27-1", visit=None, story="更衣室内安装摄像机。", now=NOW
        )
    visit = planned(cast, tip)
    for wrong in ("P-29", "", "P-26"):  # of a forbidden area it is P-27-1
        with pytest.raises(Refused, match="请选择违法行为"):
            services.open_case(cast.county_officer, tip, violation=wrong, visit=visit, story="事实如此。", now=NOW)
    later = NOW + timedelta(hours=2)
    other = taken(cast, 1)
    with pytest.raises(Refused, match="不能只凭举报立案"):  # a visit of another tip
        services.open_case(cast.county_officer, other, violation="P-27-1", visit=visit, story="事实如此。", now=later)
    assert not Case.objects.exists()
    with pytest.raises(Refused, match="还没有办结"):  # the visit is not over
        services.open_case(cast.county_officer, tip, violation="P-27-1", visit=visit, story="事实如此。", now=later)


def test_what_a_closed_visit_found_becomes_a_case_of_the_other_room(cast: Cast) -> None:
    tip = taken(cast)
    visit = planned(cast, tip)
    assert visit.items == [1, 2, 3, 4, 5, 6, 7, 9]
    assert [one["item"] for one in visit.extra] == [9]
    assert "举报" not in visit.extra[0]["reason"]  # the unit reads it (程序规定63)
    walk(cast, visit, bad=[9], now=NOW)
    visit.refresh_from_db()
    later = NOW + timedelta(hours=2)
    case = services.open_case(
        cast.county_officer, tip, violation="P-27-1", visit=visit, story="三层女更衣室烟感器内装有摄像机。", now=later
    )
    assert (case.violation, case.inspection, case.unit) == ("P-27-1", visit, cast.unit)
    act = tip.acts.get(action="case")
    assert (act.note, act.link) == (case.number, f"/penalties/{case.code}")
    with pytest.raises(Refused, match="两次"):
        services.open_case(
            cast.county_officer, fresh(tip), violation="P-27-1", visit=visit, story="同一事实。", now=later
        )
