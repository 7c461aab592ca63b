"""Asks axe-core what on a page keeps somebody out: used by the stories on every page that they pass."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from playwright.sync_api import CDPSession, Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SERIOUS = ["serious", "critical"]


_RUN = """(tags, weights) => {
  const light = axe._audit.rules.filter(one => !weights.includes(one.impact)).map(one => [one.id, {enabled: false}]);
  const wish = {runOnly: {type: 'tag', values: tags}, rules: Object.fromEntries(light), resultTypes: ['violations']};
  return axe.run(document, wish).then(told => told.violations.filter(one => weights.includes(one.impact)).map(
    one => `${one.id}: ${one.help} — ` + one.nodes.slice(0, 4).map(node => node.target.join(' ')).join('; ')));
}"""
_lines: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()


@lru_cache(maxsize=1)
def _source() -> str:
    return SOURCE.read_text(encoding="utf-8")


def serious(page: Page) -> list[str]:
    """What axe finds serious or critical, one line each: rule, help, and the first elements that break it.

    The script comes in through the debugger, so that the page's content security policy stays as people meet it. Rules
    that could find nothing serious aren't asked.
    """
    if page not in _lines:
        _lines[page] = page.context.new_cdp_session(page)
    if _asked(page, "typeof axe") != "object":
        _asked(page, f"{_source()}; 0")
    found: list[str] = _asked(page, f"({_RUN})({json.dumps(RULES)}, {json.dumps(SERIOUS)})")
    return found


def _asked(page: Page, expression: str) -> Any:
    """What the page answers; Playwright's own way would carry the script through three translations."""
    wish = {"expression": expression, "awaitPromise": True, "returnByValue": True}
    told = _lines[page].send("Runtime.evaluate", wish)
    assert "exceptionDetails" not in told, told["exceptionDetails"]
    return told["result"]["value"]


def assert_reachable(page: Page) -> None:
    """Fails with what is wrong when axe finds anything serious on the page as it stands."""
    found = serious(page)
    assert not found, f"{page.url}: {found}"


def assert_fits(page: Page) -> None:
    """Fails when the page must be pushed sideways to be read."""
    wide, room = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= room, f"{page.url}: {wide} px wide in a window of {room} px"
