"""A guard's shift: a link, a purpose, the wall, a moment of a minute ago, and their own looks in the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from beholden.cli import demo
from tests.stories.axe import assert_reachable
from tests.stories.seeing import SHANGHAI, Frame, clock_shown, frame_at, number_shown, recorded
from tests.stories.site import Person, Site, until
from tests.stories.witness import Witness

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.alone]

NAMES = [name for name, _position in demo.CAMERAS]
RUNNING = "[...document.querySelectorAll('.tile video')].filter(one => one.currentTime > 0).map(one => one.currentTime)"
EDGE_US = 2500  # lists tell times in milliseconds


def test_a_guard_looks_and_finds_every_look_in_the_register(site: Site, tmp_path: Path) -> None:
    with site.person("guard") as guard:
        witness = Witness(guard.page, site.data)
        assert_reachable(guard.page)
        nothing_before_a_purpose(guard, witness)
        four_players_advance(guard, witness)
        code = open_one(guard, site)
        scrub_back(guard.page)
        shown = jump_to_a_frame(guard, lambda at_us: recorded(site.data, code, at_us, tmp_path))
        keys_do_what_they_say(guard.page, *shown)
        a_snapshot_shows_the_same_frame(guard.page)
        own_looks_stand_in_the_register(guard, witness)
        assert witness.wrong == []
        assert guard.complaints == []
        assert len(witness.sockets) >= 5, "four on the wall, one in the player"
        assert any(path.endswith(".m4s") for path in witness.asked)


def nothing_before_a_purpose(guard: Person, witness: Witness) -> None:
    """The wall is a question first: no picture, no request for one."""
    guard.go("/wall")
    expect(guard.page.get_by_role("heading", name="先选择查看事由")).to_be_visible()
    guard.page.wait_for_timeout(500)
    assert guard.page.locator("video, img:not([alt=''])").count() == 0
    assert witness.asked == [] and witness.sockets == []
    guard.choose_purpose("值班监看")


def four_players_advance(guard: Person, witness: Witness) -> None:
    """The four cameras of the site move, each under its own number."""
    page = guard.page
    until(page, lambda: len(page.evaluate(RUNNING)) >= 4)
    before = page.evaluate(RUNNING)
    page.wait_for_timeout(1000)
    after = page.evaluate(RUNNING)
    moved = [late - early for early, late in zip(before, after, strict=True)]
    assert all(0.5 < one < 2.5 for one in moved), moved
    for name in NAMES:
        expect(page.locator(".tile", has_text=name).locator(".tile-state")).to_have_text("录像中")
    marks = page.locator(".tile .marks span:first-child").all_inner_texts()
    assert all("王敏" in mark and "No." in mark for mark in marks[:4]), marks
    assert len(set(witness.looks.values())) >= 4
    assert_reachable(page)


def open_one(guard: Person, site: Site) -> str:
    """Click a tile: the same camera, large and live. Returns its code."""
    page = guard.page
    tile = page.locator(".tile", has_text=NAMES[0])
    code = tile.get_attribute("data-camera") or ""
    tile.locator("a").click()
    page.wait_for_url("**/play?camera=*")
    expect(page.locator("#mode")).to_have_text("直播")
    first = number_shown(page) if until(page, lambda: page.evaluate(WIDTH)) else 0
    until(page, lambda: number_shown(page) != first, 3)
    assert_reachable(page)
    return code


WIDTH = "document.querySelector('#picture').readyState >= 2 && document.querySelector('#picture').videoWidth"


def scrub_back(page: Page) -> None:
    """Drag on the timeline, a minute back or as far as there is footage (at least ten seconds)."""
    box = page.locator("#timeline")
    until(page, lambda: oldest(page) and now(page) - oldest(page) > 16, 30)
    back = min(60.0, now(page) - oldest(page) - 3)
    assert back >= 10
    for _ in range(3):
        page.get_by_role("button", name="放大时间轴").click()
    at, to = now(page), now(page) - back
    place = box.bounding_box()
    assert place is not None
    page.evaluate(CLOCKS)
    page.mouse.move(*pixel(page, place, at))
    page.mouse.down()
    page.mouse.move(*pixel(page, place, (at + to) / 2), steps=4)
    page.mouse.move(*pixel(page, place, to), steps=4)
    page.mouse.up()
    expect(page.locator("#mode")).to_have_text("回放")
    until(page, lambda: (clock_shown(page) or datetime.now(SHANGHAI)).timestamp() < at - back / 2)
    started = clock_shown(page)
    assert started is not None
    assert abs(started.timestamp() - to) < 4, "it plays on from where the hand let go"
    until(page, lambda: (clock_shown(page) or started) > started + timedelta(seconds=0.8), 4)
    told = [datetime.fromisoformat(one).replace(tzinfo=SHANGHAI).timestamp() for one in page.evaluate("clocks")]
    assert told and all(abs(one - to) < 8 for one in told), "no frame of the live picture is dated by the list"


CLOCKS = """() => {
  window.clocks = [];
  const [clock, mode] = [document.querySelector('#clock'), document.querySelector('#mode')];
  const note = () => { if (mode.innerText === '回放' && clock.innerText.trim()) clocks.push(clock.innerText.trim()); };
  new MutationObserver(note).observe(clock, { childList: true, characterData: true, subtree: true });
}"""


def now(page: Page) -> float:
    """The wall time the timeline's slider stands at, in seconds."""
    return float(page.locator("#timeline").get_attribute("aria-valuenow") or 0)


