"""verify.html, opened from a folder without any network, finds exactly what verify.py finds."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from beholden.engines.packaging.stranger.verify import verify
from beholden.engines.packaging.tests.made import Made, make
from beholden.engines.packaging.tests.tampering import TAMPERINGS, Told

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Never changed by a test."""
    return make(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def page(browser: Browser) -> Page:
    """A page that has no network."""
    context = browser.new_context(offline=True, viewport={"width": 375, "height": 800})
    return context.new_page()


def checked(page: Page, folder: Path) -> Page:
    """The verdict of the page that lies in the folder itself."""
    page.goto((folder / "verify.html").as_uri())
    page.set_input_files("#folder", folder)
    page.wait_for_selector("#result:not([hidden])")
    return page


def test_an_untouched_package_is_proven(page: Page, whole: Made) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    checked(page, whole.folder)
    assert page.inner_text("#verdict") == "已证明 · Proven"
    assert page.locator("li.proven").count() == 4
    assert page.locator("li.finding").count() == 0
    assert [url for url in asked if not url.startswith("file:")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda one: one.__name__)
def test_it_finds_what_the_other_verifier_finds(
    tamper: Callable[[Path], Told], page: Page, whole: Made, tmp_path: Path
) -> None:
    package = Path(shutil.copytree(whole.folder, tmp_path / "package"))
    expected = tamper(package)
    checked(page, package)
    found = json.loads(page.get_attribute("#result", "data-findings") or "")
    assert {(one["code"], one["camera"], one["from"]) for one in found} == expected
    theirs = [(one["code"], one["camera"], one["from"], one["to"]) for one in verify(package).findings]
    assert sorted((one["code"], one["camera"], one["from"], one["to"]) for one in found) == sorted(theirs)
