"""The auditor's list: what is unusual and why, settled with words that stand in the log (R16(2)(2))."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from beholden.ground.people import services as people
from beholden.ground.people.tests.cast import Cast
from beholden.site.access.tests.footage_maker import record
from beholden.site.access.tests.stage import Stage, ask, make_stage, sign_in
from beholden.site.dossiers.refusals import Refused
from beholden.site.requests import services, unusual
from beholden.site.requests.tests.made import NOW

pytestmark = pytest.mark.django_db
MIDNIGHT = datetime.fromisoformat("2026-11-20T00:30:00+08:00")


@pytest.fixture
def stage(cast: Cast) -> Stage:
    made = make_stage(cast)
    record(settings.DATA, made.gate.code, MIDNIGHT - timedelta(hours=2))
    return made


def looks(stage: Stage, at: datetime, times: int, purpose: str = "duty", note: str = "") -> None:
    with time_machine.travel(at, tick=False):
        browser = sign_in(stage.cast.guard, purpose, note)
        start = MIDNIGHT - timedelta(hours=2)
        for _each in range(times):
            answer = ask(
                browser, stage.gate.code, "playback", start + timedelta(seconds=1), start + timedelta(seconds=9)
            )
            assert answer.status_code == 201, answer.content.decode()


def kinds(now: datetime) -> list[str]:
    return sorted(found.kind for found in unusual.findings(now))


def test_night_and_the_same_camera_are_shown_from_their_threshold_on(stage: Stage) -> None:
    looks(stage, MIDNIGHT, unusual.NIGHT - 1)
    assert kinds(NOW) == []
    looks(stage, MIDNIGHT, 1)
    assert kinds(NOW) == ["night"]
    looks(stage, MIDNIGHT, unusual.AGAIN - unusual.NIGHT)
    assert kinds(NOW) == ["again", "night"]
    (again, _night) = sorted(unusual.findings(NOW), key=lambda one: one.kind)
    assert "01 大门" in again.says
    with pytest.raises(Refused, match="意见"):
        services.settle(stage.cast.auditor, again.key, " ", now=NOW)
    with pytest.raises(Refused, match="审计员"):
        services.settle(stage.cast.manager, again.key, "查过了", now=NOW)
    services.settle(stage.cast.auditor, again.key, "当晚有人报失，逐段查找", now=NOW)
    assert kinds(NOW) == ["night"]
    with pytest.raises(Refused, match="已经复核"):
        services.settle(stage.cast.auditor, again.key, "再来一次", now=NOW)
    assert kinds(NOW + unusual.SPAN) == []


def test_an_investigation_without_a_request_and_an_old_grant_are_shown(stage: Stage) -> None:
    day = MIDNIGHT + timedelta(hours=9)
    looks(stage, day, 1, "internal", "查调〔2026〕0001号")
    assert kinds(day) == []
    looks(stage, day, 1, "internal", "有人说丢了东西")
    assert kinds(day) == ["no_case"]
    people.grant(
        stage.cast.security_admin, stage.cast.county_officer, camera=stage.gate, actions=["live"],
        starts=day - unusual.OLD_GRANT - timedelta(days=1), ends=day + timedelta(days=9), purpose="专项行动", at=day,
    )  # fmt: skip
    assert kinds(day) == ["grant", "no_case"]


def test_the_auditor_settles_on_the_page(stage: Stage) -> None:
    looks(stage, MIDNIGHT, unusual.NIGHT)
    browser = Client()
    browser.force_login(stage.cast.auditor)
    with time_machine.travel(NOW, tick=False):
        assert "夜间" in browser.get("/unusual").content.decode()
        key = unusual.findings(NOW)[0].key
        page = browser.post("/unusual", {"key": key, "words": "值班表上有其名"}, follow=True).content.decode()
    assert "已复核" in page
    assert "没有待复核的异常查看" in page
