"""`law/cases` on the re-inspection, through the room: the order's clock says what the lawyer's case expects (M15)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import lawful, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests.made import FILED, SIGN, WORDS, at, drafted, found, fresh, handed, proof, refused
from tests.law_cases import law_cases

CASES = [case for case in law_cases("inspection") if case.get("rule") == "reinspection.term"]
DUE = [case for case in CASES if case["ask"] == "due"]
FIRST = date(2026, 3, 2)


def clock(order: Order) -> Deadline:
    return Deadline.objects.get(subject_code=order.code, rule="reinspection.term", ended_at__isnull=True)


def agrees(found: Deadline, expect: dict[str, Any]) -> None:
    for name in ("due", "strict", "provisional", "calendar"):
        if name in expect:
            assert getattr(found, name) == expect[name], name


def test_there_are_cases() -> None:
    assert len(DUE) >= 10


@pytest.mark.parametrize("case", DUE, ids=lambda case: str(case["name"]))
def test_from_the_day_of_an_immediate_order_and_the_expiry_of_a_time_limited_one(
    cast: Cast, case: dict[str, Any]
) -> None:
    by, first = cast.station_officer, case["date"] - timedelta(days=9)
    visit = found(cast, SIGN, FILED, now=at(first))
    at_once = services.draft_from(visit, by, ["P-0a"], kind="immediate", wording=WORDS, now=at(case["date"]))
    at_once = services.issue(by, at_once, now=at(case["date"]))
    assert clock(at_once).started == case["date"]
    agrees(clock(at_once), case["expect"])

    words = services.Wording("完成备案", 9, "九天足够")
    limited = services.draft_from(visit, by, ["P-29"], kind="time_limited", wording=words, now=at(first))
    services.issue(by, limited, now=at(first))
    services.serve(by, limited, handed(first), proof(), now=at(first))
    limited = fresh(limited)
    assert limited.expires_on == case["date"]
    agrees(clock(limited), case["expect"])
    assert limited.due == case["expect"]["due"]


def test_before_the_provisions_no_clock_is_guessed(cast: Cast) -> None:
    refusing = [case for case in CASES if case["ask"] == "refused"]
    assert refusing
    order = drafted(cast, now=at(FIRST))
    for case in refusing:
        early = refused(lambda day=case["date"]: services.issue(cast.station_officer, order, now=at(day)))
        assert early.code == "no_law"
    assert (fresh(order).state, Deadline.objects.filter(subject_code=order.code).count()) == ("drafted", 0)


def test_the_visit_is_planned_for_the_first_working_day_after(cast: Cast) -> None:
    order = Order(kind="time_limited", expires_on=date(2026, 2, 13), issued_on=date(2026, 2, 1))
    assert lawful.working_day_after(order.expires_on, date(2026, 2, 1)) == date(2026, 2, 14)  # a Saturday worked
    assert lawful.working_day_after(date(2026, 2, 14), date(2026, 2, 1)) == date(2026, 2, 24)  # spring festival
    assert lawful.working_day_after(date(2026, 2, 14), date(2026, 3, 7)) == date(2026, 3, 9)  # late: not in the past
