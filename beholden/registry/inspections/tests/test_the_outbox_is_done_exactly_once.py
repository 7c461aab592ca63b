"""A phone's outbox: ids, conflicts, wrong clocks, damaged files; two hundred phones with duplicates, reorder, loss."""

from __future__ import annotations

import json
import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import letters, queries, wording
from beholden.registry.inspections.models import Answer, Evidence, Inspection, InspectionAct, OutboxAction
from beholden.registry.inspections.services import needs, outbox
from beholden.registry.inspections.tests.made import (
    JPEG,
    NOW,
    STROKE,
    action,
    begun,
    digest,
    fresh,
    planned,
    team,
)


def sent(account: Account, *actions: Any) -> list[str]:
    return [one["status"] for one in outbox.apply(account, list(actions), now=NOW)]


def test_a_whole_visit_from_a_phone_and_the_same_outbox_twice(cast: Cast) -> None:
    visit = planned(cast)
    officer = cast.station_officer
    actions = [
        action(visit, "begin", shown=["identification"]),
        *(action(visit, "answer", item=item, result="conform") for item in visit.items[1:]),
        action(visit, "answer", item=1, result="violation", note="安装者与场所没有关系"),
        action(visit, "evidence", kind="body_camera", reference="A-0013"),
        action(visit, "note", note="进门右侧设备间"),
        action(visit, "signature", signer="officer", manner="drawn", **STROKE),
        action(visit, "signature", signer="officer", manner="typed", account=cast.county_officer.code),
        action(visit, "signature", signer="unit", manner="refused", reason="对第一项有异议"),
        action(visit, "close"),
    ]
    first = outbox.apply(officer, actions, now=NOW)
    assert {one["status"] for one in first} == {"done"}
    assert first[-1]["current"]["state"] == "closed"
    acts = InspectionAct.objects.count()
    second = outbox.apply(officer, actions, now=NOW + timedelta(hours=1))
    assert [{**one, "status": "done"} for one in second] == first
    assert {one["status"] for one in second} == {"again"}
    assert (InspectionAct.objects.count(), Answer.objects.count()) == (acts, 7)
    assert [one.item for one in queries.findings(fresh(visit))] == [1]


def test_a_second_device_gets_a_conflict_with_what_stands_and_nothing_is_merged(cast: Cast) -> None:
    visit = begun(cast)
    assert sent(cast.station_officer, action(visit, "answer", item=2, result="conform")) == ["done"]
    late = action(visit, "answer", item=2, result="violation", note="标识被遮挡")
    (found,) = outbox.apply(cast.county_officer, [late], now=NOW)
    assert found["status"] == "conflict"
    assert (found["current"]["result"], found["current"]["revision"]) == ("conform", 1)
    assert found["current"]["by"] == cast.station_officer.name
    assert Answer.objects.get().result == "conform"
    chosen = action(visit, "answer", item=2, result="violation", note="标识被遮挡", base=1)
    assert sent(cast.county_officer, chosen) == ["done"]
    assert [one.superseded for one in Answer.objects.order_by("revision")] == [True, False]


def test_what_is_no_action_is_refused_in_one_sentence_and_the_rest_is_done(cast: Cast) -> None:
    visit = begun(cast)
    good = action(visit, "answer", item=1, result="conform")
    reused = {**good, "body": {"item": 2, "result": "conform"}}
    bad = [
        "x",
        {"id": "not a uuid"},
        action(visit, "dance"),
        {**action(visit, "answer", item=1, result="conform"), "at": "gestern"},
        {**action(visit, "answer", item=1, result="conform"), "at": "2026-11-20T10:00:00"},
        {**action(visit, "answer", item=1, result="conform"), "visit": "v-nothing"},
        action(visit, "answer", item=9, result="conform"),
        action(visit, "answer", item=99, result="conform"),
        action(visit, "answer", item=3, result="violation"),
        action(visit, "answer", item=3, result="conform", note="\u202e"),
        action(visit, "evidence", kind="photo", sha256="zz"),
        action(visit, "evidence", kind="photo"),
        action(visit, "evidence", kind="photo", sha256="0" * 64, lat=200, lon=1),
        action(visit, "signature", signer="officer", manner="drawn", path="<script>", width=1, height=1),
        action(visit, "answer", item=4, result="conform", note="长" * 2000),
        action(visit, "note", note="x" * 200_000),
        action(visit, "close"),
    ]
    results = outbox.apply(cast.station_officer, [*bad, good, reused], now=NOW)
    assert [one["status"] for one in results] == [*["refused"] * len(bad), "done", "refused"]
    assert all(one["why"] for one in results if one["status"] == "refused")
    assert "版本没有第 99 项" in results[7]["why"]
    assert "加查" in results[6]["why"]
    assert OutboxAction.objects.count() == 1
    assert sent(cast.supervisor, action(visit, "answer", item=1, result="conform", base=1)) == ["refused"]
    with pytest.raises(outbox.Refused, match="最多"):
        outbox.apply(cast.station_officer, ["x"] * 201, now=NOW)


