"""Looks at a screen: nothing serious for axe, no pushing sideways; PICTURES=folder keeps what was seen."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.stories.axe import serious

KEPT = os.environ.get("PICTURES", "")


class Eye:
    """Looks at each screen, and keeps a picture where one is wanted."""

    def __init__(self, page: Page, size: str) -> None:
        self.page, self.size = page, size
        self.found: list[str] = []
        page.emulate_media(reduced_motion="reduce")  # a colour on its way is no colour

    def look(self, name: str) -> None:
        """Note what is wrong with the screen as it stands."""
        self.page.mouse.move(0, 0)
        self.page.wait_for_timeout(50)
        self.found += [f"{name}: {one}" for one in serious(self.page)]
        wide, room = self.page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > room:
            self.found.append(f"{name}: pushes sideways, {wide} > {room}")
        if KEPT:
            Path(KEPT).mkdir(exist_ok=True)
            self.page.screenshot(path=f"{KEPT}/{name}-{self.size}.png", full_page=True)

    def assert_kind(self) -> None:
        """Fails with everything that was found."""
        assert not self.found, "\n".join(self.found)
