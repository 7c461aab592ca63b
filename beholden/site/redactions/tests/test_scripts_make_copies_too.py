"""The API of masked copies: the pages' doors and reasons, keys, problem details that cite (R16(2), R21, R22)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.redactions import services
from beholden.site.redactions.models import Aim, Redaction, State
from beholden.site.redactions.tests.made import COPY, START, a_copy
from beholden.site.redactions.tests.test_nothing_is_published_without_reviewed_masks import agreed, engine_done
from beholden.site.requests import services as requests
from beholden.site.requests.tests.made import second_manager


def send(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "key-00000001") -> Any:
    """A writing call."""
    headers = {"Idempotency-Key": key}
    return client.post(f"/api{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def wish(camera: str, seconds: int = 30, **more: Any) -> dict[str, Any]:
    return {"camera": camera, "from": START.isoformat(), "to": (START + timedelta(seconds=seconds)).isoformat(), **more}


def played(client: Client, code: str) -> bytes:
    """The copy, watched to its end in pieces."""
    look = client.post(f"/api/redactions/{code}/watch")
    assert look.status_code == 201, look.content
    data = b""
    while len(data) < look.json()["bytes"]:
        data += client.get(look.json()["address"], headers={"Range": f"bytes={len(data)}-"}).content
    return data


def test_from_a_request_to_what_is_published(recorded: Stage) -> None:
    guard, other = sign_in(recorded.cast.guard), sign_in(second_manager(recorded.cast))
    request = agreed(recorded, "publication")
    first, again = (send(guard, f"/requests/{request.code}/copies", wish(recorded.gate.code)) for _ in range(2))
    assert (first.status_code, first.json()) == (201, again.json())
    made = Redaction.objects.get()
    assert AccessEntry.objects.get(number=made.entry).purpose_note == request.number
    early = guard.post(f"/api/redactions/{made.code}/watch")
    assert (early.status_code, early.json()["code"]) == (409, "not_now")
    engine_done(made)
    told = guard.get(f"/api/redactions/{made.code}").json()
    assert (told["state"], told["blank"], told["acts"]["confirm"]["allowed"]) == ("review", [[1.0, 2.5]], False)
    assert told["altered"] == [[4.0, 34.0]]
    tracks = guard.get(f"/api/redactions/{made.code}/tracks").json()["tracks"]
    assert [one["number"] for one in tracks] == [1, 2, 3]
    refused = send(other, f"/redactions/{made.code}/acts/confirm", {"says": "没有看"})
    assert (refused.status_code, refused.json()["cite"]) == (409, "R22")
    assert "还没有看过" in refused.json()["detail"]
    assert played(other, made.code) == COPY
    done = send(other, f"/redactions/{made.code}/acts/confirm", {"says": "从头到尾看过"}, "key-00000002")
    assert (done.status_code, done.json()["state"]) == (200, "confirmed")
    assert guard.post(f"/api/redactions/{made.code}/download").status_code == 409
    requests.act(recorded.cast.manager, request, "publish", {"says": "寻人启事"})
    manager = sign_in(recorded.cast.manager)
    taken = manager.post(f"/api/redactions/{made.code}/download")
    assert b"".join(taken.streaming_content) == COPY
    assert AccessEntry.objects.filter(action="export", result="granted").count() == 1
    assert guard.get(f"/api/requests/{request.code}").json()["copies"] == [{"code": made.code, "state": "released"}]


def test_masks_are_decided_with_reasons_and_each_mistake_is_named(recorded: Stage) -> None:
    guard = sign_in(recorded.cast.guard)
    made = a_copy(recorded)
    path = f"/redactions/{made.code}/changes"
    area = {"do": "polygon", "points": [[0.1, 0.2], [0.4, 0.2], [0.4, 0.6]], "from_s": 1, "to_s": 2.5}
    for place, (body, field) in enumerate(
        [
            ({"do": "uncover", "tracks": [1]}, "reason"),
            ({"do": "uncover", "tracks": [99], "reason": "申请人本人"}, "tracks"),
            ({**area, "points": [[0.1, 0.2], [1.4, 0.2], [0.4, 0.6]], "reason": "招牌"}, "points"),
            ({**area, "to_s": 0.5, "reason": "招牌"}, "to_at"),
        ]
    ):
        answer = send(guard, path, body, f"key-0000001{place}")
        assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    assert send(guard, path, {"do": "forget"}, "key-00000020").status_code == 422
    assert send(guard, path, {"do": "uncover", "tracks": [1], "reason": "申请人本人"}, "key-00000021").json()["changed"]
    assert send(guard, path, {**area, "reason": "店名"}, "key-00000022").status_code == 200
    late = send(guard, path, {**area, "reason": "店名", "revision": 1}, "key-00000023")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    now = guard.get(f"/api/redactions/{made.code}/tracks").json()
    assert [(one["number"], one["open"]) for one in now["tracks"]] == [(1, "申请人本人"), (2, None), (3, None)]
    assert now["areas"][0]["points"][2] == pytest.approx([0.4, 0.6])
    gone = send(guard, path, {"do": "erase", "area": now["areas"][0]["area"], "reason": "画错了"}, "key-00000024")
    assert gone.status_code == 200
    applied = send(guard, f"/redactions/{made.code}/acts/apply", {}, "key-00000025")
    assert applied.json()["state"] == "making"


def test_nothing_outside_what_was_agreed_and_nobody_elses(recorded: Stage) -> None:
    guard, stranger = sign_in(recorded.cast.guard), sign_in(recorded.cast.other_manager)
    request = agreed(recorded, "individual")
    path = f"/requests/{request.code}/copies"
    longer = send(guard, path, wish(recorded.gate.code, 61))
    assert (longer.status_code, longer.json()["field"]) == (422, "to_at")
    assert "不在这件申请的录像时间之内" in longer.json()["detail"]
    assert send(guard, path, wish(recorded.till.code), "key-00000002").json()["code"] == "unknown_camera"
    assert send(stranger, path, wish(recorded.gate.code), "key-00000003").status_code == 404
    organ = agreed(recorded, "state_organ")
    assert send(guard, f"/requests/{organ.code}/copies", wish(recorded.gate.code), "key-00000004").status_code == 409
    assert not Redaction.objects.exists()
    made = a_copy(recorded)
    for method, address in (("get", ""), ("get", "/tracks"), ("post", "/watch"), ("post", "/download")):
        assert getattr(stranger, method)(f"/api/redactions/{made.code}{address}").status_code == 404
    assert guard.get("/api/redactions").json()["redactions"][0]["code"] == made.code
    assert stranger.get("/api/redactions").json()["redactions"] == []


def test_a_preview_needs_a_purpose_and_is_asked_once_for_a_key(recorded: Stage) -> None:
    path, body = "/redactions", wish(recorded.gate.code)
    silent = send(sign_in(recorded.cast.guard, None), path, body)
    assert (silent.status_code, silent.json()["code"], silent.json()["cite"]) == (403, "no_purpose", "R16(2)(3)")
    browser = sign_in(recorded.cast.guard, "incident", "有人翻墙")
    first, again = (send(browser, path, body, "key-00000002") for _ in range(2))
    assert (first.status_code, first.json()["code"]) == (201, again.json()["code"])
    assert Redaction.objects.get().aim == Aim.MOSAIC
    hidden = browser.get(f"/api/redactions/{first.json()['code']}/tracks")
    assert hidden.status_code == 404, "a mosaic has none"
    services.act(recorded.cast.guard, Redaction.objects.get(), "cancel")
    assert Redaction.objects.get().state == State.CANCELLED
    assert browser.get("/api/redactions?view=all").json()["redactions"][0]["state"] == "cancelled"
