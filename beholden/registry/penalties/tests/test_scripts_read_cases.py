"""A script reads cases as its person may: the unit its own from the notice on, with what it may do and why not."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.penalties import services
from beholden.registry.penalties.tests.made import BOSS, NOW, fresh, main, noticed, opened, propose, served

pytestmark = pytest.mark.django_db


def asked(account: Account | None, path: str) -> tuple[int, Any]:
    client = Client()
    if account is not None:
        client.force_login(account)
    answer = client.get(f"/api/penalties{path}")
    return answer.status_code, answer.json()


@time_machine.travel(NOW, tick=False)
def test_a_unit_reads_what_it_was_told_and_what_it_may_do(cast: Cast) -> None:
    quiet = opened(cast, inspection=None, unit=cast.unit)
    case = opened(cast, inspection=None, unit=cast.unit)
    services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
    case = propose(cast, fresh(case), 12_000)
    assert asked(cast.manager, f"/{case.code}")[0] == 404  # not before its notice
    services.give_notice(cast.county_officer, case, defence_until=NOW.date().replace(day=27), now=NOW)
    assert [one["code"] for one in asked(cast.manager, "")[1]["penalties"]] == [case.code]
    status, told = asked(cast.manager, f"/{case.code}")
    assert status == 200
    assert [(one["kind"], one["fine"], one["hearing_owed"]) for one in told["parties"]] == [("unit", 12_000, True)]
    assert told["defence_until"] == "2026-11-27"
    assert {name: told["clocks"][0][name] for name in ("rule", "due", "provisional")} == {
        "rule": "hearing.request.term",
        "due": "2026-11-27",
        "provisional": False,
    }
    acts = {one["act"]: one for one in told["acts"]}
    assert (acts["ask_hearing"]["allowed"], acts["ask_hearing"]["cite"]) == (True, "行政处罚法64(1)(1)")
    assert (acts["withdraw_hearing"]["allowed"], "已告知" in acts["withdraw_hearing"]["why"]) == (False, True)
    assert asked(cast.other_manager, f"/{case.code}")[0] == 404
    assert asked(cast.manager, f"/{quiet.code}")[0] == 404
    assert asked(None, "")[0] == 401


@time_machine.travel(NOW, tick=False)
def test_officers_read_more_and_nobody_reads_a_person(cast: Cast) -> None:
    case = opened(cast, inspection=None, unit=cast.unit)
    services.add_responsible(cast.county_officer, case, BOSS, now=NOW)
    for account, clocks in ((cast.county_officer, True), (cast.city_officer, False)):
        status, found = asked(account, f"/{case.code}")
        assert (status, len(found["parties"]), bool(found["clocks"])) == (200, 2, clocks)
        assert BOSS.name not in str(found)
    assert asked(cast.other_county_officer, f"/{case.code}")[0] == 404
    status, problem = asked(cast.county_officer, "/k-none")
    assert (status, problem["code"]) == (404, "not_found")


def test_what_is_left_to_pay_stands_there_and_lists_go_on(cast: Cast) -> None:
    with time_machine.travel(NOW, tick=False):
        noticed(cast, inspection=None, unit=cast.unit)
    case = served(cast, inspection=None, unit=cast.unit)
    with time_machine.travel(case.changed_at, tick=False):
        found = asked(cast.manager, f"/{case.code}")[1]
        assert found["parties"][0]["owing"] == {"paid": 0, "surcharge": 0, "left": main(case).fine}
        assert (found["outcome"], found["state"]) == ("penalty", "served")
        listed = asked(cast.county_officer, "?view=unpaid")[1]
        assert [one["code"] for one in listed["penalties"]] == [case.code]
