"""The frame: assets by name from what was built, a rail that leads somewhere, states with word and icon."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import path

from beholden.project import assets, navigation

BUILT = {
    "islands/wall/main.ts": {
        "file": "assets/wall-1.js",
        "isEntry": True,
        "imports": ["_tile.js", "_shared.js"],
        "css": ["assets/wall-1.css"],
    },
    "_tile.js": {"file": "assets/tile-2.js", "imports": ["_shared.js"], "css": ["assets/tile-2.css"]},
    "_shared.js": {"file": "assets/shared-3.js", "css": ["assets/shared-3.css"]},
}
urlpatterns = [
    path("wall", lambda request: None, name="wall"),
    path("register/<int:number>", lambda request, number: None),
    path("register", lambda request: None),
]


def request_of(role: str, where: str = "/wall") -> HttpRequest:
    request = RequestFactory().get(where)
    request.user = SimpleNamespace(is_authenticated=True, role=role)
    return request


@pytest.fixture
def some_rooms(settings: pytest.FixtureRequest) -> object:
    """Only /wall and /register exist."""
    settings.ROOT_URLCONF = __name__
    navigation.exists.cache_clear()
    yield
    navigation.exists.cache_clear()


def test_an_island_brings_its_styles_once_and_in_order_and_only_its_own_script() -> None:
    styles, scripts = assets.files_of("wall", BUILT)
    assert styles == ["assets/shared-3.css", "assets/tile-2.css", "assets/wall-1.css"]
    assert scripts == ["assets/wall-1.js"]
    assert assets.files_of("no-such-island", BUILT) == ([], [])


def test_elements_are_written_without_anything_inline_and_a_missing_build_breaks_no_page(
    tmp_path: Path, settings: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    settings.WEB = tmp_path
    assert Template('{% asset "wall" %}').render(Context()).strip() == ""
    assert "npm run build" in caplog.text
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "manifest.json").write_text(json.dumps(BUILT))
    text = Template('{% asset "wall" %}').render(Context())
    assert '<script type="module" src="/static/assets/wall-1.js"></script>' in text
    assert text.count("<link ") == 3 and text.count("<script ") == 1


def test_the_rail_shows_only_places_that_exist_and_marks_where_one_is(some_rooms: object) -> None:
    places = navigation.places_of(request_of("guard", "/register/12"))
    assert [(place.path, place.current) for place in places] == [("/wall", False), ("/register", True)]
    assert [place.path for place in navigation.places_of(request_of("auditor"))] == ["/register"]


def test_a_stranger_and_a_page_without_a_request_have_no_rail() -> None:
    request = RequestFactory().get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    assert navigation.places_of(request) == []
    assert navigation.places_of(None) == []


def test_no_role_has_more_than_eight_places_and_administrators_have_no_pictures() -> None:
    for role, entries in navigation.RAILS.items():
        assert 0 < len(entries) <= navigation.MOST, role
        assert len({entry.path for entry in entries}) == len(entries), role
    for role in ("auditor", "system_admin", "security_admin", "resident"):
        assert not {"/wall", "/play"} & {entry.path for entry in navigation.RAILS[role]}, role


@pytest.mark.parametrize("kind", ["good", "due", "over", "provisional", "idle"])
def test_a_state_is_colour_icon_and_word_together_and_its_word_is_escaped(kind: str) -> None:
    text = Template("{% state kind word %}").render(Context({"kind": kind, "word": "<b>失联</b>"}))
    assert f'class="state {kind}"' in text and 'class="bi bi-' in text and "aria-hidden" in text
    assert "&lt;b&gt;失联&lt;/b&gt;" in text
    with pytest.raises(KeyError):
        Template('{% state "red" "x" %}').render(Context())


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "403_csrf.html"])
def test_an_error_page_renders_without_a_request_and_leads_home(name: str) -> None:
    from django.template.loader import render_to_string

    text = render_to_string(name)
    assert 'href="/"' in text and '<html lang="zh-CN">' in text and "<script>" not in text and "style=" not in text
