"""Each manner of service asks what its article asks; a term is extended while it runs, and its clock moves with it."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.ground.deadlines.models import Deadline
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import services
from beholden.registry.orders.models import OrderAct
from beholden.registry.orders.services.serving import masked_people
from beholden.registry.orders.tests.made import NOW, TODAY, at, fresh, handed, issued, proof, refused, served

WRONG = {
    "no manner": ({"manner": "carrier pigeon"}, "manner", "no_choice"),
    "no day": ({"on": None}, "on", "empty"),
    "before the order": ({"on": date(2026, 11, 19)}, "on", "too_early"),
    "in future": ({"on": date(2026, 11, 21)}, "on", "in_future"),
    "nobody took it": ({"receiver": " "}, "receiver", "empty"),
    "left without why": ({"manner": "left", "note": ""}, "note", "empty"),
    "entrusted without why": ({"manner": "entrusted", "note": ""}, "note", "empty"),
    "electronic without consent": ({"manner": "electronic"}, "consent", "no_consent"),
    "notice without its day": ({"manner": "public_notice", "note": "下落不明，登报公告"}, "posted_on", "empty"),
    "notice not over": (
        {"manner": "public_notice", "note": "下落不明，登报公告", "posted_on": TODAY},
        "posted_on",
        "not_over",
    ),
}


def test_what_a_manner_lacks_is_said_and_nothing_is_kept(cast: Cast) -> None:
    order = issued(cast, "time_limited")
    for name, (changed, field, code) in WRONG.items():
        says = refused(lambda c=changed: services.serve(cast.station_officer, order, handed(**c), proof(), now=NOW))
        assert (says.field, says.code) == (field, code), name
    kept = fresh(order)
    assert (kept.state, kept.served_on, kept.files.count()) == ("issued", None, 0)


def test_a_public_notice_serves_on_its_last_day(cast: Cast) -> None:
    order = issued(cast, "time_limited")
    late = at(date(2027, 1, 25))
    how = services.Service("public_notice", note="下落不明，登报公告", posted_on=date(2026, 11, 23))
    order = services.serve(cast.station_officer, order, how, proof(), now=late)
    assert (order.served_on, order.posted_on) == (date(2027, 1, 22), date(2026, 11, 23))
    assert order.expires_provisional is True  # no calendar of 2027 is published
    assert Deadline.objects.get(subject_code=order.code, rule="order.service").ended_on == date(2027, 1, 25)


def test_who_took_it_is_sealed_masked_and_revealed_with_a_reason(cast: Cast) -> None:
    order = served(cast, "time_limited")
    assert "李经理" not in order.served_to
    assert masked_people(order) == {"receiver": "李**"}
    assert refused(lambda: services.reveal_people(cast.station_officer, order, why=" ", now=NOW)).field == "why"
    assert (
        refused(lambda: services.reveal_people(cast.other_manager, order, why="想看一看", now=NOW)).code == "not_yours"
    )
    seen = services.reveal_people(cast.station_officer, order, why="核对签收人身份", now=NOW)
    assert seen["receiver"] == "李经理"
    act = OrderAct.objects.get(action="reveal")
    assert (act.note, act.log_index is not None) == ("核对签收人身份", True)


def test_a_term_is_extended_before_it_is_over_and_not_after(cast: Cast) -> None:
    order = served(cast, "time_limited")
    by = cast.station_officer
    assert refused(lambda: services.extend(by, order, days=5, why="", now=NOW)).field == "why"
    assert refused(lambda: services.extend(by, order, days=0, why="材料复杂", now=NOW)).code == "not_days"
    made = services.extend(by, order, days=5, why="施工单位须向档案馆调取资料", now=at(date(2026, 11, 30), 23))
    order = fresh(order)
    assert (made.before, made.after, order.expires_on) == (date(2026, 11, 30), date(2026, 12, 7), date(2026, 12, 7))
    assert order.due == date(2026, 12, 10)
    clocks = Deadline.objects.filter(subject_code=order.code, rule="reinspection.term").order_by("pk")
    assert [(one.started, one.ending) for one in clocks] == [(date(2026, 11, 30), "dropped"), (date(2026, 12, 7), "")]
    assert services.plan_due(at(date(2026, 12, 1))) == 0
    late = refused(lambda: services.extend(by, order, days=5, why="还没有改完", now=at(date(2026, 12, 8))))
    assert (late.code, late.cite) == ("expired", "M15")
    assert refused(lambda: services.extend(by, issued_at_once(cast), days=5, why="不适用", now=NOW)).code == "not_now"


def issued_at_once(cast: Cast):  # type: ignore[no-untyped-def]
    return served(cast, now=at(date(2026, 11, 27)))


def test_two_tabs_do_not_overwrite_each_other(cast: Cast) -> None:
    order = served(cast, "time_limited")
    services.extend(cast.station_officer, order, days=5, why="材料复杂", seen=order.revision, now=NOW)
    with pytest.raises(services.Conflict):
        services.extend(cast.county_officer, order, days=9, why="材料复杂", seen=order.revision, now=NOW)
    assert fresh(order).extensions.count() == 1


def test_a_manager_reports_own_orders_only(cast: Cast) -> None:
    order = served(cast, "time_limited")
    for account in (cast.other_manager, cast.station_officer, cast.guard):
        assert (
            refused(lambda a=account: services.report_correction(a, order, text="改好了吧", now=NOW)).code == "not_now"
        )
    empty = refused(lambda: services.report_correction(cast.manager, order, text="  ", now=NOW))
    assert empty.field == "text"
    bad = refused(
        lambda: services.report_correction(cast.manager, order, text="改好了", uploaded=[("x.exe", [b"MZ"])], now=NOW)
    )
    assert bad.code in ("bad_file", "empty")
    assert (fresh(order).state, fresh(order).reports.count()) == ("served", 0)
    assert services.report_correction(cast.manager, order, text="已经完成备案", now=NOW).files.count() == 0
    assert fresh(order).state == "reported"
