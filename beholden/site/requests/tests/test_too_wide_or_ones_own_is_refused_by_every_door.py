"""All cameras for a year, and a request approved by who took it in: refused by service, page, API and public form."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from beholden.ground.people.tests.cast import Cast
from beholden.site.access.tests.stage import sign_in
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import a_system
from beholden.site.recordings.models import Hold
from beholden.site.requests import services
from beholden.site.requests.models import FootageRequest, RequestKind
from beholden.site.requests.tests.made import FULL, NOW, a_request

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", RequestKind.values)
def test_all_cameras_for_a_year_are_refused_with_the_article_and_nothing_is_kept(cast: Cast, kind: str) -> None:
    system, now = a_system(cast.manager), timezone.now().replace(microsecond=0)
    every = list(system.cameras.values_list("code", flat=True))
    year = {**FULL[kind], "cameras": every, "from_at": now - timedelta(days=365), "to_at": now - timedelta(hours=1)}
    with pytest.raises(Refused) as wide:
        services.file(cast.guard, system, kind, year, now=now)
    assert (wide.value.code, wide.value.field) == ("too_wide", "to_at")
    sent = {**year, "from_at": year["from_at"].isoformat(), "to_at": year["to_at"].isoformat(), "system": system.code}
    page = sign_in(cast.guard).post(f"/requests/new/{kind}?system={system.code}", sent)
    assert page.status_code == 422
    body = {**FULL[kind], "kind": kind, "system": system.code, "cameras": every}
    body |= {"from": sent["from_at"], "to": sent["to_at"]}
    headers = {"Idempotency-Key": "key-00000001"}
    called = sign_in(cast.guard).post(
        "/api/requests", json.dumps(body), content_type="application/json", headers=headers
    )
    assert (called.status_code, called.json()["code"], called.json()["cite"]) == (422, "too_wide", wide.value.cite)
    if kind == "individual":
        with pytest.raises(Refused, match="请缩小范围"):
            services.receive(system, "t-9", year, now=now)
    assert not FootageRequest.objects.exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize("kind", ["state_organ", "internal", "publication"])
def test_who_took_it_in_does_not_approve_it_by_any_door(cast: Cast, kind: str) -> None:
    made = a_request(cast.manager, a_system(cast.manager), kind)
    with pytest.raises(Refused, match="另一位负责人") as own:
        services.act(cast.manager, made, "approve", {"says": "同意"}, now=NOW)
    assert own.value.cite == "数据安全法35"
    browser = sign_in(cast.manager)
    browser.post(f"/requests/{made.code}/acts/approve", {"says": "同意", "revision": made.revision})
    headers = {"Idempotency-Key": "key-00000002"}
    called = browser.post(
        f"/api/requests/{made.code}/acts/approve", {"says": "同意"}, content_type="application/json", headers=headers
    )
    assert (called.status_code, called.json()["cite"]) == (409, "数据安全法35")
    made.refresh_from_db()
    assert made.state == "filed"
