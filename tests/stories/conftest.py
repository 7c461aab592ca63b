"""One installation for all stories, and one browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.stories.site import LIGHT, PATIENCE_MS, Site, chromium, numbered, start

UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="package")
def driver() -> Iterator[Playwright]:
    """What drives the browsers. Ends with the stories: its loop would keep later tests from the database.

    In this thread Django would refuse its database beside that loop, from the database's making on.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv(UNSAFE, "true")
        yield playwright


@pytest.fixture(scope="package")
def browser(driver: Playwright) -> Iterator[Browser]:
    """Chromium for pages: its shell without windows takes a quarter less of the processor, where it is installed."""
    found = chromium(driver, LIGHT)
    yield found
    found.close()


@pytest.fixture(scope="package")
def site(driver: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo site with numbered cameras, before the whole Chromium: moving pictures are what people have."""
    folder = tmp_path_factory.mktemp("stories")
    with ExitStack() as running:
        whole = chromium(driver)
        running.callback(whole.close)
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv(UNSAFE)  # what is allowed to the stories is none of the product's
            found = running.enter_context(start(whole, folder, numbered(folder / "clips")))
        yield found
