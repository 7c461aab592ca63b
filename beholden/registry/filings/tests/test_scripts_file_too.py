"""The API: what a page does, with idempotency keys and problem details that cite."""

from __future__ import annotations

import json
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beholden.ground.calls.models import Call
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, ANSWERS, NOW, PDF, filed, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def unit(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.manager, "django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, path: str, body: dict[str, Any], key: str = "key-00000001") -> Any:
    return client.post(
        f"/api{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key}
    )


def test_a_script_files_and_a_retry_files_once(cast: Cast, unit: Client) -> None:
    wish = {
        "place_category": "op_crowd",
        "answers": ANSWERS,
        "cameras": [{"name": "01", "position": "一层", "function_type": "watch"}],
        "agent": AGENT,
    }
    made = send(unit, "/filings", wish)
    again = send(unit, "/filings", wish)
    assert (made.status_code, again.status_code) == (201, 201)
    assert made.json() == again.json()
    assert Filing.objects.count() == 1
    code = made.json()["code"]
    assert {one["code"] for one in made.json()["missing"]} == {"agent_id", "authorisation_letter"}
    for kind in ("agent_id", "authorisation_letter"):
        file = SimpleUploadedFile("x.pdf", PDF + kind.encode())
        assert unit.post(f"/api/filings/{code}/papers/{kind}", {"file": file}).status_code == 201
    first, second = (send(unit, f"/filings/{code}/submit", {}, "key-00000002") for _ in range(2))
    assert first.json() == second.json()
    assert first.json()["state"] == "submitted"
    services.accept(cast.county_officer, Filing.objects.get(), now=NOW)
    status = unit.get(f"/api/filings/{code}").json()
    assert (status["state"], status["missing"], len(status["receipts"])) == ("filed", [], 1)
    assert unit.get(f"/api/filings/{code}/receipt").content.startswith(b"%PDF")
    change = send(unit, f"/filings/{code}/change", {}, "key-00000003").json()
    assert (change["kind"], change["version"]) == ("change", 2)


def test_a_key_is_needed_is_ones_own_and_means_one_thing(cast: Cast, unit: Client) -> None:
    assert send(unit, "/filings", {"place_category": "op_crowd"}, "short").json()["code"] == "key_needed"
    send(unit, "/filings", {"place_category": "op_crowd"})
    other = send(unit, "/filings", {"place_category": "op_hub"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    stranger = Client()
    stranger.force_login(cast.other_manager, "django.contrib.auth.backends.ModelBackend")
    assert send(stranger, "/filings", {"place_category": "op_hub"}).status_code == 201


def test_a_refusal_is_a_problem_with_its_article_and_can_be_tried_again(cast: Cast, unit: Client) -> None:
    shop = send(unit, "/filings", {"place_category": "other_public"})
    assert (shop.status_code, shop["Content-Type"]) == (422, "application/problem+json")
    assert (shop.json()["code"], shop.json()["cite"]) == ("exempt", "R9(2)")
    assert not Call.objects.exists()
    room = {"place_category": "op_crowd", "cameras": [{"name": "里面", "area": "fitting_room"}]}
    hidden = send(unit, "/filings", room)
    assert (hidden.json()["code"], hidden.json()["cite"]) == ("forbidden_area", "R8(1)(3)")
    assert not Filing.objects.exists()  # nothing half done
    assert send(unit, "/filings", {"place_category": "op_crowd"}).status_code == 201


def test_another_unit_and_another_county_find_nothing(cast: Cast) -> None:
    one = submitted(cast.manager)
    for account in (cast.other_manager, cast.other_county_officer, cast.guard, cast.auditor):
        client = Client()
        client.force_login(account, "django.contrib.auth.backends.ModelBackend")
        assert client.get(f"/api/filings/{one.code}").status_code == 404
        assert client.get("/api/filings").json()["filings"] == []
        assert send(client, f"/filings/{one.code}/submit", {}).status_code == 404


def test_an_agents_numbers_never_come_back(cast: Cast, unit: Client) -> None:
    one = filed(cast.manager, cast.county_officer)
    text = unit.get(f"/api/filings/{one.code}").content.decode() + unit.get("/api/filings").content.decode()
    assert AGENT["id_number"] not in text
    assert AGENT["telephone"] not in text
    assert AGENT["id_number"] not in json.dumps(list(Filing.objects.values("answers", "agent")))