def oldest(page: Page) -> float:
    """When this camera's footage begins, in seconds; 0 before it is known."""
    told = page.evaluate(
        """async () => {
          const camera = new URL(location.href).searchParams.get('camera');
          const to = new Date(Date.now() + 60_000).toISOString();
          const from = new Date(Date.now() - 86_400_000).toISOString();
          const answer = await fetch(`/api/cameras/${camera}/timeline?from=${from}&to=${to}`);
          return (await answer.json()).spans[0]?.from ?? null;
        }"""
    )
    return datetime.fromisoformat(told).timestamp() if told else 0.0


def pixel(page: Page, place: object, at: float) -> tuple[float, float]:
    """Where a wall time lies on the timeline."""
    assert isinstance(place, dict)
    box = page.locator("#timeline")
    first = float(box.get_attribute("aria-valuemin") or 0)
    last = float(box.get_attribute("aria-valuemax") or 0)
    across = min(place["width"] * (at - first) / (last - first), place["width"] - 2)  # the newest second is the edge
    return place["x"] + across, place["y"] + place["height"] / 2


def jump_to_a_frame(guard: Person, frames_around: Callable[[int], list[Frame]]) -> tuple[list[Frame], int]:
    """Ask for a second of the clock while the picture stands: exactly the frame recorded then is shown."""
    page = guard.page
    page.keyboard.press("k")
    expect(page.locator("#mode")).to_have_text("已暂停")
    standing = clock_shown(page)
    assert standing is not None
    frames = frames_around(int(standing.timestamp() * 1e6))
    first, last = frames[0].at_us // 1_000_000 + 3, frames[-1].at_us // 1_000_000 - 2
    for second in (first, last, (first + last) // 2):
        page.locator("#jump-at").fill(datetime.fromtimestamp(second, SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S"))
        page.get_by_role("button", name="前往").click()
        # on the edge between two frames either is right
        place = stands_on(page, frames, {frame_at(frames, second * 1_000_000 + by) for by in (-EDGE_US, EDGE_US)})
    return frames, place


def stands_on(page: Page, frames: list[Frame], places: set[int]) -> int:
    """The player's clock says one of these frames, the picture is that frame, and nothing runs. Returns its place."""

    def said() -> list[int]:
        clock = clock_shown(page)
        return [one for one in places if clock and abs(clock.timestamp() * 1e6 - frames[one].at_us) < EDGE_US]

    (place,) = until(page, said, 8)
    until(page, lambda: not page.evaluate("document.querySelector('#picture').seeking"))
    assert number_shown(page) == frames[place].number
    assert page.evaluate("document.querySelector('#picture').paused")
    return int(place)


def keys_do_what_they_say(page: Page, frames: list[Frame], place: int) -> None:
    """Frames, seconds, play, pause, fast and backwards from the keyboard."""
    for key, by in ((".", 1), (".", 1), (",", -1), ("ArrowRight", 25), ("ArrowLeft", -25)):
        page.keyboard.press(key)
        place = stands_on(page, frames, {place + by})
    mode = page.locator("#mode")
    for key, word in ((" ", "回放"), ("k", "已暂停"), ("l", "回放"), ("l", "2 倍速"), ("k", "已暂停")):
        page.keyboard.press(key)
        expect(mode).to_have_text(word)
    before = clock_shown(page)
    page.keyboard.press("j")
    expect(mode).to_have_text("倒放 1 倍")
    until(page, lambda: (clock_shown(page) or before) < before - timedelta(seconds=1))  # type: ignore[operator]
    page.keyboard.press(" ")
    expect(mode).to_have_text("已暂停")


def a_snapshot_shows_the_same_frame(page: Page) -> None:
    """S registers a snapshot and shows it, with the watermark, of the very frame on the screen."""
    until(page, lambda: not page.evaluate("document.querySelector('#picture').seeking"))
    on_screen = number_shown(page)
    page.keyboard.press("s")
    picture = page.locator("#snapshot img")
    expect(picture).to_be_visible()
    until(page, lambda: picture.evaluate("one => one.complete && one.naturalWidth") == 640)
    page.evaluate(
        """() => {
          const image = document.querySelector('#snapshot img');
          const canvas = Object.assign(document.createElement('canvas'), {width: 640, height: 360, id: 'still'});
          canvas.getContext('2d').drawImage(image, 0, 0);
          canvas.videoWidth = 640; canvas.videoHeight = 360;
          document.body.append(canvas);
        }"""
    )
    assert number_shown(page, "#still") == on_screen
    assert_reachable(page)
    page.get_by_role("button", name="关闭").click()


def own_looks_stand_in_the_register(guard: Person, witness: Witness) -> None:
    """Reason, what of which camera, unit, name, time: for the live looks, the interval and the snapshot."""
    page = guard.go("/register")
    rows = page.locator("tbody tr")
    texts = {int(row.split("No.")[1].split()[0]): " ".join(row.split()) for row in rows.all_inner_texts()}
    assert set(witness.looks.values()) <= set(texts)
    today = datetime.now(SHANGHAI).strftime("%Y-%m-")
    for number in witness.looks.values():
        for word in ("王敏", "城南商场有限公司", "值班监看", today, "已放行"):
            assert word in texts[number], texts[number]
    mine = [texts[number] for number in sorted(witness.looks.values())]
    for action in (f"实时查看 {NAMES[0]}", f"回放 {NAMES[0]}", f"抓图 {NAMES[0]}"):
        assert any(action in text for text in mine), f"{action} is not among {mine}"
    rows.filter(has_text="回放").first.get_by_role("link").click()
    expect(page.get_by_text("与存证一致")).to_be_visible()
    assert_reachable(page)
