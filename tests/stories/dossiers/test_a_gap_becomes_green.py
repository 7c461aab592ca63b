"""From today's page to green: an archive that lacks, its file, a contract that runs out (R11, R15(2))."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.tests.made import PDF, a_system, an_entry
from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def test_a_manager_closes_a_gap_with_its_file_on_a_phone(people: Cast, opened: Opened, tmp_path: Path) -> None:
    now = timezone.now()
    system = a_system(people.manager)
    ends = timezone.localdate(now) + timedelta(days=10)
    an_entry(people.manager, system, "operation", until_on=str(ends), confidential=True, now=now)
    page = opened(people.manager, "phone")
    page.goto("/today")
    expect(page.get_by_text(f"{ends} 到期，还有 10 天")).to_be_visible()
    page.get_by_role("link", name="建设与管理档案").click()
    row = page.locator("li", has=page.get_by_role("link", name="设计档案", exact=True))
    expect(row.get_by_text("缺少")).to_be_visible()
    assert_reachable(page)
    row.get_by_role("link", name="设计档案", exact=True).click()
    page.fill("#id_title", "视频系统施工图")
    page.fill("#id_signed_on", "2099-01-01")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("还没有到").first).to_be_visible()
    expect(page.locator("#id_title")).to_have_value("视频系统施工图")  # nothing typed is lost
    assert_fits(page)
    page.fill("#id_signed_on", "2026-01-10")
    paper = tmp_path / "施工图.pdf"
    paper.write_bytes(PDF)
    page.set_input_files("#id_file", str(paper))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("长期有效")).to_be_visible()
    assert_reachable(page)
    assert_fits(page)
    with page.expect_download() as kept:
        page.get_by_role("link", name="施工图.pdf").click()
    assert Path(kept.value.path()).read_bytes() == PDF
    page.goto(f"/dossiers/{system.code}")
    line = page.locator("tr", has=page.get_by_role("link", name="设计档案", exact=True))
    expect(line.get_by_text("有效", exact=True)).to_be_visible()


def test_two_tabs_and_a_guard(people: Cast, opened: Opened) -> None:
    now = timezone.now()
    system = a_system(people.manager)
    plan = an_entry(people.manager, system, "emergency_plan", title="停电应急预案", now=now)
    contract = an_entry(people.manager, system, "contract", now=now)
    manager = opened(people.manager)
    second = manager.context.new_page()
    for tab in (manager, second):
        tab.goto(f"/dossiers/entries/{plan.code}/edit")
    manager.fill("#id_title", "停电、断网应急预案")
    manager.get_by_role("button", name="保存").click()
    expect(manager.get_by_role("heading", name="停电、断网应急预案")).to_be_visible()
    second.fill("#id_title", "另一个名称")
    second.get_by_role("button", name="保存").click()
    expect(second.get_by_text("刚刚有了新的变化").first).to_be_visible()
    expect(second.locator("#id_title")).to_have_value("另一个名称")

    guard = opened(people.guard)
    guard.goto("/dossiers")
    guard.get_by_role("link", name=system.name).click()
    guard.get_by_role("link", name="应急预案", exact=True).click()
    guard.get_by_role("link", name="停电、断网应急预案").click()
    expect(guard.get_by_role("link", name="修改")).to_have_count(0)
    assert guard.goto(f"/dossiers/entries/{contract.code}").status == 404  # type: ignore[union-attr]
