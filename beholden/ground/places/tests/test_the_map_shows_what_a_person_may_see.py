"""The map asks each source for the person and the part looked at, in the datum of its tiles, and for nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.places import coordinates, marks
from beholden.ground.places.marks import Mark, Source
from beholden.ground.places.tiles import Box

pytestmark = pytest.mark.django_db
GATE = Mark(118.180521, 39.630123, "01 <大门>", "/filings/f-1")
HEAP = Mark(118.19, 39.64, count=40, exact=False, division="130203")
SEES = {"manager", "guard", "other_guard", "other_manager", "county_officer", "station_officer", "other_county_officer",
        "supervisor", "city_officer", "sector_officer"}  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Box]]]:
    """A source that gives two marks to people of Lubei and notes what it was asked."""
    heard: list[tuple[str, Box]] = []

    def look(account: Account, box: Box) -> list[Mark]:
        heard.append((account.username, box))
        return [mark for mark in (GATE, HEAP) if box.holds(mark.lon, mark.lat)]

    def extent(account: Account) -> Box | None:
        return Box(118.17, 39.62, 118.2, 39.65) if account.username != "other_guard" else None

    monkeypatch.setattr(marks, "_sources", {})
    marks.register(Source("test", look, extent))
    yield heard


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def shown(client: Client, box: str) -> list[dict[str, Any]]:
    answer = client.get("/map/marks", {"box": box})
    assert answer.status_code == 200
    return answer.json()["marks"]


def test_offices_without_need_get_no_map(cast: Cast, asked: list[tuple[str, Box]]) -> None:
    for part, account in cast.accounts():
        client = browser(account)
        expected = 200 if part in SEES else 403
        assert client.get("/map").status_code == expected, part
        assert client.get("/map/marks?box=118,39,119,40").status_code == expected, part
    assert {name for name, _ in asked} <= SEES
    assert Client().get("/map").status_code == 302


def test_the_page_begins_where_ones_cameras_are_and_lists_them_without_javascript(
    cast: Cast, asked: list[tuple[str, Box]]
) -> None:
    page = browser(cast.county_officer).get("/map")
    text = page.content.decode()
    assert '<a href="/filings/f-1">01 &lt;大门&gt;</a>' in text
    assert "40 台" in text
    assert "约一公里范围内" in text
    data = json.loads(text.split('id="map-data" type="application/json">')[1].split("</script>")[0])
    assert data["box"] == [118.17, 39.62, 118.2, 39.65]
    assert data["tiles"] == ""
    empty = browser(cast.other_guard).get("/map").content.decode()
    assert "还没有可以在地图上显示的点位" in empty
    assert "map-data" not in empty


def test_the_list_counts_cameras_and_says_in_which_county_they_lie(
    cast: Cast, asked: list[tuple[str, Box]], monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser(cast.county_officer).get("/map").content.decode()
    assert '<span id="map-count">41</span>' in page
    assert '40 台 <span class="text-secondary">路北区</span>' in page
    nameless = Source("test", lambda account, box: [Mark(118.18, 39.63)], lambda account: Box(118.1, 39.6, 118.2, 39.7))
    marks.register(nameless)
    assert "<li>1 台</li>" in browser(cast.county_officer).get("/map").content.decode()


def test_only_the_part_looked_at_is_given(cast: Cast, asked: list[tuple[str, Box]]) -> None:
    client = browser(cast.county_officer)
    assert [mark["count"] for mark in shown(client, "118,39,119,40")] == [1, 40]
    assert [mark["name"] for mark in shown(client, "118.18,39.63,118.181,39.631")] == ["01 <大门>"]
    assert shown(client, "100,20,101,21") == []
    assert asked[-1] == ("county_officer", Box(100, 20, 101, 21))
    assert shown(client, "118,39,119,40")[1]["exact"] is False


@pytest.mark.parametrize(
    "box", ["", "1,2,3", "1,2,3,4,5", "a,b,c,d", "119,39,118,40", "118,40,119,39", "nan,1,2,3", "0,0,inf,1",
            "-190,0,10,10", "1" * 300, "118,39,119,91", "１,2,3,4x"],
)  # fmt: skip
def test_what_is_no_box_is_one_sentence(cast: Cast, asked: list[tuple[str, Box]], box: str) -> None:
    answer = browser(cast.county_officer).get("/map/marks", {"box": box})
    assert answer.status_code == 422
    assert answer.json() == {"code": "bad_box", "detail": "地图范围不正确"}
    assert asked == []


def test_on_shifted_tiles_marks_are_shifted_and_the_question_is_shifted_back(
    cast: Cast, asked: list[tuple[str, Box]], settings: Any
) -> None:
    settings.MAP_DATUM = "gcj02"
    west, south = coordinates.convert(118.1, 39.6, "wgs84", "gcj02")
    east, north = coordinates.convert(118.3, 39.7, "wgs84", "gcj02")
    found = shown(browser(cast.county_officer), f"{west},{south},{east},{north}")
    expected = coordinates.convert(GATE.lon, GATE.lat, "wgs84", "gcj02")
    assert (found[0]["lon"], found[0]["lat"]) == pytest.approx(expected, abs=1e-6)
    box = asked[-1][1]
    assert box.as_list() == pytest.approx([118.1, 39.6, 118.3, 39.7], abs=1e-6)


def test_the_extent_is_that_of_all_sources_together(cast: Cast, asked: list[tuple[str, Box]]) -> None:
    marks.register(Source("other", lambda account, box: [], lambda account: Box(117, 39.63, 118.18, 41)))
    assert marks.extent(cast.manager) == Box(117, 39.62, 118.2, 41)
    assert marks.extent(cast.other_guard) == Box(117, 39.63, 118.18, 41)
    marks.register(Source("other", lambda account, box: [], lambda account: None))
    assert marks.extent(cast.other_guard) is None
