"""Every page of every role: nothing serious for axe, nothing in the console, no pushing sideways on a phone.

The keyboard reaches what matters, and English is English to the last word.
"""

from __future__ import annotations

import re
import sqlite3

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.site import PASSWORD, Person, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.timeout(180)]

PAGES = {
    "": ["/sign-in", "/set-up/{link}", "/set-up/not-a-link", "/nowhere"],
    "guard": [
        "/wall",
        "/play?camera={camera}",
        "/alarms",
        "/register",
        "/register/{entry}",
        "/account",
        "/account/password",
    ],
    "manager": [
        "/systems",
        "/systems/new",
        "/systems/{system}",
        "/systems/{system}/change",
        "/systems/{system}/cameras/new",
        "/cameras/{camera}",
        "/cameras/{camera}/change",
        "/storage",
        "/storage/holds",
        "/storage/holds/new",
        "/account/second-factor",
    ],
    "auditor": [
        "/register?result=refused",
        "/register?person=nobody",
        "/ledger",
        "/ledger/0",
        "/events",
        "/grants",
        "/wall",
    ],
    "sysadmin": ["/people", "/people/new", "/organisations/new", "/systems"],
    "secadmin": ["/grants", "/grants/new"],
    "county": ["/systems", "/wall"],
}
EXPECTED = ("404 (Not Found)", "403 (Forbidden)", "401 (Unauthorized)")  # the page that was asked for says so itself
_TEXTS = """() => {
  const said = [document.title];
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const box = walker.currentNode.parentElement;
    if (!box.closest('script, style, noscript, [lang^=zh]:not(html)')) said.push(walker.currentNode.data);
  }
  for (const name of ['alt', 'title', 'aria-label', 'placeholder', 'aria-valuetext', 'data-label']) {
    for (const one of document.querySelectorAll(`[${name}]`)) said.push(one.getAttribute(name));
  }
  return said;
}"""
# what people of this site have typed: it stays as it is in every language
DATA = {
    "people_organisation": ("name",),
    "people_account": ("name",),
    "systems_system": ("name", "address"),
    "systems_camera": ("name", "position"),
    "systems_cameraversion": ("note",),
    "access_accessentry": ("name", "unit", "purpose_note", "camera_name", "system_name"),
}


@pytest.fixture
def places(site: Site) -> dict[str, str]:
    """Values for the addresses: a system, a camera, an entry of the register, a set-up link that is still unused."""
    with sqlite3.connect(f"file:{site.data / 'beholden.sqlite'}?mode=ro", uri=True) as database:
        camera, system = database.execute(
            "SELECT c.code, s.code FROM systems_camera c JOIN systems_system s ON c.system_id = s.id ORDER BY c.id"
        ).fetchone()
    link = site.links.get("county2", "/set-up/x").removeprefix("/set-up/")
    return {"camera": camera, "system": system, "link": link}


def entry_of(person: Person) -> str:
    """The number of an entry that this person may read; one is made when there is none."""
    status, told = person.ask("/api/register")
    if status == 200 and told["entries"]:
        return str(told["entries"][0]["number"])
    return str(person.ask("/api/looks", {"camera": "c-none", "action": "live"})[1].get("number", 1))


@pytest.mark.parametrize("role", list(PAGES))
def test_every_page_is_kind_to_eyes_hands_and_phones_in_both_languages(
    site: Site, places: dict[str, str], role: str
) -> None:
    with site.person(role) if role else site.stranger() as person:
        if role == "guard":
            places["entry"] = entry_of(person)
        elif role == "auditor":
            person.ask("/api/looks", {"camera": "c-none", "action": "live"})  # so that the ledger isn't empty
        paths = [path.format(**places) for path in PAGES[role]]
        for path in paths:
            in_chinese(person, path)
        in_english(person, paths, data_of(site))
        assert [one for one in person.complaints if not one.endswith(EXPECTED) and "status of 40" not in one] == []


