"""One installation for all stories, and one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.stories.site import PATIENCE_MS, Site, chromium, numbered, start

expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories before moving pictures get the machine for themselves: a frame that comes late is a fault there."""
    for item in items:
        if item.get_closest_marker("browser") and "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Ends with the stories: Playwright's loop would keep later tests from the database."""
    with sync_playwright() as playwright:
        found = chromium(playwright)
        yield found
        found.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site with numbered cameras."""
    folder = tmp_path_factory.mktemp("stories")
    with start(browser, folder, numbered(folder / "clips")) as found:
        yield found
