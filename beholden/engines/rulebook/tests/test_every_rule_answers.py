"""Whatever is asked, every rule answers or refuses by the book: no tie, no crash, no answer without its article."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.rulebook import Answer, LawError, NoRuleInForce, TiedRules, opened
from beholden.engines.rulebook.batch import _turning_days
from beholden.engines.rulebook.clock import UNITS
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.tests.conftest import LAW
from beholden.engines.rulebook.wording import READINGS
from beholden.engines.rulebook.wording import UNITS as UNIT_WORDS

BOOK = opened(LAW)
PLACES = sorted(
    {item.at for rule in BOOK.rules.values() for item in rule.provisions} | {"130203", "440305", "110101", "460105"}
)
TURNS = [day for day in _turning_days(BOOK.rules.values()) if day > date.min]
DAYS = st.sampled_from([turn + timedelta(days=step) for turn in TURNS for step in (-1, 0, 1)]) | st.dates(
    date(2024, 1, 1), date(2028, 12, 31)
)


def values(fact: Fact) -> st.SearchStrategy[Any]:
    kinds = {
        "flag": st.booleans(),
        "word": st.sampled_from(sorted(fact.words) or ["-"]),
        "number": st.integers(-5, 30_000),
        "date": st.dates(date(2024, 1, 1), date(2028, 1, 1)),
        "text": st.text(max_size=20),
    }
    return kinds[fact.kind]


FACTS = st.fixed_dictionaries({}, optional={name: values(fact) for name, fact in BOOK.facts.items()})


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(PLACES), FACTS)
def test_no_question_ends_in_a_tie_or_an_answer_without_its_article(on: date, at: str, facts: dict[str, Any]) -> None:
    for name, rule in BOOK.rules.items():
        try:
            answer = BOOK.resolve(name, on, at, facts)
        except TiedRules:
            raise
        except NoRuleInForce as error:
            assert error.rule == name
            continue
        assert answer.because
        for ground in answer.because:
            passage = BOOK.passage(ground.cite)
            assert passage.instrument.in_force(on)
            assert ground.quote in passage.text
            assert ground.rank >= rule.least_rank
        assert all(sentence_zh and sentence_en for sentence_zh, sentence_en in (*answer.assumed, *answer.conflicts))
        json.dumps(answer.as_dict(), ensure_ascii=False)


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(PLACES), FACTS)
def test_a_fact_no_rule_reads_changes_no_answer(on: date, at: str, facts: dict[str, Any]) -> None:
    for name in ("retention.floor", "filing.duty", "inspection.items", "hearing.threshold"):
        reads = BOOK.reads(name)
        kept = {fact: value for fact, value in facts.items() if fact in reads}
        assert outcome(name, on, at, facts) == outcome(name, on, at, kept)


@settings(max_examples=150, deadline=None)
@given(DAYS, st.sampled_from(PLACES), FACTS)
def test_knowing_more_never_lowers_the_floor_except_by_an_exemption(on: date, at: str, facts: dict[str, Any]) -> None:
    plain = outcome("retention.floor", on, at, {})
    known = outcome("retention.floor", on, at, facts)
    exempt = facts.get("place_category") in ("other_public", "non_public")
    if isinstance(plain, Answer) and not exempt:
        assert isinstance(known, Answer)
        assert known.value >= plain.value


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(PLACES), FACTS)
def test_footage_is_never_due_for_deletion_before_the_highest_texts_let_it_go(
    on: date, at: str, facts: dict[str, Any]
) -> None:
    floor, delete = (outcome(name, on, at, facts) for name in ("retention.floor", "retention.delete"))
    if isinstance(delete, Answer):
        assert isinstance(floor, Answer)
        assert floor.value >= delete.value
        assert bool(floor.conflicts) == (floor.value > delete.value)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(BOOK.violations)), DAYS, st.sampled_from(PLACES), FACTS)
def test_every_penalty_has_a_frame_or_a_refusal_whatever_the_facts(
    what: str, on: date, at: str, facts: dict[str, Any]
) -> None:
    try:
        frame = BOOK.penalty(what, on, at, facts)
    except LawError as error:
        assert error.zh
        assert error.en
        return
    assert len(frame.owed) == len(set(frame.owed))
    assert all(BOOK.passage(item.cite) for item in (*frame.blocked, *frame.lenient))
    if frame.violation.immediate:
        assert not {"no order", "no refusal", "not expired"} & {item.code for item in frame.blocked}
    json.dumps(frame.as_dict(), ensure_ascii=False)


def outcome(name: str, on: date, at: str, facts: dict[str, Any]) -> Answer | str:
    """The answer, or the code of the refusal."""
    try:
        return BOOK.resolve(name, on, at, facts)
    except LawError as error:
        return error.code


@pytest.mark.parametrize("name", sorted(BOOK.rules))
def test_a_rule_is_written_out_in_both_languages(name: str) -> None:
    rule = BOOK.rules[name]
    assert rule.title[0] != rule.title[1]
    assert rule.unit in UNIT_WORDS
    for item in rule.provisions:
        for language in ("zh", "en"):
            assert BOOK.shown(name, item.value, language)
        assert item.reading in READINGS
    if rule.kind == "term":
        assert rule.unit in UNITS


def test_english_words_of_the_law_hold_no_chinese() -> None:
    def english() -> list[str]:
        pairs = [rule.title for rule in BOOK.rules.values()] + [rule.says for rule in BOOK.rules.values()]
        pairs += [label for rule in BOOK.rules.values() for label in rule.labels.values()]
        pairs += [fact.says for fact in BOOK.facts.values()] + [
            word for fact in BOOK.facts.values() for word in fact.words.values()
        ]
        pairs += [what.title for what in BOOK.violations.values()] + list(BOOK.words.values())
        pairs += [item.question for item in BOOK.checklist(date(2026, 1, 1)).items]
        return [en for _, en in pairs if en]

    chinese = [text for text in english() if any("\u4e00" <= sign <= "\u9fff" for sign in text.replace("周边", ""))]
    assert chinese == []
    assert len(english()) > 400
