"""House rule 6 and promise 1: a video byte leaves through one door. Walks the addresses instead of trusting a list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from beholden.project.loading import unswept
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, recording, sign_in

SAMPLE = {"token": "x", "segment": "1", "first": "0", "last": "1", "number": "1", "code": "c-aaaaaaaaaa"}
# what reads footage or talks to the recorder's live sockets
READERS = {
    "beholden.engines.video.hls",
    "beholden.engines.video.clip",
    "beholden.engines.video.recorder.live",
    "beholden.engines.video.segments.reading",
}


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, here)
        else:
            yield here, one


def _filled(route: str) -> str:
    for name, value in SAMPLE.items():
        for kind in ("str:", "int:", ""):
            route = route.replace(f"<{kind}{name}>", value)
    return "/" + route


def test_every_media_address_there_is_asks_for_a_token(stage: Stage) -> None:
    recording(stage.gate)
    routes = [route for route, _ in _patterns(get_resolver()) if "token" in route and route.startswith("media/")]
    assert len(routes) >= 4
    for client in (Client(), sign_in(stage.cast.guard), sign_in(stage.cast.manager)):
        for route in routes:
            assert client.get(_filled(route)).status_code == 404, route
    assert not AccessEntry.objects.exists()


def test_no_other_address_answers_with_pictures(stage: Stage) -> None:
    client = sign_in(stage.cast.manager)
    for route, _ in _patterns(get_resolver()):
        if "<" in _filled(route) or route.startswith(("media/", "sign-out")):
            continue
        answer = client.get(_filled(route))
        kind = answer.get("Content-Type", "")
        assert not kind.startswith(("video/", "image/jpeg", "application/vnd.apple")), route


@unswept()
def test_only_this_room_and_the_tools_of_the_owner_read_footage(root: Path) -> None:
    """A view elsewhere that imported the readers would be a second door."""
    leaning: list[str] = []
    for wing in ("ground", "site", "registry", "project"):
        for path in (root / "beholden" / wing).rglob("*.py"):
            if "tests" in path.parts or "access" in path.parts:
                continue
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
                names += [f"{node.module}.{one.name}" for one in node.names] if isinstance(node, ast.ImportFrom) else []
                names += [one.name for one in node.names] if isinstance(node, ast.Import) else []
                leaning += [f"{path.name}: {name}" for name in names if name in READERS]
    assert not leaning


def test_the_static_files_hold_no_footage(stage: Stage) -> None:
    footage = Path(settings.DATA).resolve() / "footage"
    for folder in filter(None, (*settings.STATICFILES_DIRS, settings.STATIC_ROOT)):
        assert not footage.is_relative_to(Path(folder).resolve())
    for address in ("/static/../footage/", "/static/%2e%2e/index.sqlite", "/static/footage/x.mp4"):
        assert Client().get(address).status_code == 404
