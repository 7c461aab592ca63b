"""One installation for all stories, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.stories.site import PATIENCE_MS, Site, chromium, numbered, start

UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
expect.set_options(timeout=PATIENCE_MS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories before moving pictures get the machine for themselves: a frame that comes late is a fault there."""
    for item in items:
        if item.get_closest_marker("browser") and "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.alone)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium. Ends with the stories: Playwright's loop would keep later tests from the database.

    In this thread Django would refuse its database beside that loop, from the database's making on.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv(UNSAFE, "true")
        found = chromium(playwright)
        yield found
        found.close()


@pytest.fixture(scope="package")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site with numbered cameras."""
    folder = tmp_path_factory.mktemp("stories")
    with ExitStack() as running:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(UNSAFE)  # what is allowed to the stories is none of the product's
            found = running.enter_context(start(browser, folder, numbered(folder / "clips")))
        yield found
