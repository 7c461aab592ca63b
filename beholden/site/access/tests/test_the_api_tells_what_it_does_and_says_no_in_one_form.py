"""OpenAPI, the page about it, problem details, and tokens that nobody can bend."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some
from ninja import NinjaAPI

from beholden.ground.people.tests.cast import Cast
from beholden.project.api import api
from beholden.site.access import refusals, tokens
from beholden.site.access.models import AccessEntry, instant, microseconds
from beholden.site.access.tests.stage import Stage, ask, recording, sign_in


def test_the_description_holds_every_operation_and_its_problems(db: None) -> None:
    told = Client().get("/api/openapi.json").json()
    paths = {(path, method) for path, methods in told["paths"].items() for method in methods}
    assert {
        ("/api/looks", "post"), ("/api/looks/{number}/end", "post"), ("/api/cameras", "get"), ("/api/status", "get"),
        ("/api/cameras/{code}/timeline", "get"), ("/api/register", "get"), ("/api/register/{number}", "get"),
        ("/api/exports", "get"), ("/api/exports", "post"), ("/api/exports/{code}", "get"),
        ("/api/exports/{code}/acts/{action}", "post"), ("/api/exports/{code}/download", "post"),
        ("/api/requests", "get"), ("/api/requests", "post"), ("/api/requests/{code}", "get"),
        ("/api/requests/{code}/papers", "post"), ("/api/requests/{code}/acts/{action}", "post"),
    } <= paths  # fmt: skip
    answers = told["paths"]["/api/looks"]["post"]["responses"]
    assert {"201", "403", "404", "409", "422", "429", "503"} <= set(answers)
    wish = told["components"]["schemas"]["Wish"]["properties"]
    assert {"camera", "action", "from", "to"} == set(wish)


def test_the_description_is_drawn_up_once_and_is_the_same_for_every_asker(db: None, cast: Cast) -> None:
    asked = [Client() for _asker in range(3)]
    asked[1].force_login(cast.auditor)
    asked[2].cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    first, *others = [browser.get("/api/openapi.json").json() for browser in asked]
    assert first["paths"] and all(one["paths"].keys() == first["paths"].keys() for one in others)
    assert api.get_openapi_schema(path_params={}) is api.get_openapi_schema(path_params={})
    assert first == json.loads(json.dumps(NinjaAPI.get_openapi_schema(api)))


def test_the_page_about_it_needs_nothing_from_anywhere(db: None) -> None:
    page = Client().get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert "/api/openapi.json" in text
    scripts = re.findall(r"<script([^>]*)>", text)
    assert scripts
    assert all("src=" in one or 'type="application/json"' in one for one in scripts)
    assert not re.search(r"\b(?:src|href)=[\"'](?:https?:)?//", text)
    assert " style=" not in text
    assert "<style" not in text


def test_every_refusal_has_one_sentence_in_both_languages_and_a_fitting_status() -> None:
    for code, said in refusals.SENTENCES.items():
        for chinese, english in (said.title, said.detail):
            assert chinese, code
            assert english, code
            assert chinese != english, code
            assert english.isascii(), code
        assert said.status in (401, 403, 404, 409, 410, 422, 429, 503), code
        assert not said.cite or re.fullmatch(r"R\d+(\(\d+\))*", said.cite), code


def test_a_missing_address_and_a_wrong_method_are_plain(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    assert client.get("/api/looks").status_code == 405
    assert client.get("/api/nothing").status_code == 404
    assert client.get("/api/register/999").json()["code"] == "unknown_entry"
    assert client.get("/api/register", {"size": 0}).json()["code"] == "input"
    assert client.get("/api/register", {"before": "x"}).json()["errors"][0]["at"].endswith("before")


def test_status_counts_the_own_cameras_and_says_whether_the_recorder_runs(stage: Stage) -> None:
    client = sign_in(stage.cast.guard)
    told = client.get("/api/status").json()
    assert (told["recorder"], told["cameras"]) == (False, {"unknown": 2})
    recording(stage.gate)
    told = client.get("/api/status").json()
    assert (told["recorder"], told["cameras"]) == (True, {"recording": 1, "connecting": 1})
    assert datetime.fromisoformat(told["now"]).tzinfo is not None


def test_the_api_pages_like_the_page_does(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    for _ in range(5):
        ask(client, stage.gate.code, "live")
    first = client.get("/api/register", {"size": 2}).json()
    second = client.get("/api/register", {"size": 2, "before": first["older"]}).json()
    third = client.get("/api/register", {"size": 2, "before": second["older"]}).json()
    assert [[one["number"] for one in page["entries"]] for page in (first, second, third)] == [[5, 4], [3, 2], [1]]
    assert third["older"] is None
    back = client.get("/api/register", {"size": 2, "after": third["newer"]}).json()
    assert [one["number"] for one in back["entries"]] == [3, 2]


def _entry() -> AccessEntry:
    entry = AccessEntry(
        number=7, at=datetime(2026, 11, 21, tzinfo=UTC), action="live", result="granted", camera_code="c-abcdefghjk",
        log_index=3, leaf_hash="ab" * 32,
    )  # fmt: skip
    entry._state.adding = False
    return entry


@given(some.text(max_size=1500))
def test_no_text_but_ours_reads_as_a_token(text: str) -> None:
    assert tokens.read(text) is None


@given(some.data())
def test_no_changed_token_reads_as_one(data: Any) -> None:
    whole = tokens.sign(_entry(), "session", "duty")
    at = data.draw(some.integers(0, len(whole) - 1))
    letter = data.draw(some.characters(codec="ascii"))
    changed = whole[:at] + letter + whole[at + 1 :]
    found = tokens.read(changed)
    assert found is None or found == tokens.read(whole)  # base64 may spell one signature in two ways, never another


def test_a_token_says_what_was_signed_and_only_its_session_fits() -> None:
    found = tokens.read(tokens.sign(_entry(), "session", "duty"))
    assert found is not None
    assert (found.number, found.log_index, found.leaf_hash, found.camera) == (7, 3, "ab" * 32, "c-abcdefghjk")
    assert (found.of_session("session"), found.of_session("Session")) == (True, False)
    assert found.expires == _entry().at + tokens.LIFE["live"]
    assert settings.SECRET_KEY not in tokens.sign(_entry(), "session", "duty")


def test_a_token_of_another_installation_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tokens.sign(_entry(), "session", "duty")
    monkeypatch.setattr(settings, "SECRET_KEY", "another-" * 8)
    assert tokens.read(whole) is None


@given(some.integers(0, 7_000_000_000_000_000))
def test_an_instant_survives_microseconds_exactly(at_us: int) -> None:
    assert microseconds(instant(at_us)) == at_us
