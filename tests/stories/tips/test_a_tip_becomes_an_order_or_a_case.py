"""What a resident pointed at on a map is looked at and found: an order under R26, or at once a case under R27(1)."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests import made
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests.made import PDF, walk
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.tests.made import main
from beholden.registry.tips import pace
from beholden.registry.tips.models import Tip
from tests.stories.filing.conftest import Opened
from tests.stories.tips.test_a_camera_in_a_changing_room import look

pytestmark = pytest.mark.browser
GATE = CameraFields("01 大门", "正门", function_type="watch", area="entrance", datum="wgs84", lon=118.1806, lat=39.6302)


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    pace.WRITING.forget()
    pace.ASKING.forget()


def told(phone: Page, subject: str, words: str) -> Tip:
    """A stranger reports it, with a pin."""
    phone.goto(f"/tip/report?subject={subject}")
    phone.get_by_label("看到了什么").fill(words)
    phone.get_by_label("所在县（市、区）").fill("130203")
    phone.get_by_label("地点").fill("北新道 1 号城南商场正门外")
    phone.locator("#pin-map canvas").click(position={"x": 150, "y": 120})
    phone.wait_for_function("document.querySelector('#id_lon').value !== ''")
    phone.locator("#id_lon").fill("118.1805")
    phone.locator("#id_lat").fill("39.6301")
    phone.get_by_role("button", name="提交举报").click()
    phone.locator(".receipt-code").wait_for()
    return Tip.objects.latest("pk")


def visited(people: Cast, desk: Page, tip: Tip, wrong: int) -> Inspection:
    """The officer takes it, sees what is filed near it, plans the visit, which ends with this item violated."""
    desk.goto("/tips")
    desk.get_by_role("link", name=tip.code).click()
    desk.get_by_role("button", name="受理核查").click()
    near = desk.locator("section", has=desk.get_by_role("heading", name="附近已备案的摄像机"))
    expect(near.get_by_role("link", name="01 大门")).to_be_visible()
    desk.get_by_role("link", name="安排检查").click()
    desk.get_by_label("公共场所类别").select_option("op_crowd")
    desk.get_by_label("陈警官").check()
    desk.get_by_role("button", name="安排检查").click()
    desk.get_by_text("已安排检查").wait_for()
    visit = Inspection.objects.get(reason_code=tip.code)
    return walk(people, visit, bad=[wrong], now=timezone.now())


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_who_had_no_right_to_install_is_ordered_to_correct(people: Cast, opened: Opened, tmp_path: Path) -> None:
    made.filed(people.manager, people.county_officer, cameras=[GATE])
    tip = told(opened(None, "phone"), "install_no_duty", "有人在商场正门外的街上自己装了一台摄像机。")
    desk = opened(people.county_officer)
    visit = visited(people, desk, tip, 1)
    desk.goto(f"/tips/{tip.code}")
    desk.get_by_role("link", name=visit.number).click()
    desk.get_by_role("link", name="草拟责令").click()
    desk.get_by_role("checkbox", name="责令改正这一项").check()
    desk.get_by_role("radio", name="责令限期改正").check()
    desk.fill("#id_text", "拆除自行安装的摄像机，删除所收集的视频图像信息。")
    desk.fill("#id_term_days", "5")
    desk.fill("#id_term_why", "只有一台设备")
    press(desk, "保存为草稿")
    order = Order.objects.get()
    assert order.violations == ["P-26"]
    assert order.delete_footage
    expect(desk.get_by_role("button", name="作出责令", exact=True)).to_have_count(0)  # R26: evidence first
    expect(desk.get_by_text("作出之前，先固定证据").first).to_be_visible()
    look(desk, "16-order-draft")
    desk.get_by_role("link", name="固定证据").click()
    kept = tmp_path / "录像清单.pdf"
    kept.write_bytes(PDF)
    desk.set_input_files("#id_files", str(kept))
    press(desk, "固定证据")
    press(desk, "作出责令")
    expect(desk.get_by_text("责令已作出")).to_be_visible()
    look(desk, "17-order")
    order.refresh_from_db()
    assert (order.state, order.inspection, order.unit) == ("issued", visit, people.unit)
    assert not Case.objects.exists()  # a fine waits for the refusal


def test_a_camera_where_none_may_be_is_a_case_at_once_and_a_hearing_is_owed(people: Cast, opened: Opened) -> None:
    made.filed(people.manager, people.county_officer, cameras=[GATE])
    tip = told(opened(None, "phone"), "install_forbidden_area", "女更衣室天花板的烟感器里有镜头。")
    desk = opened(people.county_officer)
    desk.goto(f"/tips/{tip.code}")
    visit = visited(people, desk, tip, 9)  # an item of professional inspections, on the list because of what was told
    desk.goto(f"/tips/{tip.code}")
    desk.locator("summary", has_text="立案").click()
    desk.get_by_label("违法行为").select_option("P-27-1")
    desk.get_by_label("查实的检查").select_option(visit.code)
    desk.locator("#case-words").fill("三层女更衣室烟感器内装有摄像机。")
    desk.locator("details[open] button", has_text="立案").click()
    desk.wait_for_load_state()
    case = Case.objects.get()
    assert (case.violation, case.inspection) == ("P-27-1", visit)
    desk.goto(f"/tips/{tip.code}")
    expect(desk.locator(".acts-list").get_by_text(case.number)).to_be_visible()
    desk.goto(f"/penalties/{case.code}")
    expect(desk.get_by_text("立即没收、删除并罚款，不给改正期")).to_be_visible()
    desk.locator(".acts-panel").get_by_role("link", name="拟定处罚", exact=True).click()
    for measure in ("没收相关设备设施", "删除所收集的视频图像信息"):
        expect(desk.get_by_role("checkbox", name=measure)).to_be_checked()
    desk.fill(f"#id_fine_{main(case).code}", "10000")
    desk.fill("#id_reason", "侵害他人隐私。")
    desk.fill("#id_far_reason", "本机关首件此类案件。")
    press(desk, "拟定处罚")
    desk.locator(".acts-panel").get_by_role("link", name="处罚前告知", exact=True).click()
    desk.fill("#id_defence_until", (timezone.localdate() + timedelta(days=5)).isoformat())
    press(desk, "处罚前告知")
    expect(desk.get_by_text("可以要求听证，到")).to_be_visible()
    expect(desk.get_by_role("link", name=re.compile("行政处罚听证告知书"))).to_be_visible()
    look(desk, "18-case")
    unit = opened(people.manager)
    unit.goto(f"/penalties/{case.code}")
    assert "举报" not in unit.locator("main").inner_text()  # whoever told is protected (程序规定63)
    assert tip.code not in unit.content()
