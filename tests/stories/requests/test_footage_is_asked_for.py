"""A detective's request from the desk to the receipt; a resident refused with reasons; one's own request (R20, R21)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.tests.made import a_system
from beholden.site.requests.tests.made import PDF, SHA
from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser


def _fill(page: Page, **given: str) -> None:
    for name, value in given.items():
        page.fill(f"#id_{name}", value)


def test_a_detectives_request_from_the_desk_to_the_receipt_and_its_destruction(
    people: Cast, opened: Opened, tmp_path: Path
) -> None:
    system = a_system(people.manager)
    guard, manager = opened(people.guard), opened(people.manager, "phone")
    guard.goto("/requests/new/state_organ")
    _fill(guard, organ="路北区公安分局", name="陈警官 0312、马警官 0313", duty="办理建设北路肇事逃逸案")
    _fill(guard, basis="道路交通安全法第七十二条", document_number="路公调证字〔2026〕88号", need="逃逸车辆从大门驶出")
    guard.select_option("#id_want", "copy")
    for box in guard.locator("input[name=cameras]").all():
        box.check()
    _fill(guard, from_at="2025-11-01T08:00:00", to_at="2026-11-01T08:00:00")
    guard.get_by_role("button", name="登记", exact=True).click()
    expect(guard.get_by_text("请缩小范围").first).to_be_visible()
    expect(guard.locator("#id_organ")).to_have_value("路北区公安分局")  # nothing typed is lost
    _fill(guard, from_at="2026-11-01T08:00:00", to_at="2026-11-01T08:30:00")
    guard.get_by_role("button", name="登记", exact=True).click()
    expect(guard.get_by_text("所涉录像已经留存")).to_be_visible()
    expect(guard.get_by_text("只有管理单位的负责人，且不是登记人本人可以办理").first).to_be_attached()
    paper = tmp_path / "调取证据通知书.pdf"
    paper.write_bytes(PDF)
    guard.set_input_files("#id_file", str(paper))
    guard.get_by_role("button", name="上传材料").click()
    expect(guard.get_by_role("link", name="调取证据通知书.pdf")).to_be_visible()
    number = guard.locator("h1").inner_text()

    manager.goto("/today")
    manager.get_by_role("link", name=number).click()
    assert_fits(manager)
    assert_reachable(manager)
    manager.get_by_role("link", name="同意", exact=True).click()
    manager.fill("#id_says", "文书齐全，范围必需")
    manager.get_by_role("button", name="同意").click()
    expect(manager.get_by_text("已同意，待办理").first).to_be_visible()

    guard.reload()
    guard.get_by_role("link", name="登记交接").click()
    _fill(guard, party="陈警官、马警官", medium="U 盘一个", sha256=SHA, back_by="2099-01-01")
    guard.get_by_role("button", name="登记交接").click()
    expect(guard.get_by_text("一年以内").first).to_be_visible()
    guard.fill("#id_back_by", guard.evaluate("new Date(Date.now() + 864e5 * 30).toISOString().slice(0, 10)"))
    guard.get_by_role("button", name="登记交接").click()
    expect(guard.get_by_text("已交接，待返还或者销毁").first).to_be_visible()
    with guard.expect_download() as kept:
        guard.get_by_role("link", name="视频图像信息交接单").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")
    guard.get_by_role("link", name="登记已销毁").click()
    guard.fill("#id_on", guard.evaluate("new Date(Date.now() + 288e5).toISOString().slice(0, 10)"))
    guard.fill("#id_says", "对方出具销毁证明")
    guard.get_by_role("button", name="登记已销毁").click()
    expect(guard.get_by_text("已销毁").first).to_be_visible()
    assert system.name in guard.locator("main").inner_text()


def test_a_resident_asks_on_a_phone_and_is_refused_with_reasons(people: Cast, opened: Opened) -> None:
    system = a_system(people.manager)
    resident, manager = opened(None, "phone"), opened(people.manager)
    resident.goto(f"/ask/{system.code}")
    assert_fits(resident)
    _fill(resident, name="林秀英", telephone="13900001234", words="车停在地下二层，右侧车门被划")
    resident.select_option("#id_relation", "self")
    _fill(resident, from_at="2026-11-01T08:00:00", to_at="2026-11-01T09:00:00")
    resident.get_by_role("button", name="提交申请").click()
    code = resident.locator(".receipt-code").inner_text()
    assert_fits(resident)

    manager.goto("/requests")
    expect(manager.get_by_text("林秀英")).to_have_count(0)
    manager.get_by_role("link", name="查调〔", exact=False).first.click()
    expect(manager.get_by_text("林**")).to_be_visible()
    manager.get_by_role("link", name="不予同意").click()
    manager.get_by_role("button", name="不予同意").click()
    expect(manager.get_by_text("请选择不予同意的理由").first).to_be_visible()
    manager.select_option("#id_reason", "gone")
    manager.fill("#id_says", "该时段录像已到期删除")
    manager.get_by_role("button", name="不予同意").click()
    expect(manager.get_by_text("该时段录像已到期删除").first).to_be_visible()

    resident.goto("/ask/follow")
    resident.fill("#id_receipt", code.lower())
    resident.get_by_role("button", name="查看").click()
    expect(resident.get_by_text("该时段录像已到期删除")).to_be_visible()
    expect(resident.get_by_role("link", name="检举、控告")).to_be_visible()
    assert_fits(resident)
    with resident.expect_download() as kept:
        resident.get_by_role("button", name="下载告知书").click()
    assert Path(kept.value.path()).read_bytes().startswith(b"%PDF")


def test_a_manager_does_not_approve_their_own_request_nor_publish_anything_unmasked(
    people: Cast, opened: Opened
) -> None:
    from beholden.site.requests.tests.made import a_request, approved, second_manager

    system, other = a_system(people.manager), second_manager(people)
    own = a_request(people.manager, system, "internal")
    public = approved(people.manager, other, system, "publication")
    page = opened(people.manager)
    page.goto(f"/requests/{own.code}")
    why = page.locator("details.cannot", has_text="同意").first
    why.locator("summary").click()
    expect(why.get_by_text("须由另一位负责人审批")).to_be_visible()
    page.goto(f"/requests/{own.code}/acts/approve")  # the address itself
    expect(page.get_by_text("须由另一位负责人审批").first).to_be_visible()
    page.goto(f"/requests/{public.code}/acts/publish")
    expect(page.get_by_role("button", name="登记公开传播")).to_have_count(0)
    expect(page.get_by_text("原始录像不会代替它").first).to_be_visible()
