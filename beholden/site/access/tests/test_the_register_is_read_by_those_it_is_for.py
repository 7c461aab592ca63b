"""Who reads which entries, in which order, with which filters, at what price (R16(2)(3), three-way separation)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beholden.ground.people.tests.cast import PARTS
from beholden.site.access import queries
from beholden.site.access.models import AccessEntry, AccessUse, RegisterHead
from beholden.site.access.queries import Filters
from beholden.site.access.tests.stage import Stage, ask, recording, remove, sign_in

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def _fill(stage: Stage, count: int, **more: Any) -> None:
    """``count`` entries of the guard, a minute apart, as rows: the log is not asked here."""
    head = RegisterHead.objects.get_or_create(pk=1)[0]
    guard = stage.cast.guard
    first = head.number + 1
    usual = {
        "account": guard,
        "username": guard.username,
        "name": guard.name,
        "unit": stage.cast.unit.name,
        "purpose": "duty",
        "action": "live",
        "camera": stage.gate,
        "owner": stage.cast.unit,
        "camera_code": stage.gate.code,
        "camera_name": stage.gate.name,
        "result": "granted",
        **more,
    }
    entries = [
        AccessEntry(
            number=number, at=AT + timedelta(minutes=number), log_index=number, leaf_hash=f"{number:064x}", **usual
        )
        for number in range(first, first + count)
    ]
    AccessEntry.objects.bulk_create(entries)
    AccessUse.objects.bulk_create([AccessUse(entry=entry) for entry in entries if entry.result == "granted"])
    RegisterHead.objects.filter(pk=1).update(number=first + count - 1)


def _numbers(page: Any) -> list[int]:
    return [int(number) for number in re.findall(r'<a href="/register/\d+">No\.(\d+)</a>', page.content.decode())]


@pytest.fixture
def four(stage: Stage) -> Stage:
    """1 the guard's own, 2 the manager's, 3 the foreign guard's at our gate (refused), 4 ours at theirs (refused)."""
    recording(stage.gate)
    for who, camera in (("guard", "gate"), ("manager", "gate"), ("other_guard", "gate"), ("guard", "foreign")):
        ask(sign_in(getattr(stage.cast, who)), getattr(stage, camera).code, "live")
    return stage


def test_each_reads_what_is_theirs_on_the_page_and_in_the_api(four: Stage) -> None:
    expected = {
        "guard": [4, 1],
        "manager": [4, 3, 2, 1],
        "other_guard": [3],
        "other_manager": [4, 3],
        "auditor": [4, 3, 2, 1],
    }
    for part in PARTS:
        client = sign_in(getattr(four.cast, part), None)
        page, api = client.get("/register"), client.get("/api/register")
        if part not in expected:
            assert (page.status_code, api.status_code, client.get("/register/1").status_code) == (403, 403, 403), part
            continue
        assert _numbers(page) == [entry["number"] for entry in api.json()["entries"]] == expected[part], part
        for number in (1, 2, 3, 4, 99):
            there = number in expected[part]
            assert client.get(f"/register/{number}").status_code == (200 if there else 404), (part, number)
            assert client.get(f"/api/register/{number}").status_code == (200 if there else 404), (part, number)


def test_nobody_signed_in_is_sent_to_the_door(stage: Stage) -> None:
    for address in ("/register", "/register/1", "/wall", "/play", "/duty"):
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in"), address


def test_an_entry_says_everything_the_law_asks_and_that_the_log_agrees(four: Stage) -> None:
    page = sign_in(four.cast.auditor, None).get("/register/1")
    text = page.content.decode()
    for words in ("No.1", "值班监看", "实时查看", "01 大门", "城南商场有限公司", "王保安", "10.1.2.3", "商场视频系统"):
        assert words in text, words
    assert page.context["proof"].holds
    assert AccessEntry.objects.get(number=1).leaf_hash in text
    refused = sign_in(four.cast.auditor, None).get("/register/3").content.decode()
    assert "没有这台摄像机" in refused


def test_a_page_is_fifty_and_leads_on_by_number_both_ways(stage: Stage) -> None:
    _fill(stage, 120)
    client = sign_in(stage.cast.auditor, None)
    seen, address = [], "/register"
    for size in (50, 50, 20):
        page = client.get(address)
        assert len(_numbers(page)) == size
        seen += _numbers(page)
        address = "/register" + page.context["older"]
    assert seen == list(range(120, 0, -1))
    assert page.context["older"] == ""
    back = client.get("/register" + page.context["newer"])
    assert _numbers(back) == list(range(70, 20, -1))
    again = client.get("/register" + back.context["newer"])
    assert _numbers(again) == list(range(120, 70, -1))
    assert again.context["newer"] == ""


