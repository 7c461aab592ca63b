"""A failed item becomes an order, is served, reported, looked at again on its day, corrected and closed (M14, M15)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import lawful, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests.made import PDF, at, found, fresh, handed, issued, proof, walk
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def scan(tmp_path: Path) -> str:
    path = tmp_path / "送达回证.pdf"
    path.write_bytes(PDF)
    return str(path)


def test_found_ordered_served_and_reported(people: Cast, opened: Opened, tmp_path: Path) -> None:
    visit = found(people, 3, 4, now=timezone.now())
    officer, unit = opened(people.station_officer), opened(people.manager, "phone")
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
    order = Order.objects.get()
    assert unit.goto(f"/orders/{order.code}").status == 404  # type: ignore[union-attr]

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


def expired(people: Cast) -> Order:
    """A time-limited order whose term ended a while ago; the clock's own job has planned the visit on its day."""
    start = timezone.now() - timedelta(days=30)
    order = issued(people, "time_limited", now=start)
    order = services.serve(people.station_officer, order, handed(timezone.localdate(start)), proof(), now=start)
    assert order.expires_on is not None
    services.plan_due(at(order.expires_on + timedelta(days=1)))
    return fresh(order)


def test_looked_at_on_its_day_corrected_and_closed(people: Cast, opened: Opened) -> None:
    order = expired(people)
    look = order.reinspections.get()
    assert order.expires_on is not None
    assert look.scheduled_on == lawful.working_day_after(order.expires_on, order.expires_on)
    officer = opened(people.county_officer)
    officer.goto("/orders?view=due")
    officer.get_by_role("link", name=str(order.number)).click()
    expect(officer.get_by_text("按期自动安排")).to_be_visible()
    officer.locator("summary", has_text="记录复查结果").click()
    expect(officer.get_by_text("复查还没有看完责令的各项").first).to_be_visible()
    walk(people, look.inspection, bad=[], now=at(look.scheduled_on))  # told through the signal when it is kept
    officer.reload()
    assert serious(officer) == []
    officer.get_by_role("link", name="记录复查结果").click()
    press(officer, "记录复查结果")
    expect(officer.get_by_text("复查结果已记录")).to_be_visible()
    expect(officer.get_by_text("已改正，办结").first).to_be_visible()
    kept = fresh(order)
    assert (kept.state, kept.reinspections.get().result) == ("closed_corrected", "corrected")


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
