"""A unit's script reads its orders and reports a correction once, however often it is sent."""

from __future__ import annotations

import json
from typing import Any

import time_machine
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders.tests.made import NOW, fresh, issued, served


def send(client: Client, code: str, key: str, **body: Any) -> Any:
    headers = {"Idempotency-Key": key}
    return client.post(f"/api/orders/{code}/report", json.dumps(body), content_type="application/json", headers=headers)


@time_machine.travel(NOW, tick=False)
def test_a_report_sent_twice_stands_once(cast: Cast, client: Client) -> None:
    order = served(cast, "time_limited")
    client.force_login(cast.manager)
    assert [one["code"] for one in client.get("/api/orders").json()["orders"]] == [order.code]
    first = send(client, order.code, "report-0001", text="已经完成备案", asks_early=True)
    again = send(client, order.code, "report-0001", text="已经完成备案", asks_early=True)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first.json()["state"], fresh(order).reports.count()) == ("reported", 1)
    other = send(client, order.code, "report-0001", text="另一份报告")
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert send(client, order.code, "", text="没有钥匙").json()["code"] == "key_needed"
    assert client.get(f"/api/orders/{order.code}").json()["reports"][0]["asks_early"] is True


@time_machine.travel(NOW, tick=False)
def test_what_is_not_ones_own_is_not_there(cast: Cast, client: Client) -> None:
    order = issued(cast, "time_limited")
    client.force_login(cast.manager)
    assert client.get(f"/api/orders/{order.code}").status_code == 404  # not served yet
    officer = Client()
    officer.force_login(cast.station_officer)
    refused = send(officer, order.code, "report-0002", text="民警不能替单位报告")
    assert (refused.status_code, refused.json()["cite"]) == (409, "M15")
    assert fresh(order).reports.count() == 0
