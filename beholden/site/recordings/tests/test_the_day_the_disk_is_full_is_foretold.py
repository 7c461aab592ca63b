"""R17: a disk that cannot keep everybody's floor says on what day, and how much is missing."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.site.recordings.forecast import CameraLoad, forecast

TODAY = date(2026, 11, 21)
GB = 10**9


def days_back(count: int, each: int) -> dict[date, int]:
    return {TODAY - timedelta(days=ahead): each for ahead in range(1, count + 1)}


def test_a_disk_in_balance_is_never_full() -> None:
    full_house = CameraLoad(rate=10 * GB, floor=30, held=days_back(31, 10 * GB))
    found = forecast([full_house], 10 * GB, TODAY)
    assert (found.full_on, found.level, found.missing) == (None, "ok", 0)


def test_a_young_disk_that_will_not_hold_thirty_days_names_the_day() -> None:
    camera = CameraLoad(rate=10 * GB, floor=30, held={})
    found = forecast([camera], 205 * GB, TODAY)
    assert found.full_on == TODAY + timedelta(days=20)
    assert found.level == "watch"
    assert found.missing == 32 * 10 * GB - 205 * GB
    assert forecast([camera], 400 * GB, TODAY).full_on is None


def test_levels_follow_the_days_that_are_left() -> None:
    camera = CameraLoad(rate=GB, floor=30, held={})
    assert forecast([camera], 16 * GB, TODAY).level == "watch"
    assert forecast([camera], 14 * GB, TODAY).level == "tight"
    assert forecast([camera], 2 * GB, TODAY).level == "critical"
    assert forecast([camera], 0, TODAY).level == "critical"
    assert forecast([camera], -5, TODAY).full_on == TODAY


def test_a_longer_floor_for_one_system_weighs_on_all() -> None:
    usual = CameraLoad(rate=GB, floor=30, held=days_back(31, GB))
    target = CameraLoad(rate=GB, floor=90, held=days_back(31, GB))
    assert forecast([usual], 20 * GB, TODAY).full_on is None
    # nothing of the second falls due for another sixty days: one gigabyte more each day
    assert forecast([usual, target], 20 * GB, TODAY).full_on == TODAY + timedelta(days=20)


def test_old_footage_that_is_due_counts_as_room_and_held_footage_does_not() -> None:
    due = CameraLoad(rate=GB, floor=30, held={TODAY - timedelta(days=60): 50 * GB})
    frozen = CameraLoad(rate=GB, floor=30, held={}, frozen=50 * GB)
    assert forecast([due], 2 * GB, TODAY).full_on is None
    assert forecast([frozen], 2 * GB, TODAY).full_on == TODAY + timedelta(days=2)
    assert forecast([frozen], 2 * GB, TODAY).needed == 32 * GB + 50 * GB


def test_without_a_rule_nothing_is_deleted_and_the_disk_fills_one_day() -> None:
    endless = CameraLoad(rate=GB, floor=None, held=days_back(100, GB))
    assert forecast([endless], 10 * GB, TODAY).full_on == TODAY + timedelta(days=10)
    assert forecast([CameraLoad(0, None, {})], 10 * GB, TODAY).full_on is None


loads = st.builds(
    CameraLoad,
    rate=st.integers(0, 50 * GB),
    floor=st.integers(0, 120),
    held=st.dictionaries(st.integers(0, 200).map(lambda back: TODAY - timedelta(days=back)), st.integers(0, 50 * GB)),
    frozen=st.integers(0, 50 * GB),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(loads, min_size=1, max_size=5), st.integers(0, 5000 * GB), st.integers(0, 500 * GB))
def test_more_room_never_brings_the_day_nearer(cameras, free, more) -> None:  # type: ignore[no-untyped-def]
    less, enough = forecast(cameras, free, TODAY).full_on, forecast(cameras, free + more, TODAY).full_on
    assert enough is None or (less is not None and less <= enough)


@settings(max_examples=150, deadline=None)
@given(st.lists(loads, min_size=1, max_size=5), st.integers(0, 5000 * GB), loads)
def test_another_camera_never_puts_the_day_off(cameras, free, another) -> None:  # type: ignore[no-untyped-def]
    fresh = CameraLoad(another.rate, another.floor, {})
    before, after = forecast(cameras, free, TODAY).full_on, forecast([*cameras, fresh], free, TODAY).full_on
    assert before is None or (after is not None and after <= before)