def test_new_entries_do_not_move_the_page_somebody_reads(stage: Stage) -> None:
    _fill(stage, 60)
    client = sign_in(stage.cast.auditor, None)
    older = "/register" + client.get("/register").context["older"]
    before = _numbers(client.get(older))
    _fill(stage, 7)
    assert _numbers(client.get(older)) == before == list(range(10, 0, -1))


def test_filters_stand_in_the_address_and_survive_turning_the_page(stage: Stage) -> None:
    _fill(stage, 60)
    _fill(stage, 60, action="playback", starts=AT, ends=AT + timedelta(minutes=1), purpose="incident")
    client = sign_in(stage.cast.auditor, None)
    page = client.get("/register", {"action": "playback", "person": "王", "camera": "大门"})
    assert _numbers(page) == list(range(120, 70, -1))
    older = page.context["older"]
    assert "action=playback" in older
    assert _numbers(client.get("/register" + older)) == list(range(70, 60, -1))


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"result": "refused"}, [4, 3]),
        ({"result": "granted"}, [2, 1]),
        ({"person": "manager"}, [2]),
        ({"person": "赵"}, [3]),
        ({"purpose": "incident"}, []),
        ({"camera": "大门"}, [2, 1]),
        ({"until": "2020-01-01T00:00"}, []),
        ({"since": "2020-01-01T00:00"}, [4, 3, 2, 1]),
        ({"since": "whenever"}, [4, 3, 2, 1]),
        ({"action": "dance"}, [4, 3, 2, 1]),
        ({"before": "3"}, [2, 1]),
        ({"before": "-3"}, [4, 3, 2, 1]),
        ({"before": "x" * 900}, [4, 3, 2, 1]),
    ],
    ids=str,
)
def test_each_filter_finds_its_entries_and_nonsense_is_left_out(
    four: Stage, asked: dict[str, str], numbers: list[int]
) -> None:
    page = sign_in(four.cast.auditor, None).get("/register", asked)
    assert (page.status_code, _numbers(page)) == (200, numbers)


def test_a_filter_by_time_is_in_the_local_time_of_the_installation(four: Stage) -> None:
    account, at = four.cast.auditor, AccessEntry.objects.get(number=2).at
    inside = Filters(since=at, until=at + timedelta(microseconds=1))
    assert [one.number for one in queries.page(account, inside).entries] == [2]
    local = timezone.localtime(timezone.now() + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M")
    client = sign_in(account, None)
    assert _numbers(client.get("/register", {"until": local})) == [4, 3, 2, 1]
    assert _numbers(client.get("/register", {"since": local})) == []


def test_a_filter_by_a_time_before_all_time_is_told_and_left_out(four: Stage) -> None:
    client = sign_in(four.cast.auditor, None)
    for at in ("0001-01-01T00:00", "9999-12-31T23:59"):
        page = client.get("/register", {"since": at})
        assert (page.status_code, len(page.context["rows"])) == (200, 4)
        assert "since" in page.context["form"].errors
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:00-12:00"):
        assert client.get("/api/register", {"from": at}).json()["code"] == "time"


def test_the_price_of_a_page_does_not_grow_with_its_rows(stage: Stage, django_assert_max_num_queries: Any) -> None:
    _fill(stage, 5)
    client = sign_in(stage.cast.manager, None)
    with django_assert_max_num_queries(6) as few:
        client.get("/register")
    _fill(stage, 200)
    with django_assert_max_num_queries(6) as many:
        assert len(_numbers(client.get("/register"))) == 50
    assert len(few) == len(many)
    with django_assert_max_num_queries(8):
        client.get("/register/3")


def test_the_auditor_is_told_of_missing_numbers(stage: Stage) -> None:
    _fill(stage, 5)
    client = sign_in(stage.cast.auditor, None)
    assert client.get("/register").context["missing"] == []
    remove(3)
    page = client.get("/register")
    assert page.context["missing"] == [3]
    assert "登记簿缺号" in page.content.decode()


def test_nothing_in_the_register_can_be_posted_away(four: Stage) -> None:
    client = sign_in(four.cast.auditor, None)
    for address in ("/register", "/register/1", "/api/register", "/api/register/1"):
        for method in (client.post, client.put, client.patch, client.delete):
            assert method(address).status_code == 405, (address, method)
    assert AccessEntry.objects.count() == 4
