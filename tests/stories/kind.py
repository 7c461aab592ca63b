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
from tests.stories.filing.conftest import Opened, sign_in

KEPT: Final = os.environ.get("PICTURES", "")


def assert_kind(pages: Iterable[tuple[Account | None, str, str]], opened: Opened, size: str) -> None:
    """Open each of ``pages`` (who, name, address) at ``size``; fails with all that is wrong, page by page."""
    wrong: list[str] = []
    page, sitting = opened(None, size), None
    for who, name, address in pages:
        sitting = _seat(page, who, sitting)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, (name, answer.status)
        wrong += [f"{name}: {one}" for one in serious(page)]
        wide, room = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        if wide > room:
            wrong.append(f"{name}: pushes sideways, {wide} > {room}")
        keep(page, f"{name}-{size}")
    assert not wrong, "\n".join(wrong)


def _seat(page: Page, who: Account | None, sitting: Account | None) -> Account | None:
    """Let ``who`` sit down at the browser where somebody else sat, or nobody; returns who sits there now."""
    if who is None:
        page.context.clear_cookies()
    elif who != sitting:
        sign_in(page, who)
    return who


def keep(page: Page, name: str) -> None:
    """Its picture, when somebody asked for pictures."""
    if KEPT:
        Path(KEPT).mkdir(exist_ok=True)
        page.screenshot(path=f"{KEPT}/{name}.png", full_page=True)
