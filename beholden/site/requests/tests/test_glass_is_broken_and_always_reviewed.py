"""Break-glass: a reason before the first picture, short, every look known, an alarm until another person reviewed it.

A contractor's people look only while the agreement runs and settles confidentiality (R15(2), R16(2)(2), R19).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from beholden.ground.people import services as people
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.footage_maker import record
from beholden.site.access.tests.stage import Stage, ask, make_stage, sign_in
from beholden.site.dossiers import services as dossiers
from beholden.site.dossiers.models import DossierEntry
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings.models import Alarm
from beholden.site.requests import emergencies, services
from beholden.site.requests.models import EmergencyAccess
from beholden.site.requests.tests.made import NOW, a_contractors_guard

pytestmark = pytest.mark.django_db
WHY = "收银台有人倒地，无人值守"
START = NOW - timedelta(hours=2)


@pytest.fixture
def stage(cast: Cast) -> Stage:
    made = make_stage(cast)
    record(settings.DATA, made.gate.code, START)
    return made


def look(browser: Client, stage: Stage, at: datetime = START) -> int:
    answer = ask(browser, stage.gate.code, "playback", at + timedelta(seconds=1), at + timedelta(seconds=20))
    return int(answer.status_code)


def granted(cast: Cast, guard: Account, stage: Stage) -> None:
    people.grant(
        cast.security_admin, guard, system=stage.system, actions=["playback"], starts=NOW, ends=NOW + timedelta(days=9),
        purpose="协议约定的值守", at=NOW,
    )  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_an_emergency_opens_for_half_an_hour_and_rings_until_reviewed(cast: Cast, stage: Stage) -> None:
    guard = a_contractors_guard(cast, stage.system)
    browser = sign_in(guard)
    with time_machine.travel(NOW - timedelta(seconds=1), tick=False):
        assert look(browser, stage) == 404
    assert browser.post("/emergency", {"system": stage.system.code, "reason": " "}).status_code == 422
    assert not EmergencyAccess.objects.exists()
    assert browser.post("/emergency", {"system": stage.system.code, "reason": WHY}).status_code == 302
    made = EmergencyAccess.objects.get()
    assert look(browser, stage) == 201
    entry = AccessEntry.objects.latest("number")
    assert (entry.purpose, entry.purpose_note.startswith(f"紧急查看 {made.code}")) == ("incident", True)
    assert "01 大门" in browser.get("/wall").content.decode()
    assert [one.number for one in emergencies.looks(made)] == [entry.number]
    assert Alarm.objects.filter(kind="emergency", ended_at__isnull=True).count() == 1
    with time_machine.travel(NOW + emergencies.TERM, tick=False):
        assert look(browser, stage) == 404
    for wrong in (cast.manager, cast.system_admin, guard):
        with pytest.raises(Refused, match="复核"):
            services.review(wrong, made, "justified", "属实", now=NOW)
    with pytest.raises(Refused, match="意见"):
        services.review(cast.auditor, made, "justified", "", now=NOW)
    services.review(cast.auditor, made, "justified", "看过三个画面，情况属实", now=NOW + timedelta(hours=1))
    assert not Alarm.objects.filter(kind="emergency", ended_at__isnull=True).exists()
    with pytest.raises(Refused, match="已经复核"):
        services.review(cast.security_admin, made, "unjustified", "再看一次", now=NOW)
    made.refresh_from_db()
    made.reviewed_by = guard
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_whoever_was_not_reviewed_in_time_waits_and_others_have_no_such_way(cast: Cast, stage: Stage) -> None:
    guard = a_contractors_guard(cast, stage.system)
    first = services.break_glass(guard, stage.system, WHY, now=NOW)
    assert services.break_glass(guard, stage.system, WHY, now=NOW + timedelta(minutes=5)).pk == first.pk
    late = NOW + emergencies.REVIEW_WITHIN + timedelta(minutes=1)
    with pytest.raises(Refused, match="还没有复核"):
        services.break_glass(guard, stage.system, WHY, now=late)
    services.review(cast.security_admin, first, "unjustified", "可以等授权", now=late)
    assert services.break_glass(guard, stage.system, WHY, now=late).pk != first.pk
    for account in (cast.manager, cast.other_guard, cast.county_officer, cast.auditor, cast.resident):
        with pytest.raises(Refused):
            services.break_glass(account, stage.system, WHY, now=NOW)


@time_machine.travel(NOW, tick=False)
def test_a_contractors_grant_opens_nothing_without_a_running_agreement(cast: Cast, stage: Stage) -> None:
    guard = a_contractors_guard(cast, stage.system, confidential=False)
    granted(cast, guard, stage)
    browser = sign_in(guard)
    answer = ask(browser, stage.gate.code, "playback", START + timedelta(seconds=1), START + timedelta(seconds=20))
    assert (answer.status_code, answer.json()["code"], answer.json()["cite"]) == (403, "no_agreement", "R19")
    assert AccessEntry.objects.latest("number").why == "no_agreement"
    assert "01 大门" not in browser.get("/wall").content.decode()
    assert emergencies.systems_for(guard, NOW) == []
    with pytest.raises(Refused, match="委托协议"):
        services.break_glass(guard, stage.system, WHY, now=NOW)
    entry = DossierEntry.objects.get(kind="operation")
    given = {"title": entry.title, "party": entry.party, "from_on": "2026-02-01", "until_on": "2027-12-31"}
    kept = {"service": "maintenance", "number": entry.number, "signed_on": "2026-01-10", "confidential": True}
    dossiers.change(cast.manager, entry, {**given, **kept}, seen=None, now=NOW)
    assert look(browser, stage) == 201
    shown = browser.get(f"/media/play/{'x'}/index.m3u8")
    assert shown.status_code in (401, 403, 404)
    entry.refresh_from_db()
    dossiers.act(cast.manager, entry, "end", says="录像已返还，账号已停用", on="2026-11-20", now=NOW)
    assert look(browser, stage) == 403


@time_machine.travel(NOW, tick=False)
def test_a_revoked_grant_is_not_mended_by_an_emergency_and_nothing_is_taken_away(cast: Cast, stage: Stage) -> None:
    guard = a_contractors_guard(cast, stage.system)
    granted(cast, guard, stage)
    people.revoke(cast.security_admin, guard.grants.get(), why="私自给他人看", at=NOW)
    services.break_glass(guard, stage.system, WHY, now=NOW)
    browser = sign_in(guard)
    answer = ask(browser, stage.gate.code, "playback", START + timedelta(seconds=1), START + timedelta(seconds=20))
    assert (answer.status_code, answer.json()["code"]) == (403, "grant_revoked")
    from beholden.site.access.permissions import closed

    assert closed(guard, stage.gate, "export", NOW) != ""
