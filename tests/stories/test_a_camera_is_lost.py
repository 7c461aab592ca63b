"""A camera goes: nobody at the wall can overlook it; it comes back by itself, and the gap stays, with its word."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.axe import assert_reachable
from tests.stories.seeing import SHANGHAI, clock_shown, number_shown
from tests.stories.site import PATIENCE_MS, Camera, Person, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.alone]

NAME = "05 仓库"
AWAY = 8.0  # seconds without footage


def test_a_lost_camera_is_seen_comes_back_and_leaves_a_gap_with_its_word(site: Site) -> None:
    with site.person("manager") as manager, site.person("guard") as guard, Camera() as camera:
        code = added(manager, camera)
        guard.go("/wall")
        guard.choose_purpose()
        tile = guard.page.locator(f"[data-camera={code}]")
        until(guard.page, lambda: moves(tile))
        guard.page.wait_for_timeout(4000)  # some footage before the gap

        camera.unplug()
        went = time.time()
        the_wall_says_so(guard.page, tile, went)
        guard.page.wait_for_timeout(max(0.0, AWAY - (time.time() - went)) * 1000)
        others = guard.page.locator(f".tile:not([data-camera={code}])[data-state=recording]")
        assert others.count() >= 4, "the others never noticed"

        camera.plug_in()
        expect(tile.locator(".tile-state")).to_have_text("录像中", timeout=30_000)
        back = time.time()
        until(guard.page, lambda: moves(tile), 10)
        expect(guard.page.locator("#wall-alarms")).to_be_hidden()
        guard.page.wait_for_timeout(5000)  # some footage after it

        tile.locator("a").click()
        guard.page.wait_for_url("**/play?*")
        the_timeline_shows_the_gap(guard, code, went, back)
        seeking_into_it_lands_behind_it(guard, code)
        taken_out(manager, code)
        assert [one for one in guard.complaints if "409" not in one] == []


def added(manager: Person, camera: Camera) -> str:
    """The manager adds the camera; returns its code."""
    page = manager.go("/systems")
    page.get_by_role("link", name="城南商场视频系统").click()
    page.get_by_role("link", name="添加设备").click()
    for name, text in (("name", NAME), ("url", camera.url), ("username", "admin"), ("password", camera.password)):
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="保存").click()
    row = page.locator("tr", has_text=NAME)
    expect(row.get_by_text("录像中")).to_be_visible(timeout=PATIENCE_MS)
    return (row.get_attribute("data-href") or "").rpartition("/")[2]


def taken_out(manager: Person, code: str) -> None:
    """Out of use again: the next story finds the site as it was."""
    page = manager.go(f"/cameras/{code}")
    page.locator("#id_note").fill("演练结束")
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("设备已停用")).to_be_visible()


def moves(tile: Locator) -> bool:
    """Whether the tile's picture has run for a moment and stands open."""
    return bool(
        tile.evaluate(
            "one => one.querySelector('video').currentTime > 0.3 && one.querySelector('.veil').hidden"
            " && !one.querySelector('video').paused"
        )
    )


def the_wall_says_so(page: Page, tile: Locator, went: float) -> None:
    """失联, for how many seconds, why; on the tile, in the bar, in the window's title."""
    state = tile.locator(".tile-state")
    expect(state).to_have_text(re.compile(r"失联 \d+ 秒"), timeout=20_000)
    assert time.time() - went < 15, "a guard must not watch a dead picture for long"
    first = int(re.findall(r"\d+", state.inner_text())[0])
    expect(tile.locator(".veil")).to_contain_text(re.compile(r"拒绝连接|断开了连接|没有收到视频数据"))
    expect(tile.locator(".veil")).to_contain_text(re.compile(r"自 \d\d:\d\d:\d\d 起"))
    expect(page.locator("#wall-alarms")).to_have_text("1 台失联")
    expect(page).to_have_title(re.compile(r"^\(1 台失联\)"))
    until(page, lambda: int((re.findall(r"\d+", state.inner_text()) or ["0"])[0]) > first, 4)  # the seconds count
    assert tile.locator(".tile-state i").count() == 1, "an icon beside the word: colour alone says nothing"
    assert_reachable(page)


def the_timeline_shows_the_gap(guard: Person, code: str, went: float, back: float) -> None:
    """The gap stands in the list with its word and its length, and is drawn in its colour."""
    page = guard.page
    row = page.locator("#gaps tr").first
    expect(row).to_contain_text("摄像机失联", timeout=PATIENCE_MS)
    expect(page.locator("#legend")).to_contain_text("摄像机失联")
    gap = the_gap(guard, code)
    begun, ended = (datetime.fromisoformat(gap[name]).timestamp() for name in ("from", "to"))
    assert went - 3 < begun < went + 1
    assert back - 8 < ended < back + 1
    expect(row).to_contain_text(f"{int(ended - begun)} 秒")
    assert page.locator("#gaps-none").is_hidden()
    assert_reachable(page)


def the_gap(guard: Person, code: str) -> dict[str, str]:
    """The one gap of this camera, as the API tells it."""
    now = datetime.now(SHANGHAI)
    begin, end = (quote((now + timedelta(hours=by)).isoformat()) for by in (-1, 1))
    status, told = guard.ask(f"/api/cameras/{code}/timeline?from={begin}&to={end}")
    assert status == 200, told
    (gap,) = [one for one in told["gaps"] if one["why"] == "camera_lost"]
    return dict(gap)


def seeking_into_it_lands_behind_it(guard: Person, code: str) -> None:
    """A moment without footage leads to the next one with, and the page says so."""
    page = guard.page
    gap = the_gap(guard, code)
    begun, ended = (datetime.fromisoformat(gap[name]) for name in ("from", "to"))
    page.keyboard.press("k")
    middle = (begun + (ended - begun) / 2).astimezone(SHANGHAI)
    page.locator("#jump-at").fill(middle.strftime("%Y-%m-%dT%H:%M:%S"))
    page.get_by_role("button", name="前往").click()
    toast = page.locator("#toast")
    expect(toast).to_contain_text("没有录像（摄像机失联")
    expect(toast).to_contain_text(f"已跳到 {ended.astimezone(SHANGHAI).strftime('%H:%M:%S')}")
    until(page, lambda: abs(((clock_shown(page) or begun) - ended).total_seconds()) < 0.2)
    until(page, lambda: page.evaluate("!document.querySelector('#picture').seeking"))
    assert 0 <= number_shown(page) < 500
    page.locator("#jump-at").fill((begun - timedelta(seconds=2)).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S"))
    page.get_by_role("button", name="前往").click()
    until(page, lambda: (clock_shown(page) or ended) < begun)
    page.keyboard.press(" ")  # playing runs over the gap by itself, and says so
    until(page, lambda: (clock_shown(page) or begun) > ended, 15)
