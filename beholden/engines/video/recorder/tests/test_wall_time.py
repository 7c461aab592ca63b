"""Media time to wall time: the least-delayed frame, bounded correction, clock steps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.recorder.clock import STEP_US, RunClock, StepWatch

SECOND = 1_000_000


class SetClocks:
    """Clocks that a test sets."""

    def __init__(self, wall: int = 1_700_000_000 * SECOND, monotonic: int = 5 * SECOND) -> None:
        self.wall, self.monotonic = wall, monotonic

    def wall_us(self) -> int:
        return self.wall

    def monotonic_us(self) -> int:
        return self.monotonic


def test_a_run_starts_when_its_least_delayed_frame_says_and_not_before_a_frame() -> None:
    clock = RunClock()
    with pytest.raises(ValueError, match="frame"):
        clock.begin()
    clock.frame(0, 1000 * SECOND + 90_000)
    clock.frame(40_000, 1000 * SECOND + 50_000)
    clock.frame(80_000, 1000 * SECOND + 200_000)
    assert clock.begin() == 1000 * SECOND + 10_000


def test_a_burst_of_older_frames_dates_the_run_back() -> None:
    clock = RunClock()
    for number in range(50):
        clock.frame(number * 40_000, 2000 * SECOND)
    assert clock.begin() == 2000 * SECOND - 49 * 40_000


def test_the_next_segment_begins_where_the_last_ended_within_500_parts_in_a_million() -> None:
    clock = RunClock()
    clock.frame(0, 0)
    start = clock.begin()
    for media in range(SECOND, 61 * SECOND, SECOND):
        clock.frame(media, media + 3 * SECOND)  # the camera suddenly seems three seconds late
    end = clock.next(60 * SECOND)
    assert end - start == 60 * SECOND + 60 * SECOND // 2000
    assert clock.segment_wall_us == end
    assert clock.wall_at(61 * SECOND) == end + SECOND


@given(st.integers(-400, 400), st.integers(1, 50))
def test_a_crystal_off_by_less_than_500_ppm_is_followed(ppm: int, minutes: int) -> None:
    clock = RunClock()

    def arrival(media: int) -> int:
        return media + media * ppm // SECOND

    clock.frame(0, 0)
    clock.begin()
    for minute in range(1, minutes + 1):
        for second in range(1, 61):
            media = ((minute - 1) * 60 + second) * SECOND
            clock.frame(media, arrival(media))
        end = clock.next(minute * 60 * SECOND)
    # one minute behind at most: the least-delayed frame of a minute with a slow crystal is its first
    assert abs(end - arrival(minutes * 60 * SECOND)) <= 60 * SECOND * 400 // SECOND + minutes


@given(st.lists(st.tuples(st.integers(1, 120 * SECOND), st.integers(-SECOND, SECOND)), min_size=1, max_size=20))
def test_wall_time_never_runs_backwards(steps: list[tuple[int, int]]) -> None:
    clock = RunClock()
    clock.frame(0, 10**15)
    wall = clock.begin()
    media = 0
    for length, jitter in steps:
        media += length
        clock.frame(media, 10**15 + media + jitter)
        following = clock.next(media)
        assert following >= wall
        wall = following


def test_a_step_is_seen_and_slow_drift_is_not() -> None:
    clocks = SetClocks()
    watch = StepWatch(clocks)
    for _ in range(36_000):  # an hour of ticks, slewed by 500 ppm
        clocks.monotonic += 100_000
        clocks.wall += 100_050
        assert watch.stepped_us(clocks.wall, clocks.monotonic) == 0
    clocks.wall += 2 * STEP_US
    assert watch.stepped_us(clocks.wall, clocks.monotonic) > STEP_US
    watch.arm(clocks.wall, clocks.monotonic)
    assert watch.stepped_us(clocks.wall, clocks.monotonic) == 0
    clocks.wall -= 3600 * SECOND
    assert watch.stepped_us(clocks.wall, clocks.monotonic) < -STEP_US