def test_a_phone_clock_wrong_by_a_day_is_kept_said_and_never_corrected(cast: Cast) -> None:
    visit = begun(cast)
    day = 24 * 3600 * 1000
    ahead = action(visit, "answer", item=1, result="conform", at=NOW + timedelta(days=1), offset_ms=-day)
    assert sent(cast.station_officer, ahead) == ["done"]
    kept = Answer.objects.get()
    assert (kept.at_device, kept.offset_ms, kept.at_server) == (NOW + timedelta(days=1), -day, NOW)
    assert wording.clock(kept.at_device, kept.offset_ms, kept.at_server) == "设备时钟快 1 天，未作修正"
    printed = letters.record(fresh(visit), NOW)["items"][0]["provenance"]
    assert "2026-11-21 10:00（设备时钟快 1 天，未作修正）" in printed
    unknown = action(visit, "answer", item=2, result="conform", offset_ms=None)
    assert sent(cast.station_officer, unknown) == ["done"]
    assert wording.clock(NOW, None, NOW) == "设备时钟未核对"


@time_machine.travel(NOW, tick=False)
def test_a_damaged_photo_is_refused_waits_and_comes_again(cast: Cast) -> None:
    visit = begun(cast)
    browser = Client()
    browser.force_login(cast.station_officer, "django.contrib.auth.backends.ModelBackend")
    photo = action(visit, "evidence", kind="photo", item=2, sha256=digest(JPEG), name="标识.jpg", lat=39.6, lon=118.1)
    address = f"/api/inspections/outbox/{photo['id']}/file"

    def upload(data: bytes) -> Any:
        return browser.post(address, data, content_type="image/jpeg")

    assert upload(JPEG).status_code == 404  # the file before its action
    answer = browser.post("/api/inspections/outbox", json.dumps({"actions": [photo]}), content_type="application/json")
    assert [one["status"] for one in answer.json()["results"]] == ["done"]
    spoilt = upload(JPEG[:-1] + b"\x01")
    assert (spoilt.status_code, spoilt.json()["code"]) == (422, "damaged")
    assert not Evidence.objects.get().here
    assert any(one.what == "files" and not one.done for one in needs(fresh(visit)))
    assert upload(JPEG).json()["here"] is True
    assert upload(JPEG).json()["here"] is True
    held = browser.get("/api/inspections/today").json()["visits"][0]
    assert (held["code"], held["evidence"][0]["sha256"]) == (visit.code, digest(JPEG))
    assert held["checks"][1]["evidence"] == ["photo"]
    other = Client()
    other.force_login(cast.supervisor, "django.contrib.auth.backends.ModelBackend")
    assert other.post(address, JPEG, content_type="image/jpeg").status_code == 404


class Phone:
    """A phone on a bad line: keeps every action till its answer is heard, sends old ones again, in any order."""

    def __init__(self, account: Account, visit: Inspection, line: random.Random) -> None:
        self.account, self.visit, self.line = account, visit, line
        self.waiting = [action(visit, "answer", item=item, result="conform") for item in visit.items]
        more = 50 - len(self.waiting)
        self.waiting += [action(visit, "note", note=f"第 {number} 条") for number in range(more)]
        self.sent: list[dict[str, Any]] = []
        self.heard: dict[str, str] = {}

    def turn(self) -> int:
        batch = self.line.sample(self.waiting, min(len(self.waiting), 20))
        batch += self.line.sample(self.sent, min(len(self.sent), 5))
        batch += batch[:2]  # twice in the same sending
        results = outbox.apply(self.account, batch, now=NOW)
        self.sent += [one for one in batch if one not in self.sent]
        if self.line.random() < 0.3:
            return len(batch)  # done here, but the answer is lost
        for one in results:
            assert one["status"] in ("done", "again"), one
            self.heard[one["id"]] = one["status"]
        self.waiting = [one for one in self.waiting if one["id"] not in self.heard]
        return len(batch)


def many_phones(cast: Cast, phones: int, seed: int = 7) -> int:
    """How many actions were sent until every phone had heard of all of its own."""
    line = random.Random(seed)
    held = [
        Phone(team(cast)[number % 2], begun(cast, place=f"第 {number} 处", override_reason="演练用的检查"), line)
        for number in range(phones)
    ]
    total = 0
    while unheard := [phone for phone in held if phone.waiting]:
        total += line.choice(unheard).turn()
    for phone in held:
        assert phone.visit.answers.count() == 7
        assert not phone.visit.answers.filter(superseded=True).exists()
        notes = list(phone.visit.acts.filter(action="note").values_list("note", flat=True))
        assert sorted(notes) == sorted({f"第 {number} 条" for number in range(43)})
    assert OutboxAction.objects.count() == phones * 50
    return total


def test_few_phones_on_a_bad_line_have_exactly_once_effect(cast: Cast) -> None:
    assert many_phones(cast, 2) > 100


@pytest.mark.long
@pytest.mark.timeout(300)
def test_ten_thousand_actions_from_two_hundred_phones_have_exactly_once_effect(cast: Cast) -> None:
    assert many_phones(cast, 200) > 10_000


def test_an_id_of_somebody_else_tells_nothing(cast: Cast) -> None:
    visit = begun(cast)
    one = action(visit, "answer", item=1, result="conform", id=str(uuid.uuid4()))
    assert sent(cast.station_officer, one) == ["done"]
    (found,) = outbox.apply(cast.other_county_officer, [one], now=NOW)
    assert (found["status"], found["current"]) == ("refused", None)
