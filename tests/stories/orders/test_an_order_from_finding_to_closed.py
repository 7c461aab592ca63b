"""A general inspection loses its network, what it found becomes an order, is served, reported, looked at again on the
right working day, corrected and closed (M13, M14, M15); and the same order when its party refuses."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders import jobs, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests.made import PDF, at, fresh, handed, issued, proof, walk
from tests.stories.axe import serious
from tests.stories.clock import Clock
from tests.stories.filing.conftest import Opened
from tests.stories.phone.hands import Hands, photo, picture, visit_today

pytestmark = pytest.mark.browser

FOUND = date(2026, 9, 21)  # a Monday
EXPIRES = date(2026, 10, 8)  # ten days from the day after service end on National Day, and roll on to its first workday
AGAIN = date(2026, 10, 9)  # the first working day after


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def scan(tmp_path: Path) -> str:
    path = tmp_path / "送达回证.pdf"
    path.write_bytes(PDF)
    return str(path)


def jobs_run() -> None:
    """What the installation's own clock does every ten minutes."""
    for _name, _every, job in jobs.JOBS:
        job()


def test_offline_in_the_middle_then_ordered_reported_looked_at_again_and_closed(
    clock: Clock, people: Cast, opened: Opened, tmp_path: Path
) -> None:
    clock.put(FOUND)
    visit = visit_today(people)
    walked_in_a_basement(visit, clock.on(opened(people.station_officer, "phone")))
    visit.refresh_from_db()
    officer, unit = opened(people.station_officer), opened(people.manager, "phone")
    order = ordered(officer, visit)
    assert unit.goto(f"/orders/{order.code}").status == 404  # type: ignore[union-attr]
    served(officer, tmp_path)
    assert (fresh(order).served_on, fresh(order).expires_on) == (FOUND, EXPIRES)
    reported(unit, order, tmp_path)

    clock.put(EXPIRES, 23)
    jobs_run()
    assert not fresh(order).reinspections.exists()  # the last day is the unit's
    clock.put(AGAIN, 8)
    jobs_run()
    jobs_run()
    look = fresh(order).reinspections.get()
    assert (look.scheduled_on, look.by_itself) == (AGAIN, True)
    officer = opened(people.county_officer)
    officer.goto("/orders?view=due")
    officer.get_by_role("link", name=str(order.number)).click()
    expect(officer.get_by_text("按期自动安排")).to_be_visible()
    officer.locator("summary", has_text="记录复查结果").click()
    expect(officer.get_by_text("复查还没有看完责令的各项").first).to_be_visible()

    looked_at_again(look.inspection, clock.on(opened(people.station_officer, "phone")))
    officer.reload()
    assert serious(officer) == []
    officer.get_by_role("link", name="记录复查结果").click()
    press(officer, "记录复查结果")
    expect(officer.get_by_text("复查结果已记录")).to_be_visible()
    expect(officer.get_by_text("已改正，办结").first).to_be_visible()
    kept = fresh(order)
    assert (kept.state, kept.reinspections.get().result) == ("closed_corrected", "corrected")
    assert kept.reinspections.get().done_on == AGAIN
    unit = opened(people.manager, "phone")
    unit.goto(f"/orders/{order.code}")
    expect(unit.get_by_text("已改正，办结").first).to_be_visible()


def walked_in_a_basement(visit: Inspection, page: Page) -> None:
    """Items 1 and 2 with a network, the rest without; items 3 and 4 are not as they should be."""
    hands = Hands(page)
    hands.open()
    hands.enter(visit)
    hands.begin()
    hands.conform(1)
    hands.all_sent()
    page.context.set_offline(True)
    shot = picture("maroon")
    hands.conform(2)
    page.locator("input[type=file]:not([capture])").set_input_files([photo("更衣室.jpg", shot)])  # type: ignore[arg-type]
    expect(page.locator(".pieces li")).to_have_count(1)
    hands.violated(3, "更衣室门口内侧有一台摄像机")
    page.reload()  # the phone was locked, the browser threw the page away
    expect(page.get_by_text("现在离线。照常记录")).to_be_visible()
    hands.violated(4, "七台摄像机没有备案")
    for item in range(5, 8):
        hands.conform(item)
    hands.recording()
    hands.everybody_signs()
    hands.close()
    expect(page.get_by_text("已在本机结束。联网发送后，由服务器出具检查笔录。")).to_be_visible()
    assert Inspection.objects.get().state == "begun"
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    hands.all_sent()
    kept = Inspection.objects.get()
    assert kept.state == "closed"
    assert kept.evidence.get(kind="photo").sha256 == hands.sha256(shot)
    with page.expect_download() as record:
        page.get_by_role("link", name="检查笔录（PDF）").click()
    assert record.value.path().read_bytes().startswith(b"%PDF")


