"""Items 8 to 13 by the county's technology department, from plan to record on a phone (M10, M11(2), M13)."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import queries
from beholden.registry.inspections.models import Inspection
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened
from tests.stories.inspections.test_a_visit_at_a_desk import press
from tests.stories.phone.eye import Eye
from tests.stories.phone.hands import HOME, Hands, photo, picture

pytestmark = pytest.mark.browser
FOUND = "三号摄像机朝向对面居民楼的窗户"


def test_the_technology_department_plans_walks_and_closes_it(people: Cast, opened: Opened) -> None:
    station, page = opened(people.station_officer, "phone"), opened(people.county_officer, "phone")
    eye = Eye(page, "phone")
    for officer in (station, page):
        officer.goto("/inspections/new")
        officer.fill("#id_unit_name", "城南商场有限公司")
        officer.fill("#id_place", "唐山市路北区北新道 1 号城南商场地下一层消防控制与视频监控联合值班室")
        officer.fill("#id_division", "130203")
        officer.select_option("#id_place_category", "op_crowd")
        officer.select_option("#id_kind", "professional")
        officer.select_option("#id_reason", "routine")
        officer.fill("#id_scheduled_on", timezone.localdate().isoformat())
        for name in ("张警官", "陈警官"):
            officer.get_by_label(re.compile(name)).check()
        press(officer, "安排检查")
    expect(station.get_by_text("专业检查由县级以上公安机关科技信息化部门组织实施").first).to_be_visible()
    assert serious(station) == []
    expect(page.get_by_text("专业检查", exact=False).first).to_be_visible()
    visit = Inspection.objects.get()
    assert (visit.kind, visit.items, visit.created_by) == (
        "professional",
        [8, 9, 10, 11, 12, 13],
        people.county_officer,
    )
    assert not set(visit.offered) & set(visit.items)

    station.goto(HOME)  # named for the visit, the station's officer has it on the phone as well
    expect(station.locator(f"a.visit-card[href='#/v/{visit.code}']")).to_contain_text("专业检查")

    hands = Hands(page)
    hands.open()
    hands.enter(visit)
    eye.look("professional-visit")
    hands.begin(first=8)
    eye.look("professional-item")
    shot = picture("olive")
    page.locator("input[type=file]:not([capture])").set_input_files([photo("录像机.jpg", shot)])  # type: ignore[arg-type]
    expect(page.locator(".pieces li")).to_have_count(1)
    hands.conform(8)
    hands.violated(9, FOUND)
    for item in range(10, 14):
        hands.conform(item)
    hands.recording()
    hands.everybody_signs()
    hands.close()
    hands.all_sent()
    expect(page.get_by_text("已结束", exact=True)).to_be_visible()
    eye.look("professional-closed")
    kept = Inspection.objects.get()
    assert kept.state == "closed"
    assert sorted(kept.answers.filter(superseded=False).values_list("item", flat=True)) == [8, 9, 10, 11, 12, 13]
    assert [(one.item, one.note) for one in queries.findings(kept)] == [(9, FOUND)]
    assert kept.evidence.get(kind="photo").sha256 == hands.sha256(shot)
    with page.expect_download() as record:
        page.get_by_role("link", name="检查笔录（PDF）").click()
    assert record.value.path().read_bytes().startswith(b"%PDF")

    unit = opened(people.manager, "phone")
    unit.goto(f"/inspections/{kept.code}")
    expect(unit.get_by_text(FOUND)).to_be_visible()
    assert unit.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(unit) == []
    eye.assert_kind()
