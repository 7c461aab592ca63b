"""Facts are a flat object of known names; what is wrong is named, with near names and the allowed words."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.rulebook import BadFacts, opened
from beholden.engines.rulebook.facts import MAX_FACTS, check_facts
from beholden.engines.rulebook.tests.conftest import LAW

KNOWN = opened(LAW).facts
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_dates_come_as_text_or_as_dates() -> None:
    assert check_facts(KNOWN, {"order.issued": "2026-04-01"}) == {"order.issued": date(2026, 4, 1)}
    assert check_facts(KNOWN, {"order.issued": date(2026, 4, 1)}) == {"order.issued": date(2026, 4, 1)}
    with pytest.raises(BadFacts):
        check_facts(KNOWN, {"order.issued": datetime(2026, 4, 1, 8, 0)})  # noqa: DTZ001 - a moment is no day


def test_an_unknown_name_brings_near_ones() -> None:
    assert check_facts(KNOWN, {"place_category": "op_hub"})
    with pytest.raises(BadFacts, match="place_category"):
        check_facts(KNOWN, {"place_kategory": "op_hub"})


def test_a_word_that_is_not_allowed_brings_the_allowed_ones() -> None:
    with pytest.raises(BadFacts) as caught:
        check_facts(KNOWN, {"party": "company"})
    assert "unit、individual" in caught.value.zh
    assert "unit, individual" in caught.value.en


def test_numbers_are_whole_and_true_is_no_number() -> None:
    assert check_facts(KNOWN, {"fine.proposed": 5000}) == {"fine.proposed": 5000}
    for wrong in (True, 1.0, "5000"):
        with pytest.raises(BadFacts):
            check_facts(KNOWN, {"fine.proposed": wrong})


@pytest.mark.parametrize("given", [None, [], "text", 3, {f"x{n}": 1 for n in range(MAX_FACTS + 1)}])
def test_what_is_no_small_object_is_refused(given: object) -> None:
    assert check_facts(KNOWN, {}) == {}
    with pytest.raises(BadFacts):
        check_facts(KNOWN, given)


def test_a_long_wrong_value_is_not_echoed_whole() -> None:
    with pytest.raises(BadFacts) as caught:
        check_facts(KNOWN, {"party": "x" * 10_000})
    assert len(caught.value.zh) < 200


@given(st.dictionaries(st.sampled_from(sorted(KNOWN)) | st.text(max_size=12), ANYTHING, max_size=6))
def test_whatever_comes_is_taken_clean_or_refused_in_two_languages(given: dict[str, Any]) -> None:
    try:
        facts = check_facts(KNOWN, given)
    except BadFacts as error:
        assert error.zh
        assert error.en
        return
    assert set(facts) == {name for name, value in given.items() if value is not None}
    assert all(isinstance(value, bool | int | str | date) for value in facts.values())
