"""The pure part: a pair of dates on a day, and when maintenance falls due."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.site.dossiers import dates
from beholden.site.dossiers.dates import EXPIRED, EXPIRING, FUTURE, VALID, state_of, turns

DAYS = st.dates(date(1980, 1, 1), date(2100, 12, 31))
MAYBE = st.none() | DAYS
calmly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@calmly
@given(begins=MAYBE, length=st.none() | st.integers(0, 20_000), on=DAYS, lead=st.integers(0, 400))
def test_each_day_has_one_state_and_time_only_moves_it_on(
    begins: date | None, length: int | None, on: date, lead: int
) -> None:
    ends = None if length is None else (begins or on) + timedelta(days=length)
    state, next_day = (state_of(begins, ends, day, lead) for day in (on, on + timedelta(days=1)))
    order = [FUTURE, VALID, EXPIRING, EXPIRED]
    assert order.index(state) <= order.index(next_day)
    assert (state == FUTURE) == (begins is not None and on < begins)
    assert (state == EXPIRED) == (ends is not None and on > ends and state != FUTURE)
    if ends is not None and state in (VALID, EXPIRING):
        assert (state == EXPIRING) == ((ends - on).days <= lead)


def test_the_last_day_counts_and_the_day_after_does_not() -> None:
    first, last = date(2026, 1, 1), date(2026, 6, 30)
    assert state_of(first, last, last, 0) == EXPIRING
    assert state_of(first, last, last + timedelta(days=1), 0) == EXPIRED
    assert state_of(first, last, first - timedelta(days=1), 0) == FUTURE
    assert state_of(first, last, last - timedelta(days=31), 30) == VALID
    assert state_of(None, None, first, 30) == VALID


@calmly
@given(
    first=DAYS,
    interval=st.integers(1, 400),
    done=st.lists(DAYS, max_size=12),
    today=DAYS,
    until=st.none() | DAYS,
)
def test_turns_follow_one_another_and_only_the_last_is_to_come(
    first: date, interval: int, done: list[date], today: date, until: date | None
) -> None:
    found = turns(first, interval, done, today, until)
    kept = [turn for turn in found if turn.done]
    assert [turn.done for turn in kept] == sorted({day for day in done if day >= first})
    assert all(turn.done for turn in found[:-1])
    for before, after in pairwise(found):
        assert before.done is not None
        assert after.due == before.done + timedelta(days=interval)
    for turn in found:
        assert turn.late == ((turn.done or today) > turn.due)
    if until is not None and found and found[-1].done is None:
        assert found[-1].due <= until


def test_an_interval_of_nothing_is_refused_and_one_of_a_day_is_not() -> None:
    with pytest.raises(ValueError, match="interval of 0 days"):
        turns(date(2026, 1, 1), 0, [], date(2026, 1, 2))
    assert turns(date(2026, 1, 1), 1, [], date(2026, 1, 2))[0].due == date(2026, 1, 2)


def test_the_worst_of_nothing_is_missing_and_the_best_wins() -> None:
    assert dates.best([]) == dates.MISSING == dates.worst([])
    assert dates.best([EXPIRED, VALID]) == VALID
    assert dates.worst([EXPIRED, VALID]) == EXPIRED
