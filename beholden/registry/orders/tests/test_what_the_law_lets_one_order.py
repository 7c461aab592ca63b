"""Only what the law allows is offered: kinds by the words of the article, no order where it gives no grace (M14)."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.engines import rulebook
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders import lawful, services
from beholden.registry.orders.models import Order
from beholden.registry.orders.services import Ground
from beholden.registry.orders.tests.made import (
    LIMITED,
    NOW,
    PDF,
    WORDS,
    at,
    drafted,
    found,
    fresh,
    handed,
    proof,
    refused,
)

ON = date(2026, 11, 20)
ORDERS = {
    "P-26": ("time_limited",),
    "P-27-2": ("immediate",),
    "P-29": ("time_limited",),
    "P-30": ("immediate",),
    "P-0a": ("immediate",),
    "P-0b": ("immediate", "time_limited"),
}
CASES = {"P-27-1", "P-28", "P-31a", "P-31b", "P-31c", "P-33"}


@pytest.mark.parametrize("violation", sorted(lawful.book().violations))
def test_each_violation_offers_what_its_article_says(violation: str) -> None:
    offer = lawful.offer(violation, ON, "130203", "op_crowd")
    assert set(offer.kinds) == set(ORDERS.get(violation, ()))
    assert bool(offer.why) is (violation not in ORDERS)
    assert offer.case is (violation in CASES)
    if offer.why:
        assert offer.cite in offer.why


def test_places_without_the_duty_and_exempt_items_are_not_ordered() -> None:
    for violation, place in (("P-29", "other_public"), ("P-30", "other_public"), ("P-0b", "non_public")):
        offer = lawful.offer(violation, ON, "130203", place)
        assert (offer.kinds, offer.case) == ((), False), violation
        assert "不构成" in offer.why
    assert lawful.offer("P-0b", ON, "130203", "other_public", 7).kinds == ()  # footage term: exempt there
    assert "免除" in lawful.offer("P-0b", ON, "130203", "other_public", 7).why
    assert lawful.offer("P-0b", ON, "130203", "other_public", 10).kinds == ("immediate", "time_limited")
    assert lawful.offer("P-0a", ON, "130203", "other_public", 2).kinds == ("immediate",)


def test_before_the_regulation_there_is_nothing_to_order() -> None:
    with pytest.raises(rulebook.NoRuleInForce):
        lawful.offer("P-29", date(2025, 3, 31), "130203", "op_crowd")


def test_immediate_confiscation_is_no_order_and_the_page_leads_to_a_case(cast: Cast, client) -> None:  # type: ignore[no-untyped-def]
    visit = found(cast, 3, now=NOW)
    says = refused(lambda: services.draft_from(visit, cast.station_officer, ["P-28"], kind="immediate", now=NOW))
    assert (says.code, says.cite) == ("no_order", "R28")
    assert "不给改正期" in str(says)
    client.force_login(cast.station_officer)
    page = client.get(f"/orders/new/{visit.code}").content.decode()
    assert "按这种违法行为不能责令" in page
    assert f"/penalties/new?inspection={visit.code}&amp;violation=P-28" in page
    assert not Order.objects.exists()


def test_kinds_are_not_mixed_and_findings_not_invented(cast: Cast) -> None:
    visit = found(cast, 2, 4, now=NOW)
    by = cast.station_officer
    assert refused(lambda: services.draft_from(visit, by, ["P-0a"], kind="time_limited", now=NOW)).code == "mixed"
    assert refused(lambda: services.draft_from(visit, by, ["P-0a", "P-29"], kind="immediate", now=NOW)).code == "mixed"
    assert refused(lambda: services.draft_from(visit, by, ["P-26"], kind="time_limited", now=NOW)).code == "not_found"
    assert refused(lambda: services.draft_from(visit, by, [Ground(5, "P-0b")], kind="immediate", now=NOW)).cite == "M14"
    assert refused(lambda: services.draft_from(visit, by, [], kind="immediate", now=NOW)).code == "empty"
    other = refused(lambda: services.draft_from(visit, cast.other_county_officer, ["P-0a"], kind="immediate", now=NOW))
    assert other.code == "not_yours"
    unreasoned = refused(lambda: services.draft_from(visit, by, [Ground(4, "P-30")], kind="immediate", now=NOW))
    assert "写明理由" in str(unreasoned)
    made = services.draft_from(visit, by, [Ground(4, "P-30", "擅自拆除了备案的两台设备")], kind="immediate", now=NOW)
    assert (made.violations, made.items) == (["P-30"], [4])
    again = refused(lambda: services.draft_from(visit, by, ["P-29"], kind="time_limited", now=NOW))
    assert (again.code, again.cite) == ("already", "M17")
    services.discard(by, made, now=NOW)
    assert services.draft_from(visit, by, ["P-29"], kind="time_limited", now=NOW).items == [4]


def test_the_term_is_the_officers_with_a_reason(cast: Cast) -> None:
    order = drafted(cast, "time_limited")
    by = cast.station_officer
    services.edit(by, order, services.Wording("完成备案"), now=NOW)
    lacking = refused(lambda: services.issue(by, order, now=NOW))
    assert (lacking.field, lacking.cite) == ("term_days", "M14")
    services.edit(by, order, services.Wording("完成备案", 10), now=NOW)
    assert refused(lambda: services.issue(by, order, now=NOW)).field == "term_why"
    assert (
        refused(lambda: services.edit(by, order, services.Wording("完成备案", 0, "理由充分"), now=NOW)).code
        == "not_days"
    )
    services.edit(by, order, LIMITED, now=NOW)
    assert services.issue(by, order, now=NOW).state == "issued"
    at_once = drafted(cast, now=at(date(2026, 11, 27)))
    assert refused(lambda: services.edit(by, at_once, LIMITED, now=NOW)).code == "no_term"
    services.edit(by, at_once, services.Wording(""), now=NOW)
    assert refused(lambda: services.issue(by, at_once, now=NOW)).field == "text"


def test_deletion_is_ordered_only_after_evidence_was_fixed(cast: Cast) -> None:
    visit = found(cast, 1, now=NOW)
    by = cast.station_officer
    words = services.Wording("拆除设备并删除收集的视频图像信息", 5, "设备数量少")
    order = services.draft_from(visit, by, ["P-26"], kind="time_limited", wording=words, now=NOW)
    assert order.delete_footage is True
    first = refused(lambda: services.issue(by, order, now=NOW))
    assert (first.code, first.cite) == ("evidence_first", "R26")
    assert refused(lambda: services.fix_hashes(by, order, "不是哈希", now=NOW)).code == "not_a_hash"
    assert refused(lambda: services.fix_hashes(by, order, "\n  \n", now=NOW)).code == "empty"
    assert refused(lambda: services.fix_files(by, order, [("a.txt", [b"plain"])], now=NOW)).code == "bad_file"
    assert fresh(order).fixed == []
    services.fix_hashes(by, order, f"{'a' * 64}  2026-11-19 正门.mp4\n{'B' * 64}\n", now=NOW)
    services.fix_files(by, order, [("清单.pdf", [PDF])], now=NOW)
    kept = fresh(order)
    assert [len(one["sha256"]) for one in kept.fixed] == [64, 64, 64]
    assert kept.files.get().kind == "fixed_evidence"
    assert services.issue(by, order, now=NOW).state == "issued"
    assert refused(lambda: services.fix_hashes(by, order, "c" * 64, now=NOW)).code == "not_now"


def test_an_order_with_a_sign_missing_deletes_nothing(cast: Cast) -> None:
    assert drafted(cast).delete_footage is False
    order = services.issue(cast.station_officer, Order.objects.get(), now=NOW)
    assert services.serve(cast.station_officer, order, handed(), proof(), now=NOW).state == "reinspecting"
    assert WORDS.text in order.text
