"""Asks axe-core what on a page keeps somebody out: used by the stories on every page that they pass."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = frozenset({"serious", "critical"})


@lru_cache(maxsize=1)
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, one line each: rule, help, and the first elements that break it.

    The script comes in through the debugger, so that the page's content security policy stays as people meet it.
    """
    page.evaluate(_source())
    found: dict[str, Any] = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})", RULES
    )
    return [
        f"{one['id']}: {one['help']} — " + "; ".join(" ".join(node["target"]) for node in one["nodes"][:4])
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


def assert_reachable(page: Page) -> None:
    """Fails with what is wrong when axe finds anything serious on the page as it stands."""
    found = serious(page)
    assert not found, f"{page.url}: {found}"


def assert_fits(page: Page) -> None:
    """Fails when the page must be pushed sideways to be read."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url}: {wide} px wide in a window of {room} px"
