"""What a re-inspection recorded decides what may be written down; a refusal only comes from it (M15, PX-1)."""

from __future__ import annotations

from datetime import date
from typing import Any

from beholden.engines import rulebook
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import services as visiting
from beholden.registry.orders import lawful, queries, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.services import Ground
from beholden.registry.orders.tests.made import (
    NOW,
    at,
    found,
    fresh,
    handed,
    heard,
    issued,
    looked,
    proof,
    refused,
    served,
)

DAY = at(date(2026, 12, 1))


def blocked(order: Order, on: date) -> set[str]:
    facts: dict[str, Any] = {"place_category": "op_crowd", "party": "unit", **queries.facts(order)}
    return {block.code for block in lawful.book().penalty("P-29", on, "130203", facts).blocked}


def test_a_refusal_opens_the_fine_and_not_before(cast: Cast) -> None:
    order = served(cast, "time_limited")
    assert blocked(order, date(2026, 11, 25)) == {"not expired", "no refusal"}
    services.plan_due(DAY)
    assert blocked(fresh(order), date(2026, 12, 1)) == {"no refusal"}
    looked(cast, order, bad=[4], now=DAY)
    assert blocked(fresh(order), date(2026, 12, 1)) == {"no refusal"}  # found, but not recorded yet
    assert queries.refusal_of(order) is False
    empty = refused(lambda: services.conclude(cast.station_officer, order, result="refused", now=DAY))
    assert empty.field == "why"
    made = services.conclude(cast.station_officer, order, result="refused", why="负责人当场表示不备案", now=DAY)
    assert (made.refused, fresh(order).state) == (["P-29"], "closed_refused")
    assert queries.refusal_of(order) is True
    assert queries.refusal_of(order, "P-26") is False
    assert blocked(fresh(order), date(2026, 12, 2)) == set()


def test_the_answers_of_the_visit_bind_the_result(cast: Cast) -> None:
    visit = found(cast, 4, 7, now=NOW)
    words = services.Wording("备案并补足保存期限", 10, "需要扩容")
    by = cast.station_officer
    both = [Ground(4, "P-29"), Ground(7, "P-0b")]
    order = services.draft_from(visit, by, both, kind="time_limited", wording=words, now=NOW)
    order = services.issue(by, order, now=NOW)
    services.serve(by, order, handed(), proof(), now=NOW)
    early = refused(lambda: services.conclude(by, order, result="corrected", now=NOW))
    assert early.code == "not_now"
    services.plan_due(DAY)
    assert refused(lambda: services.conclude(by, order, result="corrected", now=DAY)).code == "not_closed"
    looked(cast, order, bad=[7], now=DAY)
    for result, code in (("corrected", "not_true"), ("not_yet", "not_early"), ("vanished", "no_choice")):
        assert refused(lambda r=result: services.conclude(by, order, result=r, why="看过了", now=DAY)).code == code
    wrong = refused(
        lambda: services.conclude(by, order, result="refused", why="不改", refused=["P-29"], now=DAY)
    )  # that one was put right
    assert wrong.code == "not_true"
    made = services.conclude(by, order, result="partly", why="硬盘已订购，未到货", now=DAY)
    assert (made.refused, fresh(order).state) == ([], "closed_partly")
    assert queries.refusal_of(order) is False
    assert [(one["item"], one["result"]) for one in made.found] == [(4, "conform"), (7, "violation")]
    told = {violation: queries.facts(fresh(order), violation)["corrected"] for violation in ("P-29", "P-0b", "")}
    assert told == {"P-29": True, "P-0b": False, "": False}  # each violation for itself
    follow = services.draft_from(
        fresh(order).reinspections.get().inspection, by, ["P-0b"], kind="time_limited", wording=words, now=DAY
    )
    assert follow.items == [7]  # what is left can be ordered anew from what was seen


def test_all_right_can_only_be_corrected(cast: Cast) -> None:
    order = served(cast, "time_limited")
    services.plan_due(DAY)
    looked(cast, order, now=DAY)
    for result in ("partly", "refused"):
        wrong = refused(
            lambda r=result: services.conclude(cast.station_officer, order, result=r, why="说不过去", now=DAY)
        )
        assert (wrong.code, wrong.cite) == ("not_true", "M15")
    assert fresh(order).state == "reinspecting"


def test_a_visit_nobody_was_let_into_is_no_re_inspection(cast: Cast) -> None:
    order = served(cast, "time_limited")
    services.plan_due(DAY)
    by, visit = cast.station_officer, fresh(order).reinspections.get().inspection
    visit = visiting.begin(by, visit, shown=["identification", "code"], now=DAY)
    visit = visiting.record_absence(by, visit, words="大门上锁，电话无人接听", now=DAY)
    visiting.announce(by, visit, "body_camera", reference="记录仪 A-0014", now=DAY)
    for officer in visit.officers.all():
        path = {"path": "M10 10L40 40L70 12L90 38", "width": 300, "height": 100}
        visiting.sign(by, visit, "officer", "drawn", account=officer, now=DAY, **path)
    visit.refresh_from_db()
    visiting.close(by, visit, DAY)
    heard(visit, DAY)
    assert fresh(order).due == date(2026, 12, 3)  # still owed
    says = refused(lambda: services.conclude(by, order, result="refused", why="人不在", now=DAY))
    assert says.code == "not_seen"
    again = services.plan_reinspection(by, order, scheduled_on=date(2026, 12, 2), now=DAY)
    assert (fresh(order).reinspections.count(), again.early) == (2, False)
    assert refused(lambda: services.plan_reinspection(by, order, now=DAY)).code == "busy"


def test_what_nobody_received_or_was_taken_back_carries_no_penalty(cast: Cast) -> None:
    order = issued(cast, "time_limited")
    assert queries.facts(order) == {}
    order = services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    assert queries.facts(order)["order.expires"] == date(2026, 11, 30)
    services.plan_due(DAY)
    visit = fresh(order).reinspections.get().inspection
    assert refused(lambda: services.revoke(cast.station_officer, order, why="不应责令", now=DAY)).code == "not_now"
    assert refused(lambda: services.revoke(cast.supervisor, order, why=" ", now=DAY)).field == "why"
    services.revoke(cast.supervisor, order, why="经复核不属于公共场所", now=DAY)
    order = fresh(order)
    visit.refresh_from_db()
    assert (order.state, order.due, visit.state) == ("revoked", None, "cancelled")
    assert queries.facts(order) == {}
    assert all(clock.deadline.ending for clock in queries.clocks(order))


def test_facts_are_known_to_the_rulebook(cast: Cast) -> None:
    order = served(cast, "time_limited")
    services.plan_due(DAY)
    looked(cast, order, now=DAY)
    services.conclude(cast.station_officer, order, result="corrected", now=DAY)
    told = queries.facts(fresh(order))
    assert set(told) <= set(lawful.book().facts)
    assert told["corrected"] is True
    rulebook.opened(lawful.book().root).penalty("P-29", date(2026, 12, 2), "130203", told)
