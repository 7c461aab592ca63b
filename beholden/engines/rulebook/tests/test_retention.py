"""How long footage is kept, and when it must go (R17 and what stands beside it)."""

from __future__ import annotations

from datetime import date

import pytest

from beholden.engines.rulebook import NoRuleInForce, Rulebook

DAY = date(2026, 4, 1)


def because(book: Rulebook, rule: str, on: date, at: str, **facts: object) -> tuple[object, list[str]]:
    answer = book.resolve(rule, on, at, facts)
    return answer.value, [ground.cite for ground in answer.because]


def test_the_floor_is_thirty_days_by_the_regulation(book: Rulebook) -> None:
    answer = book.resolve("retention.floor", DAY, "130203")
    assert (answer.value, answer.unit) == (30, "day")
    assert answer.because[0].cite == "R17"
    assert answer.because[0].rank.zh == "行政法规"
    assert answer.because[0].quote in book.passage("R17").text
    assert answer.assumed[0][0].startswith("未说明公共场所类别")


def test_before_the_regulation_there_is_no_floor_and_that_is_an_error_not_a_zero(book: Rulebook) -> None:
    assert book.resolve("retention.floor", date(2025, 4, 1), "110101").value == 30
    with pytest.raises(NoRuleInForce) as refusal:
        book.resolve("retention.floor", date(2025, 3, 31), "110101")
    assert ("R17", "not yet") in [(item.cite, item.why) for item in refusal.value.considered]


def test_a_shop_of_article_nine_is_exempt_and_told_by_which_article(book: Rulebook) -> None:
    assert book.resolve("retention.floor", DAY, "110101", {"place_category": "op_crowd"}).value == 30
    with pytest.raises(NoRuleInForce) as refusal:
        book.resolve("retention.floor", DAY, "110101", {"place_category": "other_public"})
    assert refusal.value.considered[0].why == "exempt"
    assert "R9(2)" in refusal.value.zh


def test_guards_bring_the_floor_back_to_a_shop_of_article_nine(book: Rulebook) -> None:
    facts = {"place_category": "other_public", "guarded": True}
    assert because(book, "retention.floor", DAY, "110101", **facts) == (30, ["保安服务管理条例25(2)"])


def test_a_counter_terrorism_target_keeps_ninety_days_by_law(book: Rulebook) -> None:
    value, cites = because(book, "retention.floor", DAY, "110101", counter_terror_target=True)
    assert (value, cites) == (90, ["反恐怖主义法32(3)"])
    assert because(book, "retention.delete", DAY, "110101", counter_terror_target=True)[0] == 90


def test_funeral_homes_keep_ninety_days_from_the_day_their_regulation_is_in_force(book: Rulebook) -> None:
    facts = {"premises": "funeral_key_area"}
    assert because(book, "retention.floor", date(2026, 3, 29), "130200", **facts) == (30, ["R17"])
    answer = book.resolve("retention.floor", date(2026, 3, 30), "130200", facts)
    assert (answer.value, answer.because[0].cite) == (90, "殡葬管理条例28(2)")
    assert ("R17", "absorbed") in [(item.cite, item.why) for item in answer.considered]


def test_a_local_regulation_lengthens_the_floor_but_not_the_duty_to_delete(book: Rulebook) -> None:
    facts = {"premises": "kindergarten"}
    floor = book.resolve("retention.floor", DAY, "440305", facts)
    assert (floor.value, floor.because[0].rank.zh) == (90, "地方性法规")
    assert "应当予以删除" in floor.conflicts[0][0]
    delete = book.resolve("retention.delete", DAY, "440305", facts)
    assert delete.value == 30
    assert ("深圳学前教育条例56(2)", "rank") in [(item.cite, item.why) for item in delete.considered]
    assert book.resolve("retention.floor", DAY, "440105", facts).value == 30


def test_ninety_days_for_hotels_is_shown_as_no_law(book: Rulebook) -> None:
    answer = book.resolve("retention.floor", DAY, "430102", {"premises": "hotel"})
    assert answer.value == 30
    assert [item.cite for item in answer.rejected] == ["湖南旅馆业办法0", "旅馆业条例草案0"]
    reasons = {item.cite: item.why for item in answer.considered}
    assert reasons["旅馆业条例草案0"] == "not law"
    assert reasons["湖南旅馆业办法0"] == "unverified"


def test_the_register_records_reason_content_unit_and_name(book: Rulebook) -> None:
    assert book.resolve("register.fields", DAY, "110101").value == ("reason", "content", "unit", "name")
    with pytest.raises(NoRuleInForce):
        book.resolve("register.fields", DAY, "110101", {"place_category": "other_public"})
