"""An emergency of a contractor's guard on a phone, and its review by the security administrator (R16(2)(2))."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.tests.made import a_system
from beholden.site.requests.tests.made import a_contractors_guard
from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.filing.conftest import PASSWORD, Opened

pytestmark = pytest.mark.browser


def test_a_guard_without_a_grant_looks_at_once_and_is_reviewed(people: Cast, opened: Opened) -> None:
    system = a_system(people.manager)
    guard = a_contractors_guard(people, system, now=timezone.now())
    guard.set_password(PASSWORD)
    guard.save()
    page = opened(guard, "phone")
    page.goto("/requests")
    page.wait_for_url("**/emergency")
    assert_fits(page)
    assert_reachable(page)
    page.get_by_role("button", name="紧急查看").click()
    expect(page.get_by_text("请写明发生了什么").first).to_be_visible()
    page.fill("#id_reason", "收银台有人倒地，值班的人不在")
    page.get_by_role("button", name="紧急查看").click()
    page.wait_for_url("**/wall")
    expect(page.get_by_text("01 大门").first).to_be_attached()

    manager = opened(people.manager)
    manager.goto("/alarms")
    expect(manager.get_by_text("周保安 在没有授权时紧急查看").first).to_be_visible()

    reviewer = opened(people.security_admin)
    reviewer.goto("/emergency")
    expect(reviewer.get_by_text("待复核").first).to_be_visible()
    assert_fits(reviewer)
    reviewer.locator("tbody a").first.click()
    reviewer.get_by_role("button", name="登记复核").click()
    expect(reviewer.get_by_text("请选择复核结论").first).to_be_visible()
    reviewer.select_option("#id_finding", "justified")
    reviewer.fill("#id_words", "与店方核实，情况属实")
    reviewer.get_by_role("button", name="登记复核").click()
    expect(reviewer.get_by_text("已复核，告警已经结束")).to_be_visible()
    manager.reload()
    expect(manager.get_by_text("紧急查看，须由")).to_have_count(0)
