"""A finding becomes an order, is served, reported, looked at again on the right working day, recorded and closed."""

from __future__ import annotations

from datetime import date, timedelta

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents import queries as documents
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import queries, services
from beholden.registry.orders.tests.made import (
    NOW,
    PDF,
    TODAY,
    at,
    drafted,
    fresh,
    handed,
    issued,
    looked,
    proof,
    refused,
    served,
)


def test_a_time_limited_order_runs_from_service_and_is_looked_at_after_its_expiry(cast: Cast) -> None:
    order = issued(cast, "time_limited")
    assert (order.state, order.expires_on) == ("issued", None)
    assert order.number == "责限〔2026〕130203-0001号"
    order = services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    assert order.expires_on == date(2026, 11, 30)  # ten days from the day after the 20th: a Monday
    assert order.due == date(2026, 12, 3)  # three working days from expiry (M15)
    assert services.plan_due(at(date(2026, 11, 30), 23)) == 0  # the last day still belongs to the unit
    assert services.plan_due(at(date(2026, 12, 1), 1)) == 1
    assert services.plan_due(at(date(2026, 12, 1), 2)) == 0
    order = fresh(order)
    visit = order.reinspections.get().inspection
    assert (order.state, visit.scheduled_on, visit.items) == ("reinspecting", date(2026, 12, 1), [4])
    assert (visit.reason, visit.reason_code) == ("reinspection", order.code)
    assert set(visit.officers.all()) == set(order.inspection.officers.all())
    looked(cast, order, now=at(date(2026, 12, 1)))
    made = services.conclude(cast.station_officer, order, result="corrected", now=at(date(2026, 12, 1), 15))
    order = fresh(order)
    assert (order.state, order.due, made.result) == ("closed_corrected", None, "corrected")
    clock = Deadline.objects.get(subject_code=order.code, rule="reinspection.term")
    assert (clock.ending, clock.ended_on) == ("met", date(2026, 12, 1))
    assert {one.kind for one in documents.about("order", order.code)} == {"order_time_limited", "reinspection_record"}
    assert [act.action for act in order.acts.all()] == ["draft", "issue", "serve", "reinspect", "looked", "conclude"]
    assert all(act.log_index is not None for act in order.acts.filter(action__in=["issue", "serve", "conclude"]))


def test_an_immediate_order_is_planned_when_it_is_served_and_counts_from_its_own_day(cast: Cast) -> None:
    order = issued(cast)  # Friday
    assert Deadline.objects.get(subject_code=order.code, rule="reinspection.term").due == date(2026, 11, 25)
    order = services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    planned = order.reinspections.get()
    assert (order.state, order.expires_on, order.due) == ("reinspecting", None, date(2026, 11, 25))
    assert (planned.by_itself, planned.scheduled_on) == (True, date(2026, 11, 23))  # Monday
    report = services.report_correction(
        cast.manager, order, text="已在四个入口张贴标识", uploaded=[("照片.pdf", [PDF])], now=NOW
    )
    assert (fresh(order).state, report.files.count()) == ("reinspecting", 1)
    looked(cast, order, now=at(date(2026, 11, 23)))
    services.conclude(cast.county_officer, order, result="corrected", now=at(date(2026, 11, 23)))
    assert fresh(order).state == "closed_corrected"
    assert queries.refusal_of(order) is False


def test_without_a_served_day_no_term_runs_and_nobody_looks_again(cast: Cast) -> None:
    order = issued(cast, "time_limited")
    assert refused(lambda: services.plan_reinspection(cast.station_officer, order, now=NOW)).code == "not_now"
    missing = refused(
        lambda: services.serve(cast.station_officer, order, handed(on=None), proof(), now=NOW)  # type: ignore[arg-type]
    )
    assert (missing.code, missing.field) == ("empty", "on")
    assert "没有送达日期，期限不能起算" in str(missing)
    assert refused(lambda: services.serve(cast.station_officer, order, handed(), [], now=NOW)).field == "proof"
    assert services.plan_due(at(date(2027, 3, 1))) == 0
    kept = fresh(order)
    assert (kept.state, kept.served_on, kept.expires_on, kept.files.count()) == ("issued", None, None, 0)
    assert queries.facts(kept) == {}


def test_nobody_looks_again_before_expiry_unless_the_unit_asks(cast: Cast) -> None:
    order = served(cast, "time_limited")
    for day in (None, date(2026, 11, 23), date(2026, 11, 30)):
        early = refused(
            lambda day=day: services.plan_reinspection(cast.station_officer, order, scheduled_on=day, now=NOW)
        )
        assert (early.code, early.cite) == ("early", "M15")
        assert "2026-11-30" in str(early)
    services.report_correction(cast.manager, order, text="已经完成备案", now=NOW)
    again = refused(lambda: services.plan_reinspection(cast.station_officer, order, now=NOW))
    assert again.code == "early"  # reported, but did not ask
    services.report_correction(cast.manager, order, text="请提前复查", asks_early=True, now=NOW)
    made = services.plan_reinspection(cast.station_officer, order, scheduled_on=date(2026, 11, 24), now=NOW)
    assert (made.early, fresh(order).state) == (True, "reinspecting")


def test_an_early_look_can_only_find_it_corrected_else_the_term_goes_on(cast: Cast) -> None:
    order = served(cast, "time_limited")
    services.report_correction(cast.manager, order, text="已经改好了", asks_early=True, now=NOW)
    services.plan_reinspection(cast.station_officer, order, scheduled_on=date(2026, 11, 24), now=NOW)
    day = at(date(2026, 11, 24))
    looked(cast, order, bad=[4], now=day)
    for result in ("refused", "partly"):
        early = refused(
            lambda result=result: services.conclude(cast.station_officer, order, result=result, why="没有改", now=day)
        )
        assert (early.code, early.cite) == ("early", "M15")
    made = services.conclude(cast.station_officer, order, result="not_yet", why="点位清单还差两处", now=day)
    order = fresh(order)
    assert (order.state, made.early, order.due) == ("served", True, date(2026, 12, 3))
    assert Deadline.objects.get(subject_code=order.code, rule="reinspection.term").ended_at is None
    again = refused(lambda: services.plan_reinspection(cast.station_officer, order, now=day))
    assert again.code == "early"  # one asking, one early look
    assert services.plan_due(at(date(2026, 12, 1))) == 1


def test_a_day_off_moves_the_expiry_and_the_visit(cast: Cast) -> None:
    order = drafted(cast, "time_limited")
    services.edit(cast.station_officer, order, services.Wording("完成备案", 8, "八天足够整理材料"), now=NOW)
    order = services.issue(cast.station_officer, order, now=NOW)
    order = services.serve(cast.station_officer, order, handed(), proof(), now=NOW)
    assert order.expires_on == date(2026, 11, 30)  # the 28th is a Saturday
    assert order.due == date(2026, 12, 3)
    assert TODAY + timedelta(days=8) == date(2026, 11, 28)
