"""From a resident's phone to the officer, the visit, the answer, and back to the phone; and a complaint kept apart."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.cameras import CameraFields
from beholden.registry.filings.tests import made
from beholden.registry.inspections.models import Inspection
from beholden.registry.tips import pace
from beholden.registry.tips.models import Complaint, Tip
from beholden.registry.tips.tests.reported import JPEG, complained, reported
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened
from tests.stories.kind import assert_kind

pytestmark = pytest.mark.browser
KEPT = os.environ.get("TIPS_PICTURES", "")
GATE = CameraFields("01 大门", "正门", function_type="watch", area="entrance", datum="wgs84", lon=118.1806, lat=39.6302)
TILL = CameraFields("02 收银台", "一层收银区", function_type="watch", datum="wgs84", lon=118.1812, lat=39.6306)


@pytest.fixture(autouse=True)
def _fresh_pace() -> None:
    pace.WRITING.forget()
    pace.ASKING.forget()


def look(page: Page, name: str) -> None:
    """The page is kind to everybody, fits its window, and can be kept as a picture."""
    found = serious(page)
    assert not found, f"{name}: {found}"
    wide = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1], f"{name} pushes sideways: {wide}"
    if KEPT:
        Path(KEPT).mkdir(exist_ok=True)
        page.screenshot(path=f"{KEPT}/{name}.png", full_page=True)


def code_on(page: Page) -> str:
    return page.locator(".receipt-code").inner_text().strip()


def test_a_resident_reports_it_and_reads_what_came_of_it(people: Cast, opened: Opened, tmp_path: Path) -> None:
    made.filed(people.manager, people.county_officer, cameras=[GATE, TILL])
    picture = tmp_path / "IMG_0001.jpg"
    picture.write_bytes(JPEG)
    phone = opened(None, "phone")
    phone.goto("/tip")
    look(phone, "1-start-375")
    phone.get_by_label("更衣室、浴室").check()
    phone.get_by_role("button", name="继续").click()
    phone.get_by_label("看到了什么").fill("三层女更衣室天花板的烟感器里有镜头，今天下午看到的。")
    phone.get_by_label("所在县（市、区）").fill("唐山市路北区")
    phone.get_by_label("地点").fill("北新道 1 号城南商场三层女更衣室")
    phone.locator("#pin-map canvas").click(position={"x": 150, "y": 120})
    phone.wait_for_function("document.querySelector('#id_lon').value !== ''")
    assert phone.locator("#id_datum").input_value() == "map"
    phone.locator("#id_lon").fill("118.1805")
    phone.locator("#id_lat").fill("39.6301")
    phone.locator("#id_files").set_input_files(str(picture))
    phone.get_by_label("联系方式").fill("13900001234")
    look(phone, "2-report-375")
    phone.get_by_role("button", name="提交举报").click()
    receipt = code_on(phone)
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]", receipt)
    look(phone, "3-receipt-375")
    tip = Tip.objects.get()
    assert tip.files.count() == 1

    desk = opened(people.county_officer)
    desk.goto("/tips")
    look(desk, "4-list")
    desk.get_by_role("link", name=tip.code).click()
    desk.get_by_role("button", name="受理核查").click()
    near = desk.locator("section", has=desk.get_by_role("heading", name="附近已备案的摄像机"))
    assert near.locator("tbody tr").all_inner_texts()[0].split() == ["14", "米", "01", "大门"]
    look(desk, "5-tip")
    desk.get_by_role("link", name="安排检查").click()
    desk.get_by_label("公共场所类别").select_option("op_crowd")
    desk.get_by_label("陈警官").check()
    look(desk, "6-visit")
    desk.get_by_role("button", name="安排检查").click()
    desk.get_by_text("已安排检查").wait_for()
    visit = Inspection.objects.get()
    assert (visit.reason, visit.reason_code, visit.unit) == ("tip", tip.code, people.unit)
    desk.locator("summary", has_text="答复举报人").click()
    desk.get_by_label("处理结果").select_option("found")
    desk.locator("#answer-words").fill("经检查属实，设备已当场没收，另案处理。")
    desk.locator("details[open] button", has_text="答复举报人").click()
    desk.get_by_text("已答复举报人").wait_for()
    look(desk, "7-answered")

    phone.goto("/tip/follow")
    phone.get_by_label("回执码").fill(receipt.lower())
    phone.get_by_role("button", name="查看").click()
    phone.get_by_text("设备已当场没收").wait_for()
    look(phone, "8-followed-375")
    with phone.expect_download() as paper:
        phone.get_by_role("button", name="下载告知书").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    unit = opened(people.manager)
    for address in ("/tips", f"/tips/{tip.code}"):
        answer = unit.request.get(address)
        assert answer.status == 403, address


def test_without_javascript_the_form_does_the_same(people: Cast, browser: object, live_server: object) -> None:
    context = browser.new_context(
        java_script_enabled=False, base_url=live_server.url, viewport={"width": 375, "height": 812}
    )  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto("/tip/report?subject=install_no_duty")
    assert not page.locator("#pin").is_visible()
    page.get_by_label("看到了什么").fill("楼道里装了对着我家门的摄像机。")
    page.get_by_label("所在县（市、区）").fill("130203")
    page.get_by_label("地点").fill("北新道 3 号楼 2 单元 5 层")
    page.get_by_role("button", name="提交举报").click()
    assert code_on(page)
    context.close()


def test_a_tip_of_another_county_goes_there_within_the_day(people: Cast, opened: Opened) -> None:
    now = timezone.now()
    tip, _receipt = reported(now=now - timedelta(hours=30), place="伊州区天山北路 8 号" + "很长的地址" * 30)
    desk = opened(people.county_officer)
    desk.goto(f"/tips/{tip.code}")
    assert desk.get_by_text("已超期").count()
    look(desk, "9-overdue")
    desk.locator("summary", has_text="移送").click()
    desk.get_by_label("移送给").select_option(people.other_authority.code)
    desk.get_by_label("不属于本单位管辖的理由").fill("地点在新疆哈密市伊州区。")
    desk.locator("details[open] button", has_text="移送").click()
    desk.get_by_text("逾期移送").wait_for()
    assert desk.get_by_text("烟感器").count() == 0  # who passed it on keeps the record, not the content
    look(desk, "10-passed-on")
    there = opened(people.other_county_officer)
    there.goto("/tips?view=incoming")
    there.get_by_role("link", name=tip.code).click()
    there.get_by_role("button", name="接收移送").click()
    there.get_by_text("已接收移送").wait_for()


def test_a_complaint_is_kept_from_whom_it_is_about(people: Cast, opened: Opened) -> None:
    phone = opened(None, "phone")
    phone.goto("/complain")
    phone.get_by_label("被检举、控告的机关").select_option(people.authority.code)
    phone.get_by_label("违法查阅、调取、泄露视频图像").check()
    phone.get_by_label("情况", exact=True).fill("民警王某私自调取商场录像发给朋友。")
    look(phone, "11-complain-375")
    phone.get_by_role("button", name="提交").click()
    receipt = code_on(phone)
    look(phone, "12-complaint-receipt-375")
    made_one = Complaint.objects.get()
    supervisor = opened(people.supervisor)
    supervisor.goto("/tips")
    assert supervisor.get_by_role("link", name="检举控告").count() == 0
    for address in ("/complaints", f"/complaints/{made_one.code}"):
        assert supervisor.request.get(address).status == 403
    desk = opened(people.discipline_officer)
    desk.goto("/complaints")
    look(desk, "13-complaints")
    desk.get_by_role("link", name=made_one.code).click()
    desk.get_by_role("button", name="受理", exact=True).click()
    desk.get_by_role("button", name="开始调查").click()
    look(desk, "14-complaint")
    desk.locator("summary", has_text="答复来信人").click()
    desk.get_by_label("调查结论").select_option("founded")
    desk.locator("#answer-words").fill("经查属实，已责令改正并给予处分。")
    desk.locator("details[open] button", has_text="答复来信人").click()
    desk.get_by_text("已答复来信人").wait_for()
    phone.goto("/complain/follow")
    phone.get_by_label("回执码").fill(receipt)
    phone.get_by_role("button", name="查看").click()
    phone.get_by_text("给予处分").wait_for()
    look(phone, "15-complaint-followed-375")


def test_the_pages_hold_ugly_words_at_every_width_and_speak_english(people: Cast, opened: Opened) -> None:
    ugly = "W" * 300
    tip, _receipt = reported(
        1, words="😀" * 50 + "A" * 900 + "\n\n" + "很长" * 400, place=ugly, contact="x" * 200, now=timezone.now()
    )
    complained(people.authority, 2, words="B" * 2000, who="C" * 200, now=timezone.now())
    made_one = Complaint.objects.get()
    pages = [
        (people.county_officer, "tip", f"/tips/{tip.code}"),
        (people.county_officer, "list", "/tips"),
        (people.discipline_officer, "complaint", f"/complaints/{made_one.code}"),
        (people.discipline_officer, "complaints", "/complaints"),
        (None, "start", "/tip"),
        (None, "complain", "/complain"),
    ]
    for size in ("phone", "desk"):
        assert_kind(pages, opened, size)
    page = opened(people.county_officer)
    page.goto("/tips")
    page.get_by_role("button", name="English").click()
    for address in (
        "/tips",
        f"/tips/{tip.code}",
        "/tip",
        "/complain",
        "/tip/follow",
        "/tip/report?subject=install_no_duty",
    ):
        page.goto(address)
        text = page.locator("main").inner_text().replace(ugly, "")
        left = [
            word
            for word in re.findall(r"[\u4e00-\u9fff]+", text)
            if word not in ("中文", "路北区公安分局", "伊州区公安分局", "唐山市公安局", "唐山市路北区", "程序规定")
            and "很长" not in word
        ]
        assert not left, (address, left)
