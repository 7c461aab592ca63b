"""The map drawn by Chromium under our content policy: land and marks, a click that tells, nothing asked elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, Request, sync_playwright

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast, make_cast
from beholden.ground.places import marks
from beholden.ground.places.marks import Mark, Source
from beholden.ground.places.tiles import Box

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AROUND = Box(118.14, 39.6, 118.22, 39.66)
MARKS = (
    Mark(118.18, 39.63, "01 大门 <img src=x onerror=alert(1)>", "/filings/f-1"),
    Mark(118.19, 39.635, "02 " + "很长的名字" * 20, "javascript:alert(1)"),
    Mark(118.165, 39.615, "", "", count=128),
    Mark(118.2, 39.645, "03 大致位置", "", exact=False),
)
DRAWN = """() => {
  const canvas = document.querySelector('#map canvas');
  return !!canvas && canvas.width > 0 && document.querySelectorAll('#map-marks li').length;
}"""


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def page(
    live_server: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Page]:
    def look(account: Account, box: Box) -> list[Mark]:
        return [mark for mark in MARKS if box.holds(mark.lon, mark.lat)]

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "yes")  # the browser's loop runs in this thread
    monkeypatch.setattr(marks, "_sources", {})
    marks.register(Source("test", look, lambda account: AROUND))
    client = Client()
    client.force_login(cast.county_officer)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--use-gl=angle", "--use-angle=swiftshader", "--ignore-gpu-blocklist"],
        )
        context = browser.new_context(viewport=getattr(request, "param", {"width": 1440, "height": 1000}))
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        yield context.new_page()
        browser.close()


def test_marks_stand_on_land_and_nothing_is_asked_elsewhere(page: Page, live_server: Any) -> None:
    asked: list[Request] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    with page.expect_response(lambda answer: "/map/marks" in answer.url):
        page.goto(f"{live_server.url}/map")
    page.wait_for_function(DRAWN)
    assert page.locator("#map-count").inner_text() == "131"
    assert not said, said
    assert {request.url.split("/")[2] for request in asked if request.url.startswith("http")} == {
        live_server.url.split("/")[2]
    }
    entries = page.locator("#map-marks li").all_inner_texts()
    assert len(entries) == 4
    assert any("128 台" in entry for entry in entries)
    assert page.locator("#map-marks img").count() == 0
    assert page.locator("#map-marks a").evaluate_all("all => all.map(one => one.getAttribute('href'))") == [
        "/filings/f-1"
    ]
    assert page.locator("#map-trouble").is_hidden()


def test_a_click_on_a_mark_names_it_and_moving_asks_for_the_new_part(page: Page, live_server: Any) -> None:
    with page.expect_response(lambda answer: "/map/marks" in answer.url):
        page.goto(f"{live_server.url}/map")
    page.wait_for_function(DRAWN)
    page.wait_for_timeout(1_000)
    box = page.locator("#map canvas").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # 118.18, 39.63 is the middle
    popup = page.locator(".maplibregl-popup-content")
    popup.wait_for()
    assert "01 大门 <img" in popup.inner_text()
    assert popup.locator("a").get_attribute("href") == "/filings/f-1"
    with page.expect_response(lambda answer: "/map/marks" in answer.url) as moved:
        page.get_by_label("放大").click()
    assert moved.value.status == 200


@pytest.mark.parametrize("page", [{"width": 375, "height": 800}], indirect=True)
def test_on_a_phone_nothing_is_wider_than_the_screen(page: Page, live_server: Any) -> None:
    page.goto(f"{live_server.url}/map")
    page.wait_for_function("() => document.getElementById('map-count').textContent === '131'")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 375


def test_without_the_answer_the_list_stays_and_one_sentence_says_so(page: Page, live_server: Any) -> None:
    page.route("**/map/marks*", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(f"{live_server.url}/map")
    page.locator("#map-trouble").wait_for()
    assert "点位没有读到" in page.locator("#map-trouble").inner_text()
    assert page.locator("#map-marks li").count() == 4
