"""docs/learn/first-hour.md is true: its words are the words of the pages, in the order in which it says them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.stories.site import PASSWORD, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server]

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "learn" / "first-hour.md"


@pytest.fixture(scope="module")
def steps() -> dict[int, str]:
    """The tutorial's steps by their number."""
    parts = re.split(r"^## (\d)\. ", TUTORIAL.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {int(number): text for number, text in zip(parts[1::2], parts[2::2], strict=True)}


def quoted(step: str) -> list[str]:
    """What the step puts in Chinese quotation marks, in order: names of buttons, places and answers."""
    return re.findall(r"“([^”]+)”", step)


def press(page: Page, name: str) -> None:
    """Press the button or follow the link of that very name, or choose it."""
    for role in ("button", "radio", "link"):
        found = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
        if found.count():
            found.click()
            return
    raise AssertionError(f"the tutorial says “{name}”, the page {page.url} has no such thing")


def test_the_pictures_it_shows_and_the_commands_it_names_are_there() -> None:
    text = TUTORIAL.read_text(encoding="utf-8")
    for name in re.findall(r"\]\((\.\./[^)]+)\)", text):
        assert (TUTORIAL.parent / name).resolve().is_file(), name
    makefile = (TUTORIAL.parents[2] / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", text, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
    assert "tests/stories/test_the_first_hour.py" in text


def test_the_steps_of_a_guard_work_as_they_are_written(site: Site, steps: dict[int, str]) -> None:
    assert re.search(r"Beholden is ready at http://127\.0\.0\.1:\d+/", site.running.text)
    assert "Beholden is ready at http://127.0.0.1:" in steps[1]
    page_of_link, why, start = quoted(steps[2])
    with site.stranger("guard") as guard:
        page = guard.page
        if link := site.links.pop("guard", None):
            guard.go(link)
            page.locator("#id_password").fill(PASSWORD)
            page.locator("#id_again").fill(PASSWORD)
            press(page, page_of_link)
        else:
            guard.go("/sign-in")
            page.locator("#id_username").fill("guard")
            page.locator("#id_password").fill(PASSWORD)
            page.keyboard.press("Enter")
        question = re.findall(r"\*\*([^*]+)\*\*", steps[2])[0]
        expect(page.get_by_role("heading", name=question)).to_be_visible()
        press(page, why)
        press(page, start)

        until(page, lambda: page.locator(".tile .marks span", has_text="No.").count() >= 4 * 4)
        tile, jump, go = quoted(steps[4])
        press(page, tile)
        page.wait_for_url("**/play?*")
        expect(page.get_by_label(jump)).to_be_visible()
        expect(page.get_by_role("button", name=go)).to_be_visible()
        keys = re.findall(r"^\| (.+?) \| (.+?) \|$", steps[4], re.MULTILINE)[1:]
        assert len(keys) == 6
        page.get_by_text("键盘", exact=True).click()
        told = " ".join(page.locator("details.keys").inner_text().split())
        for key, does in keys:
            assert does in told, f"the page says nothing of {key}: {does}"

        place, agrees = quoted(steps[5])
        page.get_by_role("navigation", name="主导航").get_by_role("link", name=place).click()
        row = page.locator("tbody tr").first
        expect(row).to_contain_text(why)
        row.get_by_role("link").click()
        expect(page.get_by_text(agrees)).to_be_visible()


def test_the_steps_of_the_others_work_as_they_are_written(site: Site, steps: dict[int, str]) -> None:
    closed, place, add, probe, save = quoted(steps[6])
    with site.person("guard2") as other:
        other.choose_purpose()
        expect(other.page.locator(".night-empty")).to_be_visible()
        assert other.page.locator("video").count() == 0
    with site.person("auditor") as auditor:
        auditor.go("/register")
        expect(auditor.page.locator("tbody tr").first).to_be_visible()
        auditor.go("/wall")
        expect(auditor.page.get_by_role("heading", name=closed)).to_be_visible()
    with site.person("manager") as manager:
        manager.page.get_by_role("link", name=place).first.click()
        manager.page.get_by_role("link", name="城南商场视频系统").click()
        press(manager.page, add)
        for name in (probe, save):
            expect(manager.page.get_by_role("button", name=name)).to_be_visible()
