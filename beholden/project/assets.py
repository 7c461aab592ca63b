"""Template tags of the frame: built assets by name, the rail of a role, states with word and icon.

They are built-ins of every template (`OPTIONS["builtins"]`), so a page writes `{% asset "wall" %}` and nothing else.
"""

from __future__ import annotations

import json
import logging
from functools import lru_cache
from pathlib import Path

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from beholden.project import navigation

register = template.Library()
logger = logging.getLogger(__name__)

ICON_OF_STATE = {
    "good": "check-circle-fill",
    "due": "clock-fill",
    "over": "exclamation-octagon-fill",
    "provisional": "question-diamond",
    "idle": "circle",
}
_STATE = {
    kind: f'<span class="state {kind}"><i class="bi bi-{icon}" aria-hidden="true"></i>{{}}</span>'
    for kind, icon in ICON_OF_STATE.items()
}
ICON_OF_MESSAGE = {
    "success": ("good", "check-circle-fill"),
    "info": ("", "info-circle-fill"),
    "warning": ("due", "exclamation-triangle-fill"),
    "error": ("over", "exclamation-octagon-fill"),
}


@lru_cache(maxsize=4)
def _read_manifest(path: Path, changed_ns: int) -> dict[str, dict[str, object]]:
    return json.loads(path.read_text(encoding="utf-8"))


def manifest() -> dict[str, dict[str, object]]:
    """What the build wrote, entry by source name; empty before the first `npm run build`."""
    path = settings.WEB / "dist" / "manifest.json"
    try:
        return _read_manifest(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        logger.warning("web/dist is not built: pages have no styles and no player; run `npm ci && npm run build`")
        return {}


def files_of(name: str, built: dict[str, dict[str, object]]) -> tuple[list[str], list[str]]:
    """Styles and scripts of one island: its own and those of the chunks it imports, scripts last-first needed."""
    styles: list[str] = []
    seen: set[str] = set()

    def walk(key: str) -> None:
        if key in seen or key not in built:
            return
        seen.add(key)
        for imported in built[key].get("imports", []):
            walk(imported)
        styles.extend(style for style in built[key].get("css", []) if style not in styles)

    entry = f"islands/{name}/main.ts"
    walk(entry)
    return styles, [str(built[entry]["file"])] if entry in built else []


@register.simple_tag
def asset(name: str) -> SafeString:
    """Link and script elements of the island `name`; nothing inline, so the CSP needs no `unsafe-inline`."""
    styles, scripts = files_of(name, manifest())
    links = format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in styles))
    runs = format_html_join("\n", '<script type="module" src="{}"></script>', ((static(path),) for path in scripts))
    return format_html("{}\n{}", links, runs)


@register.simple_tag(takes_context=True)
def rail(context: Context) -> list[navigation.Place]:
    """The places of the signed-in role, at most eight, the current one marked."""
    request: HttpRequest | None = context.get("request")
    return navigation.places_of(request)


@register.simple_tag
def address_of(name: str) -> str:
    """The address of a named page, or "" while no room has it; a page leaves out what leads nowhere."""
    return navigation.address(name)


@register.simple_tag
def state(kind: str, word: object) -> SafeString:
    """A state as colour, icon and word together. Kinds: good, due, over, provisional, idle."""
    return format_html(_STATE[kind], word)


@register.filter
def notice_of(level: str) -> tuple[str, str]:
    """Colour class and icon of a Django message level."""
    return ICON_OF_MESSAGE.get(level, ICON_OF_MESSAGE["info"])
