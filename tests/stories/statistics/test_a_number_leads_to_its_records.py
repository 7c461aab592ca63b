"""From a county's number to the record it counts, by period and by area, and the draw that was drawn again."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from beholden.cli import county
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.tests.made import closed
from beholden.registry.statistics.services import count_all
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened

pytestmark = pytest.mark.browser
LOOK = os.environ.get("STATISTICS_LOOK", "")


def look(page: Page, name: str) -> None:
    assert serious(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], "nothing is wider than the screen"  # type: ignore[index]
    if LOOK:
        page.screenshot(path=Path(LOOK) / f"{name}.png", full_page=True)


def test_from_the_city_down_to_one_record(people: Cast, opened: Opened) -> None:
    now = timezone.now()
    visit = closed(people, bad=[2], now=now - timedelta(hours=2), scheduled_on=timezone.localdate(now))
    count_all(now)
    city = opened(people.city_officer)
    city.goto("/statistics")
    expect(city.get_by_role("heading", name="各地情况")).to_be_visible()
    look(city, "city")
    city.get_by_role("link", name="路北区").first.click()
    expect(city.locator("main")).to_contain_text("路北区，")
    city.get_by_role("region", name="检查：发现的问题").get_by_role("link", name="1", exact=True).first.click()
    expect(city.locator("main")).to_contain_text("共 1 件")
    look(city, "counted")
    city.get_by_role("link", name=visit.number).click()
    city.wait_for_url(f"**/inspections/{visit.code}")
    expect(city.locator("main")).to_contain_text(visit.number)


def test_the_supervisor_of_a_busy_county_on_desk_and_phone(people: Cast, opened: Opened) -> None:
    county.fill(timezone.now(), people.county_officer, 40 if not LOOK else 200)
    for size in ("desk", "phone"):
        page = opened(people.supervisor, size)
        page.goto("/statistics")
        expect(page.get_by_role("img").first).to_be_visible()
        look(page, f"county-{size}")
        page.goto("/statistics/fairness")
        expect(page.get_by_text("重抽一致")).to_be_visible()
        look(page, f"fairness-{size}")
        page.goto("/statistics?from=2025-01&to=2025-01")
        expect(page.get_by_text("这个期间没有。").first).to_be_visible()