def ordered(officer: Page, visit: Inspection) -> Order:
    """Of what was found only item 4 is something to order, and only within a term."""
    officer.goto(f"/inspections/{visit.code}")
    officer.get_by_role("link", name="草拟责令").click()
    expect(officer.get_by_text("法律不给改正期")).to_be_visible()  # item 3: no order, a case
    officer.get_by_role("checkbox", name="责令改正这一项").check()
    officer.get_by_role("radio", name="责令改正", exact=True).check()
    officer.fill("#id_text", "完成备案，备案信息与实际一致。")
    press(officer, "保存为草稿")
    expect(officer.get_by_role("alert").get_by_text("法律规定的是责令限期改正")).to_be_visible()
    officer.get_by_role("radio", name="责令限期改正").check()
    officer.fill("#id_term_days", "10")
    officer.fill("#id_term_why", "需要整理点位清单")
    press(officer, "保存为草稿")
    press(officer, "作出责令")
    expect(officer.get_by_text("责令已作出")).to_be_visible()
    return Order.objects.get()


def served(officer: Page, tmp_path: Path) -> None:
    """Without a day no term runs; with it, it does, and nobody looks again before it is over."""
    officer.get_by_role("link", name="记录送达").click()
    officer.fill("#id_receiver", "李经理")
    officer.set_input_files("#id_proof", scan(tmp_path))
    press(officer, "记录送达")
    expect(officer.get_by_role("alert").get_by_text("没有送达日期，期限不能起算")).to_be_visible()
    officer.fill("#id_on", timezone.localdate().isoformat())
    officer.set_input_files("#id_proof", scan(tmp_path))
    press(officer, "记录送达")
    expect(officer.get_by_text("改正期限从次日起算")).to_be_visible()
    officer.locator("summary", has_text="安排复查").click()
    expect(officer.get_by_text("期满之前不能复查").first).to_be_visible()


def reported(unit: Page, order: Order, tmp_path: Path) -> None:
    """The unit says what it did, with a file."""
    unit.goto("/orders")
    unit.get_by_role("link", name=str(fresh(order).number)).click()
    assert serious(unit) == []
    unit.get_by_role("link", name="报告改正").click()
    unit.fill("#id_text", "已提交备案，点位清单与现场一致。")
    unit.set_input_files("#id_files", scan(tmp_path))
    unit.get_by_role("checkbox", name="申请在期限届满之前复查").check()
    press(unit, "报告给公安机关")
    expect(unit.get_by_text("改正情况已报告给公安机关")).to_be_visible()
    kept = fresh(order)
    assert (kept.state, kept.reports.get().asks_early, kept.reports.get().files.count()) == ("reported", True, 1)


def looked_at_again(visit: Inspection, page: Page) -> None:
    """The visit that nobody planned by hand is on the phone today, with the order's item alone."""
    hands = Hands(page)
    hands.open()
    hands.enter(visit)
    hands.begin(first=4)
    hands.conform(4)
    hands.recording()
    hands.everybody_signs()
    hands.close()
    hands.all_sent()
    expect(page.get_by_text("已结束", exact=True)).to_be_visible()


def expired(people: Cast) -> Order:
    """A time-limited order whose term ended a while ago; the clock's own job has planned the visit on its day."""
    start = timezone.now() - timedelta(days=30)
    order = issued(people, "time_limited", now=start)
    order = services.serve(people.station_officer, order, handed(timezone.localdate(start)), proof(), now=start)
    assert order.expires_on is not None
    services.plan_due(at(order.expires_on + timedelta(days=1)))
    return fresh(order)


def test_a_refusal_leads_to_a_case(people: Cast, opened: Opened) -> None:
    order = expired(people)
    look = order.reinspections.get()
    walk(people, look.inspection, bad=[4], now=at(look.scheduled_on))
    officer = opened(people.station_officer, "phone")
    officer.goto(f"/orders/{order.code}/conclude")
    choices: Any = officer.get_by_role("radio")
    assert choices.count() == 2  # what the visit recorded leaves no "corrected" to choose
    officer.get_by_role("radio", name="拒不改正", exact=True).check()
    officer.fill("#id_why", "负责人当场表示不打算备案。")
    press(officer, "记录复查结果")
    expect(officer.get_by_text("可以立案处罚")).to_be_visible()
    assert officer.get_by_role("link", name="立案 P-29").get_attribute("href") == (
        f"/penalties/new?order={order.code}&violation=P-29"
    )
    assert fresh(order).state == "closed_refused"
