"""PX-1: an order, its term over, a re-inspection that recorded the refusal; not before that a case (R26 to R31)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import services as ordering
from beholden.registry.orders.models import Order
from beholden.registry.orders.tests import made as orders
from beholden.registry.penalties import framing, services
from beholden.registry.penalties.models import Case
from beholden.registry.penalties.services import Refused
from beholden.registry.penalties.tests.made import ITEMS, NOW, OWNER, STORY, inspected, main, opened, propose


def attempt(cast: Cast, order: Order, now: datetime, **more: Any) -> Case:
    told = {"violation": "P-29", "order": order, "story": "责令期满仍未备案。", **more}
    return services.open_case(cast.county_officer, now=now, **told)


def refused_order(cast: Cast, now: datetime = orders.NOW) -> tuple[Order, datetime]:
    """A time-limited order whose re-inspection recorded a refusal, and the moment after it."""
    order = orders.served(cast, "time_limited", now=now)
    assert order.expires_on is not None
    after = orders.at(order.expires_on + timedelta(days=1))
    while not ordering.plan_due(after):
        after += timedelta(days=1)
    last = orders.fresh(order).reinspections.get()
    then = orders.at(last.scheduled_on)
    orders.looked(cast, order, bad=[orders.FILED], now=then)
    order = orders.fresh(order)
    ordering.conclude(
        cast.station_officer,
        order,
        result="refused",
        why="当场表示不办理。",
        refused=["P-29"],
        now=then + timedelta(hours=2),
    )
    return orders.fresh(order), then + timedelta(hours=3)


def test_refused_at_each_step_until_the_refusal_is_on_record(cast: Cast) -> None:
    order = orders.issued(cast, "time_limited")
    with pytest.raises(Refused) as unserved:
        attempt(cast, order, NOW)
    assert unserved.value.code == "blocked"
    assert "尚未责令改正" in str(unserved.value)
    order, later = refused_order(cast)
    assert order.expires_on is not None
    with pytest.raises(Refused) as early:
        attempt(cast, order, orders.at(order.expires_on))
    assert f"责令期限 {order.expires_on} 才满" in str(early.value)
    case = attempt(cast, order, later)
    assert (case.order, case.inspection, case.unit) == (order, order.inspection, cast.unit)
    told = framing.facts(case)
    assert told["reinspection.refused"] is True
    assert told["order.expires"] == order.expires_on
    with pytest.raises(Refused) as twice:
        attempt(cast, order, later)
    assert (twice.value.code, twice.value.cite) == ("twice", "行政处罚法29")
    assert Case.objects.count() == 1


def test_a_term_that_ran_out_without_a_second_look_is_no_refusal(cast: Cast) -> None:
    order = orders.served(cast, "time_limited")
    assert order.expires_on is not None
    with pytest.raises(Refused, match="没有复查记录拒不改正") as unseen:
        attempt(cast, order, orders.at(order.expires_on + timedelta(days=9)))
    assert unseen.value.cite == "M15"
    assert not Case.objects.exists()


def test_serious_consequences_need_no_refusal_where_the_article_says_so(cast: Cast) -> None:
    told = {
        "violation": "P-27-2",
        "story": "未作日常检查，发生偷拍。",
        "unit": cast.unit,
        "officers": [cast.station_officer],
    }
    with pytest.raises(Refused) as none:
        services.open_case(cast.county_officer, now=NOW, **told, facts={"consequences": "minor"})
    assert none.value.code == "blocked"
    case = services.open_case(cast.county_officer, now=NOW, **told, facts={"consequences": "serious"})
    assert case.state == "opened"


@pytest.mark.parametrize(
    ("violation", "code"), [("P-31a", "no_fine"), ("P-0a", "no_fine"), ("P-32", "no_fine")], ids=["31a", "0a", "32"]
)
def test_what_the_regulation_does_not_fine_opens_no_case(cast: Cast, violation: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        services.open_case(
            cast.county_officer,
            violation=violation,
            unit=cast.unit,
            story=STORY,
            officers=[cast.station_officer],
            now=NOW,
        )
    assert refused.value.code == code
    assert refused.value.cite


def test_one_officer_alone_and_facts_out_of_the_air_are_refused(cast: Cast) -> None:
    told = {"violation": "P-27-1", "unit": cast.unit, "story": STORY}
    with pytest.raises(Refused) as alone:
        services.open_case(cast.county_officer, now=NOW, **told)
    assert (alone.value.code, alone.value.cite) == ("too_few_officers", "行政处罚法42(1)")
    with pytest.raises(Refused) as typed:
        services.open_case(
            cast.county_officer,
            now=NOW,
            **told,
            officers=[cast.station_officer],
            facts={"reinspection.refused": True},
        )
    assert typed.value.code == "unknown_fact"
    with pytest.raises(Refused) as foreign:
        services.open_case(cast.manager, now=NOW, **told, officers=[cast.station_officer])
    assert foreign.value.code == "not_yours"
    assert not Case.objects.exists()


def test_amounts_outside_the_range_are_refused_with_the_range(cast: Cast) -> None:
    case = opened(cast)
    for wrong in (9_999, 20_001, 0):
        with pytest.raises(Refused, match="10000 元至 20000 元") as out:
            propose(cast, case, wrong)
        assert (out.value.code, out.value.cite) == ("out_of_range", "R27(1)")
    with pytest.raises(Refused) as bare:
        propose(cast, case, 10_000, measures=["delete_footage"])
    assert bare.value.code == "measure"
    with pytest.raises(Refused) as silent:
        propose(cast, case, 10_000, far_reason="")
    assert silent.value.code == "far"
    for edge in (10_000, 20_000):
        case = propose(cast, case, edge)
        assert main(case).fine == edge


def test_an_individual_is_fined_in_its_own_range_and_stays_sealed(cast: Cast) -> None:
    case = opened(cast, unit=None, individual=OWNER, inspection=None)
    party = main(case)
    assert (party.shown, party.kind) == ("钱**", "individual")
    assert "钱某某" not in party.sealed
    assert OWNER.id_number not in party.sealed
    with pytest.raises(Refused, match="5000 元至 10000 元"):
        propose(cast, case, 10_001)
    assert main(propose(cast, case, 5_000)).hearing_owed
    with pytest.raises(Refused):
        services.reveal(cast.city_officer, party, why="看看")
    opened_ = services.reveal(cast.county_officer, party, why="核对身份", now=NOW)
    assert opened_["id_number"] == OWNER.id_number
    assert case.acts.filter(action="reveal", note="核对身份").exists()


def test_limitation_and_absence_of_fault_forbid_a_case(cast: Cast) -> None:
    told = {"violation": "P-27-1", "unit": cast.unit, "story": STORY, "officers": [cast.station_officer]}
    today = timezone.localdate(NOW)
    old = today.replace(year=today.year - 3)
    for facts, cite in (
        ({"act.ended": old, "act.found": today}, "行政处罚法36(1)"),
        ({"no_fault": True}, "行政处罚法33(2)"),
    ):
        with pytest.raises(Refused) as refused:
            services.open_case(cast.county_officer, now=NOW, **told, facts=facts)
        assert (refused.value.code, refused.value.cite) == ("blocked", cite)


def test_a_case_on_an_inspection_alone_stands_on_what_that_inspection_found(cast: Cast) -> None:
    clean, other = inspected(cast), inspected(cast, ITEMS["P-29"], ITEMS["P-28"])
    for visit, says in ((clean, "没有记录不符合项"), (other, "第 3、4 项）里没有这种违法行为")):
        with pytest.raises(Refused) as unfound:
            opened(cast, inspection=visit)  # P-27-1
        assert (unfound.value.code, unfound.value.field, unfound.value.cite) == ("not_found", "inspection", "M13")
        assert visit.number in str(unfound.value)
        assert says in str(unfound.value)
    with pytest.raises(Refused, match="不能据此立案"):  # no item of the list stands for it: no inspection recorded it
        opened(cast, violation="P-27-2", facts={"consequences": "serious"}, inspection=other)
    assert not Case.objects.exists()
    assert opened(cast, violation="P-28", inspection=other).inspection == other


def test_a_camera_in_the_fitting_room_of_a_small_shop_is_a_finding_too(cast: Cast) -> None:
    """Such a shop is looked at by items 1 to 3 (R9(2), M12); forbidden areas may be added to them, and must be."""
    shop = inspected(cast, ITEMS["P-27-1"], place_category="other_public")
    assert set(shop.items) | set(shop.offered) >= {1, 2, 3, 9}
    assert opened(cast, inspection=shop).inspection == shop
    with pytest.raises(Refused, match="第 9 项）里没有这种违法行为"):
        opened(cast, violation="P-28", inspection=shop)
