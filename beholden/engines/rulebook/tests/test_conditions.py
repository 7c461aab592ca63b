"""Conditions are flat tables: all must hold, a missing fact is neither yes nor no."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.rulebook.conditions import Test as Condition
from beholden.engines.rulebook.conditions import hold, unknown

GUARDED = Condition("guarded", frozenset({True}))
PLACE = Condition("place_category", frozenset({"op_crowd", "op_hub"}))
DAY = date(2025, 4, 1)


def test_one_test_holds_fails_or_does_not_know() -> None:
    assert GUARDED.holds({"guarded": True}) is True
    assert GUARDED.holds({"guarded": False}) is False
    assert GUARDED.holds({}) is None
    assert PLACE.holds({"place_category": "op_hub"}) is True
    assert PLACE.holds({"place_category": "gov_road"}) is False


@pytest.mark.parametrize(
    ("compare", "bound", "value", "wanted"),
    [
        ("at_least", 5, 5, True), ("at_least", 5, 4, False), ("at_most", 5, 5, True), ("at_most", 5, 6, False),
        ("before", DAY, DAY - timedelta(days=1), True), ("before", DAY, DAY, False),
        ("from", DAY, DAY, True), ("from", DAY, DAY - timedelta(days=1), False),
    ],
)  # fmt: skip
def test_bounds_say_on_which_side_they_lie(compare: str, bound: date | int, value: date | int, wanted: bool) -> None:
    assert Condition("x", frozenset(), compare, bound).holds({"x": value}) is wanted


def test_a_value_of_another_kind_is_not_known_rather_than_false() -> None:
    assert Condition("x", frozenset(), "before", DAY).holds({"x": 3}) is None


def test_all_must_hold_and_one_failure_settles_it_even_when_others_are_unknown() -> None:
    tests = (GUARDED, PLACE)
    assert hold(tests, {"guarded": True, "place_category": "op_hub"}) is True
    assert hold(tests, {"guarded": False}) is False
    assert hold(tests, {"guarded": True}) is None
    assert hold((), {}) is True
    assert unknown(tests, {"guarded": True}) == ("place_category",)


@given(st.dates(), st.dates())
def test_before_and_from_share_the_days_without_gap_or_overlap(bound: date, day: date) -> None:
    before = Condition("x", frozenset(), "before", bound).holds({"x": day})
    since = Condition("x", frozenset(), "from", bound).holds({"x": day})
    assert before is not since


@given(st.integers(), st.integers())
def test_at_least_and_at_most_meet_only_in_the_bound(bound: int, value: int) -> None:
    low = Condition("x", frozenset(), "at_least", bound).holds({"x": value})
    high = Condition("x", frozenset(), "at_most", bound).holds({"x": value})
    assert (low and high) == (value == bound)
    assert low or high
