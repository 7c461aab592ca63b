"""Page after page as somebody meets it: it answers, axe finds nothing serious, nothing pushes sideways.

PICTURES=folder keeps what was seen, to be looked at.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from beholden.ground.people.models import Account
from tests.stories.axe import serious
from tests.stories.filing.conftest import Opened

KEPT: Final = os.environ.get("PICTURES", "")


def assert_kind(pages: Iterable[tuple[Account | None, str, str]], opened: Opened, size: str) -> None:
    """Open each of ``pages`` (who, name, address) at ``size``; fails with all that is wrong, page by page."""
    wrong: list[str] = []
    windows: dict[Account | None, Page] = {}
    for who, name, address in pages:
        page = windows[who] if who in windows else windows.setdefault(who, opened(who, size))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, (name, answer.status)
        wrong += [f"{name}: {one}" for one in serious(page)]
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > room:
            wrong.append(f"{name}: pushes sideways, {wide} > {room}")
        keep(page, f"{name}-{size}")
    assert not wrong, "\n".join(wrong)


def keep(page: Page, name: str) -> None:
    """Its picture, when somebody asked for pictures."""
    if KEPT:
        Path(KEPT).mkdir(exist_ok=True)
        page.screenshot(path=f"{KEPT}/{name}.png", full_page=True)
