"""The API of exports: the same door and register as the pages, keys, problem details that cite (R16(2), R20)."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

from django.test import Client

from beholden.ground.calls.models import Call
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports import services
from beholden.site.exports.models import Export
from beholden.site.exports.tests.conftest import START


def send(client: Client, path: str, body: dict[str, Any] | None = None, key: str = "key-00000001") -> Any:
    """A writing call."""
    headers = {"Idempotency-Key": key}
    return client.post(f"/api{path}", json.dumps(body or {}), content_type="application/json", headers=headers)


def wish(*cameras: str, **more: Any) -> dict[str, Any]:
    """A minute of these cameras."""
    begin = START + timedelta(seconds=10)
    return {"cameras": cameras, "from": begin.isoformat(), "to": (begin + timedelta(minutes=1)).isoformat(), **more}


def test_a_script_asks_waits_and_fetches_and_a_retry_asks_once(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager, "incident", "车辆刮擦")
    first, again = (send(client, "/exports", wish(recorded.gate.code)) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert Export.objects.count() == 1
    assert AccessEntry.objects.filter(action="export", result="granted").count() == 1
    code = first.json()["code"]
    told = client.get(f"/api/exports/{code}").json()
    assert (told["state"], told["form"], told["acts"]["download"]["allowed"]) == ("building", "evidence", False)
    assert "还在制作" in told["acts"]["download"]["why"]
    early = client.post(f"/api/exports/{code}/download")
    assert (early.status_code, early.json()["code"], early.json()["cite"]) == (409, "not_now", "R16(2)(3)")
    assert services.make_all() == 1
    data = b"".join(client.post(f"/api/exports/{code}/download").streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
    assert AccessEntry.objects.filter(action="export", result="granted").count() == 2
    assert client.get("/api/exports").json()["exports"][0]["code"] == code
    removed = send(client, f"/exports/{code}/acts/remove", key="key-00000002")
    assert (removed.status_code, removed.json()["state"]) == (200, "removed")


def test_what_is_refused_says_why_on_which_article_and_the_key_may_be_used_again(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager, None)
    asked = wish(recorded.gate.code)
    bare = send(client, "/exports", asked)
    assert (bare.status_code, bare.json()["code"]) == (403, "no_purpose")
    assert bare["Content-Type"] == "application/problem+json"
    assert not Call.objects.exists()
    client = sign_in(recorded.cast.manager)
    assert send(client, "/exports", asked, "short").json()["code"] == "key_needed"
    assert send(client, "/exports", {**asked, "to": asked["from"]}).status_code == 422
    assert send(client, "/exports", wish("k-nowhere")).status_code == 404
    assert send(client, "/exports", wish(recorded.foreign.code)).status_code == 404
    assert send(client, "/exports", {**asked, "form": "whatever"}).status_code == 422
    assert send(client, "/exports", asked).status_code == 201
    other = send(client, "/exports", {**asked, "form": "viewing"})
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    guard = sign_in(recorded.cast.guard)
    refused = send(guard, "/exports", asked)
    assert refused.status_code == 403
    assert refused.json()["number"] == AccessEntry.objects.latest("number").number
    assert guard.get(f"/api/exports/{Export.objects.get().code}").status_code == 404
    admin = sign_in(recorded.cast.system_admin, None).get("/api/exports")
    assert (admin.status_code, admin.json()["cite"]) == (403, "R16(2)(2)")


def test_a_call_cut_off_half_way_is_not_done_twice(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager)
    assert send(client, "/exports", wish(recorded.gate.code)).status_code == 201
    Call.objects.update(status=None, answer=None)  # killed before the answer was kept
    again = send(client, "/exports", wish(recorded.gate.code))
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    assert Export.objects.count() == 1
