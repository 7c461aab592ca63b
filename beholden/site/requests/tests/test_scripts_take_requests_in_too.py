"""The API of requests: what the desk does, with keys and problem details that cite; never who asks (R20, R21)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.tests.made import a_system
from beholden.site.requests.models import FootageRequest
from beholden.site.requests.tests.made import FULL, PDF, SHA

pytestmark = pytest.mark.django_db


def signed_in(account: Any) -> Client:
    """A script with this account's session."""
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def send(client: Client, path: str, body: dict[str, Any], key: str = "key-00000001") -> Any:
    """A writing call."""
    headers = {"Idempotency-Key": key}
    return client.post(f"/api{path}", json.dumps(body), content_type="application/json", headers=headers)


def wish(system: Any, **more: Any) -> dict[str, Any]:
    """An organ's request for an hour of one camera."""
    begin = timezone.now() - timedelta(days=1)
    span = {"from": begin.isoformat(), "to": (begin + timedelta(hours=1)).isoformat()}
    cameras = [system.cameras.order_by("pk")[0].code]
    return {"kind": "state_organ", "system": system.code, "cameras": cameras, **span, **FULL["state_organ"], **more}


def test_from_taking_in_to_handing_over_and_a_retry_does_nothing_twice(cast: Cast) -> None:
    system = a_system(cast.manager)
    guard, manager = signed_in(cast.guard), signed_in(cast.manager)
    first, again = (send(guard, "/requests", asked) for asked in [wish(system)] * 2)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert FootageRequest.objects.count() == 1
    told = first.json()
    code = told["code"]
    assert "陈警官" not in first.content.decode()
    assert not told["acts"]["approve"]["allowed"]
    early = send(manager, f"/requests/{code}/acts/approve", {"says": "同意"}, "key-00000002")
    assert (early.status_code, early.json()["code"], early.json()["cite"]) == (409, "not_now", "R20")
    paper = SimpleUploadedFile("通知书.pdf", PDF)
    assert guard.post(f"/api/requests/{code}/papers", {"file": paper}).status_code == 201
    own = send(guard, f"/requests/{code}/acts/approve", {"says": "同意"}, "key-00000003")
    assert own.status_code == 409
    done = send(manager, f"/requests/{code}/acts/approve", {"says": "范围必需"}, "key-00000002")
    assert (done.status_code, done.json()["state"]) == (200, "approved")
    stale = send(guard, f"/requests/{code}/acts/withdraw", {"says": "不要了", "revision": 1}, "key-00000004")
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    back_by = (timezone.localdate() + timedelta(days=20)).isoformat()
    receipt = {"party": "陈警官 0312", "medium": "U 盘一个", "sha256": SHA, "back_by": back_by}
    handed = send(guard, f"/requests/{code}/acts/hand_over", receipt, "key-00000005").json()
    assert (handed["state"], handed["back_by"], len(handed["documents"])) == ("handed", back_by, 1)
    assert guard.get("/api/requests?view=handed").json()["requests"][0]["code"] == code


def test_what_is_refused_names_field_and_article_and_others_find_nothing(cast: Cast) -> None:
    system = a_system(cast.manager)
    guard = signed_in(cast.guard)
    year = (timezone.now() - timedelta(days=365)).isoformat()
    wide = send(guard, "/requests", wish(system, **{"from": year}))
    assert (wide.status_code, wide.json()["cite"], wide.json()["field"]) == (422, "R20", "to_at")
    assert "请缩小范围" in wide.json()["detail"]
    assert send(guard, "/requests", wish(system, organ="")).json()["field"] == "organ"
    assert send(guard, "/requests", wish(system, foreign=True)).json()["cite"] == "数据安全法36"
    assert send(guard, "/requests", {"kind": "whatever"}).status_code == 422
    assert not FootageRequest.objects.exists()
    code = send(guard, "/requests", wish(system)).json()["code"]
    for other in (cast.other_manager, cast.county_officer):
        assert signed_in(other).get(f"/api/requests/{code}").status_code == 404
    assert signed_in(cast.auditor).get(f"/api/requests/{code}").json()["acts"] == {}
    assert send(signed_in(cast.other_manager), "/requests", wish(system)).status_code == 404
    listed = signed_in(cast.county_officer).get("/api/requests")
    assert (listed.status_code, listed.json()["code"]) == (403, "not_yours")
    assert Client().get("/api/requests").status_code == 401
    assert send(guard, f"/requests/{code}/acts/dance", {}).status_code == 404
