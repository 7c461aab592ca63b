"""A resident watches a copy in which everybody else is covered; a publication waits for a second person (R21, R22)."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.site.access.tests import footage_maker
from beholden.site.redactions.tests.made import visitor
from beholden.site.requests import copies
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.tests.made import second_manager
from tests.stories.axe import assert_fits, assert_reachable, serious
from tests.stories.filing.conftest import PASSWORD, Opened
from tests.stories.redactions.conftest import agreed, began, span, work

pytestmark = pytest.mark.browser
PLAYS = "document.getElementById('copy').readyState >= 2 && !document.getElementById('copy').error"
KEPT = os.environ.get("PICTURES", "")


def _until(page: Page, true: str, seconds: float = 15) -> None:
    """Wait for what the page says of itself; its policy lets no tool wait inside it."""
    deadline = time.monotonic() + seconds
    while not page.evaluate(true):
        assert time.monotonic() < deadline, true
        page.wait_for_timeout(100)


def _kept(page: Page, name: str) -> None:
    """A picture of the page at both widths, when somebody wants to look."""
    if not KEPT:
        return
    Path(KEPT).mkdir(exist_ok=True)
    was = page.viewport_size
    for width, height in ((1440, 900), (375, 812)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(200)
        page.screenshot(path=f"{KEPT}/{name}-{width}.png", full_page=True)
    assert was is not None
    page.set_viewport_size(was)


def _ask(page: Page, request: FootageRequest) -> None:
    page.goto(f"/requests/{request.code}")
    page.get_by_role("link", name="制作遮挡件").click()
    _kept(page, "ask")
    start, end = span(request)
    page.fill("#id_from_at", start)
    page.fill("#id_to_at", end)
    page.get_by_role("button", name="登记并制作").click()
    expect(page.get_by_text("复查通过以前，没有任何画面可看")).to_be_visible()
    _kept(page, "making")
    work()
    expect(page.get_by_text("待人工核对").first).to_be_visible()  # the page looks again by itself


def _watch(page: Page) -> None:
    page.get_by_role("button", name="登记并观看").click()
    _until(page, PLAYS)
    page.evaluate("document.getElementById('copy').play()")
    _until(page, "document.getElementById('copy').currentTime > 0.5")


def test_an_individual_watches_at_the_desk_with_others_covered(people: Cast, opened: Opened, filmed: System) -> None:
    request = agreed(people, filmed, "individual")
    page = opened(people.guard)
    page.goto(f"/requests/{request.code}/acts/seen")
    expect(page.get_by_text("原始录像不会代替它").first).to_be_visible()
    _ask(page, request)
    expect(page.get_by_text("您还没有看过现在这一份遮挡件")).to_be_attached()
    _watch(page)
    assert serious(page) == []
    _kept(page, "review")
    page.locator("input[name=tracks]").first.check()
    page.get_by_role("button", name="不遮挡所选对象").click()
    expect(page.get_by_text("请写明理由").first).to_be_visible()
    assert page.locator("input[name=tracks]").first.is_checked()  # nothing chosen is lost
    page.locator("#tracks-title").locator("xpath=..").locator("[name=reason]").fill("申请人本人")
    page.get_by_role("button", name="不遮挡所选对象").click()
    expect(page.get_by_text("应用修改后生效").first).to_be_visible()
    page.get_by_role("button", name="画遮挡区域").click()
    page.keyboard.press("Space")
    for key in ("Shift+ArrowRight", "Shift+ArrowDown"):
        page.keyboard.press(key)
        page.keyboard.press("Space")
    assert page.input_value("#area-form [name=points]") == "50,50 55,50 55,55"
    page.keyboard.press("Enter")
    page.keyboard.type("收银屏幕")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已加上遮挡区域")).to_be_visible()
    _kept(page, "changed")
    page.get_by_role("button", name="应用修改，重新制作").click()
    work()
    page.reload()
    _watch(page)
    page.reload()
    page.fill("#id_says", "从头到尾看过，只露出申请人")
    page.get_by_role("button", name="确认已逐项核对").click()
    expect(page.get_by_text("已核对").first).to_be_visible()
    _kept(page, "confirmed")
    page.get_by_role("button", name="请申请人现场观看").click()
    _until(page, PLAYS)
    expect(page.get_by_text("只看不带走")).to_be_visible()
    assert serious(page) == []
    _kept(page, "show")
    page.get_by_role("link", name="看完了").click()
    page.goto(f"/requests/{request.code}/acts/seen")
    page.fill("#id_says", "申请人到场看完")
    page.get_by_role("button", name="登记已查阅").click()
    expect(page.get_by_text("已查阅").first).to_be_visible()
    expect(page.get_by_text("已清除").first).to_be_visible()
    _kept(page, "request-ended")
    page.goto("/redactions?view=all")
    _kept(page, "list")
    page.goto("/redactions/new")
    assert serious(page) == []
    _kept(page, "new")


def test_whoever_watches_is_told_what_is_not_as_it_was_recorded(people: Cast, opened: Opened, filmed: System) -> None:
    camera = filmed.cameras.order_by("pk")[0]
    footage_maker.record(Path(settings.DATA), camera.code, began() + timedelta(seconds=30), 1)
    first = sorted((Path(settings.DATA) / "footage" / camera.code).rglob("*.mp4"))[0]
    data = bytearray(first.read_bytes())
    data[-5000] ^= 1  # of its last pictures
    first.write_bytes(data)
    request = agreed(people, filmed, "individual", to_at=began() + timedelta(seconds=60))
    start, end = began() + timedelta(seconds=27), began() + timedelta(seconds=33)
    made = copies.ask(visitor(people.guard, request.number), request, camera, (start, end))
    work()
    page = opened(people.guard)
    page.goto(f"/redactions/{made.code}")
    expect(page.get_by_role("heading", name="与录制时不一致的时间")).to_be_visible()
    expect(page.get_by_text("共 3.0 秒")).to_be_visible()
    _watch(page)
    page.evaluate("document.getElementById('copy').pause()")
    _kept(page, "altered-review")
    assert serious(page) == []
    page.reload()
    page.fill("#id_says", "从头到尾看过")
    page.get_by_role("button", name="确认已逐项核对").click()
    page.get_by_role("button", name="请申请人现场观看").click()
    _until(page, PLAYS)
    expect(page.get_by_text("其中 3.0 秒的录像文件已不是当时录下的那一个，不予播放，画面空白。")).to_be_visible()
    assert serious(page) == []
    _kept(page, "altered-show")


def test_a_publication_waits_for_another_pair_of_eyes_and_then_goes_out(
    people: Cast, opened: Opened, filmed: System
) -> None:
    other = second_manager(people)
    other.set_password(PASSWORD)
    other.save()
    request = agreed(people, filmed, "publication")
    guard, second, manager = opened(people.guard), opened(other, "phone"), opened(people.manager)
    _ask(guard, request)
    _watch(guard)
    guard.reload()
    guard.locator("details.cannot", has_text="确认已逐项核对").locator("summary").click()
    expect(guard.get_by_text("须由另一人逐项核对")).to_be_visible()
    manager.goto(f"/requests/{request.code}/acts/publish")  # the address itself
    expect(manager.get_by_text("原始录像不会代替它").first).to_be_visible()
    second.goto(guard.url)
    assert_fits(second)
    _watch(second)
    second.reload()
    assert_reachable(second)
    second.fill("#id_says", "逐项看过，都已遮住")
    second.get_by_role("button", name="确认已逐项核对").click()
    expect(second.get_by_text("已核对").first).to_be_visible()
    manager.goto(second.url)
    expect(manager.get_by_role("button", name="下载公开用的遮挡件")).to_have_count(0)
    manager.goto(f"/requests/{request.code}/acts/publish")
    manager.fill("#id_says", "寻人启事，本单位公众号")
    manager.get_by_role("button", name="登记公开传播").click()
    expect(manager.get_by_text("已公开传播").first).to_be_visible()
    manager.goto(second.url)
    with manager.expect_download() as kept:
        manager.get_by_role("button", name="下载公开用的遮挡件").click()
    assert kept.value.suggested_filename.endswith(".mp4")