def in_chinese(person: Person, path: str) -> None:
    """The page as it comes, wide and narrow."""
    page = person.page
    answer = page.goto(person.address + path)
    assert answer is not None and answer.status < 500, f"{path}: {answer and answer.status}"
    if page.locator("html").get_attribute("lang") != "zh-CN":
        raise AssertionError(f"{path} is not in Chinese")
    expect(page.locator("h1")).to_have_count(1)
    assert_reachable(page)
    if page.get_by_role("heading", name="先选择查看事由").count():
        page.set_viewport_size({"width": 375, "height": 812})
        assert_fits(page)
        page.set_viewport_size({"width": 1440, "height": 900})
        person.choose_purpose()
        page.wait_for_load_state()
        assert_reachable(page)
    page.set_viewport_size({"width": 375, "height": 812})
    assert_fits(page)
    assert_reachable(page)
    small = page.evaluate(_SMALL)
    assert small == [], f"{path}: too small for a thumb: {small}"
    page.set_viewport_size({"width": 1440, "height": 900})


_SMALL = """() => [...document.querySelectorAll('main button, main .btn, .bottombar > a, .bottombar summary')]
  .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 0)
  .filter(one => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < 24)
  .map(one => one.outerHTML.slice(0, 120))"""


def in_english(person: Person, paths: list[str], data: list[str]) -> None:
    """One click, and every page is English: nothing Chinese is left but what people have typed."""
    page = person.go(paths[0])
    page.get_by_role("button", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for path in paths:
        person.go(path)
        page.wait_for_timeout(200)
        left = chinese_in(page, data)
        assert left == [], f"{path} still says {left}"
        page.set_viewport_size({"width": 375, "height": 812})
        assert_fits(page)
        page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="中文").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")


def chinese_in(page: Page, data: list[str]) -> list[str]:
    """Chinese text on the page that nobody typed."""
    found = []
    for text in page.evaluate(_TEXTS):
        for typed in data:
            text = text.replace(typed, "")
        if re.search(r"[\u3400-\u9fff]", text) and text.strip() != "中文":
            found.append(text.strip()[:80])
    return found


def data_of(site: Site) -> list[str]:
    """What people have typed into this installation, the longest first."""
    found = {"明鉴"}
    with sqlite3.connect(f"file:{site.data / 'beholden.sqlite'}?mode=ro", uri=True) as database:
        for table, columns in DATA.items():
            for row in database.execute(f"SELECT {', '.join(columns)} FROM {table}"):
                found |= {text for text in row if text}
    return sorted(found, key=len, reverse=True)


def test_the_keyboard_alone_signs_in_chooses_watches_and_reads(site: Site) -> None:
    with site.person("guard"):
        pass  # has a password now
    with site.stranger() as person:
        page = person.go("/wall")
        expect(page.locator("#id_username")).to_be_focused()
        page.keyboard.type("guard")
        tab_to(page, page.locator("#id_password"))
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="先选择查看事由")).to_be_visible()
        tab_to(page, page.get_by_role("radio", name="值班监看"))
        page.keyboard.press("Space")
        tab_to(page, page.get_by_role("button", name="开始查看"))
        page.keyboard.press("Enter")
        tiles = page.locator(".tile:not([hidden]) a")
        tab_to(page, tiles.first)
        page.keyboard.press("ArrowRight")
        expect(tiles.nth(1)).to_be_focused()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("Enter")
        page.wait_for_url("**/play?*")
        until(page, lambda: page.evaluate("document.querySelector('#picture').currentTime") > 0)
        for name in ("抓图", "前往"):
            tab_to(page, page.get_by_role("button", name=name))
        tab_to(page, page.get_by_role("slider", name="时间轴"), back=True)
        person.go("/register")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        tab_to(page, page.locator("tbody tr a").first)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(r"/register/\d+$"))


def test_the_keyboard_reaches_probe_and_save(site: Site) -> None:
    with site.person("manager") as manager:
        page = manager.go("/systems")
        tab_to(page, page.get_by_role("link", name="城南商场视频系统"))
        page.keyboard.press("Enter")
        tab_to(page, page.get_by_role("link", name="添加设备"))
        page.keyboard.press("Enter")
        for name in ("name", "position", "url", "username", "password", "transport"):
            tab_to(page, page.locator(f"#id_{name}"))
        tab_to(page, page.get_by_role("button", name="保存"))
        tab_to(page, page.get_by_role("button", name="检测"))


def tab_to(page: Page, wanted: Locator, most: int = 60, *, back: bool = False) -> None:
    """Press Tab until ``wanted`` has the focus, and see that it shows it."""
    for _ in range(most):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            until(page, lambda: wanted.evaluate(_SHOWN), 1)  # somebody must see where the focus is
            return
    raise AssertionError(f"the keyboard doesn't reach {wanted} at {page.url}")


_SHOWN = """one => {
  const style = getComputedStyle(one);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== 'none';
}"""
