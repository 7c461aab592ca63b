"""Which provision carries the answer: rank, special before general, what is left open, ties refused."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.rulebook import (
    BadFacts,
    NoRuleInForce,
    Rulebook,
    TiedRules,
    UnknownPlace,
    UnknownRule,
    load,
    opened,
)
from beholden.engines.rulebook.answers import Answer
from beholden.engines.rulebook.ranks import Rank
from beholden.engines.rulebook.resolve import WEIGHT, resolve
from beholden.engines.rulebook.rules import Rule
from beholden.engines.rulebook.tests.conftest import LAW
from beholden.engines.rulebook.tests.planting import add

DAY = date(2026, 4, 1)
HEAD = "\n- id: trial\n  kind: value\n  title: {{zh: 试, en: trial}}\n  rows: [A4]\n{more}  provisions:\n"


def asked(law: Path, provisions: str, more: str = "", at: str = "130203", **facts: object) -> Answer:
    """The answer of a trial rule made of these provisions."""
    add(law, "rules/register.yaml", HEAD.format(more=more) + provisions)
    return load(law).resolve("trial", DAY, at, facts)


def test_ranks_stand_in_the_order_of_the_legislation_law() -> None:
    assert Rank.law > Rank.administrative_regulation > Rank.local_regulation
    assert Rank.local_regulation > Rank.rule > Rank.normative_document > Rank.standard
    assert [rank.zh for rank in sorted(Rank, reverse=True)][:2] == ["法律", "行政法规"]


def test_a_tie_at_one_level_is_refused_naming_both_places(law: Path) -> None:
    with pytest.raises(TiedRules) as caught:
        asked(law, "  - {value: 1, cite: R17, quote: 30日}\n  - {value: 2, cite: R14(1), quote: 30日内}\n")
    assert caught.value.cites == ("R17", "R14(1)")
    first, second = caught.value.places
    assert first.file == second.file == "rules/register.yaml"
    assert second.line == first.line + 1
    assert str(first) in caught.value.zh
    assert str(second) in caught.value.en


def test_two_provisions_of_one_level_that_agree_both_carry_the_answer(law: Path) -> None:
    answer = asked(law, "  - {value: 1, cite: R17, quote: 30日}\n  - {value: 1, cite: R14(1), quote: 30日内}\n")
    assert [ground.cite for ground in answer.because] == ["R17", "R14(1)"]


def test_the_special_goes_before_the_general(law: Path) -> None:
    answer = asked(
        law, "  - {value: 1, cite: R17, quote: 30日}\n  - {value: 2, cite: R14(1), quote: 30日内, special: true}\n"
    )
    assert answer.value == 2
    assert [(item.cite, item.why) for item in answer.considered] == [("R17", "general")]


def test_a_lower_text_may_not_differ_where_nothing_is_left_open(law: Path) -> None:
    answer = asked(law, "  - {value: 1, cite: R17, quote: 30日}\n  - {value: 2, cite: M15, quote: 3个工作日内}\n")
    assert answer.value == 1
    assert [(item.cite, item.why) for item in answer.considered] == [("M15", "rank")]


@pytest.mark.parametrize(
    ("only", "value", "wanted"), [("raise", 2, 2), ("raise", 0, 1), ("lower", 0, 0), ("lower", 2, 1), ("any", 7, 7)]
)
def test_a_lower_text_does_what_the_higher_leaves_open_and_no_more(
    law: Path, only: str, value: int, wanted: int
) -> None:
    more = f"  may_vary: {{only: {only}, ranks: [normative_document]}}\n"
    provisions = f"  - {{value: 1, cite: R17, quote: 30日}}\n  - {{value: {value}, cite: M15, quote: 3个工作日内}}\n"
    answer = asked(law, provisions, more)
    assert answer.value == wanted
    assert answer.considered[0].why == ("varied" if wanted == value else "rank")


def test_a_text_without_a_number_takes_none_away_from_another_rank(law: Path) -> None:
    more = "  may_vary: {only: any, ranks: [local_regulation, normative_document]}\n"
    number = "  - {value: 2, cite: 河北租赁房屋条例15(2)}\n"
    silent = "  - {value: null, cite: M17, quote: 防止多头检查、重复检查, note: {zh: 没有数字, en: none}}\n"
    answer = asked(law, number + silent, more)
    assert answer.value == 2
    assert [(item.cite, item.why) for item in answer.considered] == [("M17", "silent")]
    assert load(law).resolve("trial", DAY, "110101").value is None


def test_a_narrower_place_varies_before_a_wider_one(law: Path) -> None:
    more = "  may_vary: {only: any, ranks: [local_regulation, normative_document]}\n"
    provisions = (
        "  - {value: 1, cite: R17, quote: 30日}\n"
        "  - {value: 2, cite: 河北租赁房屋条例15(2)}\n"
        "  - {value: 3, cite: 唐山邮政条例15}\n"
    )
    assert asked(law, provisions, more).value == 3
    book = load(law)
    assert book.resolve("trial", DAY, "130102").value == 2
    assert book.resolve("trial", DAY, "110101").value == 1


def test_an_unverified_text_carries_no_answer_while_a_verified_one_does(law: Path) -> None:
    provisions = (
        "  - {value: 1, cite: R17, quote: 30日}\n"
        "  - {value: 9, cite: 执法记录规定0, reading: unverified, special: true}\n"
    )
    answer = asked(law, provisions, "  may_vary: {only: any, ranks: [normative_document]}\n")
    assert answer.value == 1
    assert answer.certain
    assert [(item.cite, item.why) for item in answer.considered] == [("执法记录规定0", "unverified")]


def test_a_lone_unverified_text_answers_but_says_so(book: Rulebook) -> None:
    answer = book.resolve("filing.review.online", DAY, "130203")
    assert answer.value == 3
    assert not answer.certain
    assert "人查核" in answer.because[0].note[0]
    assert answer.because[0].quote == "应当在申请提交之日起〔?〕个工作日内"


def test_a_missing_fact_is_named_and_the_provision_not_taken_up(law: Path) -> None:
    provisions = (
        "  - {value: 1, cite: R17, quote: 30日}\n"
        "  - {value: 2, cite: R14(1), quote: 30日内, when: {guarded: true}, special: true}\n"
    )
    answer = asked(law, provisions)
    assert answer.value == 1
    assert answer.considered[0].why == "unknown"
    assert "guarded" in answer.considered[0].zh
    book = load(law)
    assert book.resolve("trial", DAY, "130203", {"guarded": True}).value == 2
    assert book.resolve("trial", DAY, "130203", {"guarded": False}).considered[0].why == "condition"


def test_lists_of_several_texts_join_without_repeating(book: Rulebook) -> None:
    answer = book.resolve("filing.fields", DAY, "130203")
    assert len(answer.value) == len(set(answer.value)) == 8
    assert [ground.cite for ground in answer.because] == ["R14(1)", "M6(1)", "M6(2)"]


def test_a_restatement_shows_only_where_and_while_it_is_in_force(book: Rulebook) -> None:
    def restated(on: date, at: str) -> tuple[str, ...]:
        return book.resolve("filing.truth", on, at).because[0].restated

    assert restated(DAY, "130203") == ("T22(2)",)
    assert restated(DAY, "130102") == ()
    assert restated(date(2027, 4, 30), "130203") == ("T22(2)",)
    assert restated(date(2027, 5, 1), "130203") == ()


def test_every_reason_to_set_aside_has_its_place_in_the_order(book: Rulebook) -> None:
    answer = book.resolve("retention.floor", DAY, "430102", {"premises": "hotel"})
    places = [WEIGHT.index(item.why) for item in answer.considered]
    assert places == sorted(places)


def test_an_unknown_rule_names_near_ones(book: Rulebook) -> None:
    assert book.rule("retention.floor").unit == "day"
    with pytest.raises(UnknownRule, match=r"retention\.floor"):
        book.resolve("retention.flor", DAY, "130203")


@pytest.mark.parametrize("code", ["", "13020", "1302030", "abcdef", "999999", "810000", "130223"])
def test_a_place_that_cannot_stand_is_refused(book: Rulebook, code: str) -> None:
    assert book.resolve("filing.duty", DAY, "130203").at == "130203"
    with pytest.raises(UnknownPlace):
        book.resolve("filing.duty", DAY, code)


@pytest.mark.parametrize(
    "facts",
    [
        {"no_such_fact": 1}, {"guarded": "yes"}, {"guarded": 1}, {"place_category": "shop"}, {"fine.proposed": 1.5},
        {"fine.proposed": True}, {"order.issued": "soon"}, {"order.issued": 20260401}, {"place_category": ["op_crowd"]},
        {f"x{number}": 1 for number in range(300)},
    ],
)  # fmt: skip
def test_malformed_facts_are_refused_in_one_sentence(book: Rulebook, facts: dict[str, object]) -> None:
    with pytest.raises(BadFacts) as caught:
        book.resolve("retention.floor", DAY, "130203", facts)
    assert caught.value.zh
    assert caught.value.en
    assert "\n" not in caught.value.zh


def test_facts_given_as_null_count_as_not_given(book: Rulebook) -> None:
    with_null = book.resolve("retention.floor", DAY, "130203", {"guarded": None})
    assert with_null == book.resolve("retention.floor", DAY, "130203", {})


def test_the_same_question_has_the_same_answer_and_names_the_state_of_the_law(book: Rulebook, law: Path) -> None:
    one = book.resolve("retention.floor", DAY, "130203")
    copy = load(law)
    assert copy.resolve("retention.floor", DAY, "130203") == one
    add(law, "rules/register.yaml", "\n")
    assert load(law).sha256 != copy.sha256


def test_no_rule_in_force_lists_what_was_weighed(book: Rulebook) -> None:
    with pytest.raises(NoRuleInForce) as caught:
        book.resolve("tangshan.catalogue", date(2027, 5, 1), "130203")
    assert [(item.cite, item.why) for item in caught.value.considered] == [("T25(1)", "expired")]
    assert "2027-04-30" in caught.value.zh


LOCAL = (
    "深圳学前教育条例56(2)", "绍兴轨道交通条例40(2)", "唐山邮政条例15", "河北租赁房屋条例15(2)", "湖南旅馆业办法0",
    "T26(2)",
)  # fmt: skip
OVERLAYS = st.lists(st.tuples(st.sampled_from(LOCAL), st.integers(1, 400)), max_size=6, unique_by=lambda pair: pair[0])
BOOK = opened(LAW)


def with_overlays(name: str, overlays: list[tuple[str, int]]) -> Rule:
    """A rule with further provisions of lower rank for Tangshan."""
    rule = BOOK.rule(name)
    pattern = rule.provisions[0]
    more = [
        dataclasses.replace(pattern, value=value, passage=BOOK.passage(cite), at="130200", unless=())
        for cite, value in overlays
    ]
    return dataclasses.replace(rule, provisions=[*rule.provisions, *more])


@given(OVERLAYS)
def test_overlays_never_lower_a_floor_of_higher_rank(overlays: list[tuple[str, int]]) -> None:
    chain, facts = BOOK.divisions.chain("130203", DAY), {"place_category": "op_crowd"}
    answer = resolve(with_overlays("retention.floor", overlays), DAY, chain, facts, BOOK.facts, BOOK.sha256)
    open_to_them = [value for cite, value in overlays if not cite.startswith("T")]
    assert answer.value == max([30, *open_to_them])


@given(OVERLAYS)
def test_overlays_never_move_the_duty_to_delete(overlays: list[tuple[str, int]]) -> None:
    chain, facts = BOOK.divisions.chain("130203", DAY), {"place_category": "op_crowd"}
    answer = resolve(with_overlays("retention.delete", overlays), DAY, chain, facts, BOOK.facts, BOOK.sha256)
    assert answer.value == 30
    set_aside = {item.cite for item in answer.considered if item.why == "rank"}
    assert set_aside >= {cite for cite, _ in overlays}


@given(OVERLAYS, st.randoms())
def test_the_order_of_provisions_in_the_files_changes_no_answer(overlays: list[tuple[str, int]], dice: Random) -> None:
    rule = with_overlays("retention.floor", overlays)
    shuffled = dataclasses.replace(rule, provisions=dice.sample(rule.provisions, len(rule.provisions)))
    chain = BOOK.divisions.chain("130203", DAY)
    one, other = (resolve(item, DAY, chain, {}, BOOK.facts, BOOK.sha256) for item in (rule, shuffled))
    assert one.value == other.value
    assert {ground.cite for ground in one.because} == {ground.cite for ground in other.because}
