"""Where fragments are cut and what decode times their samples get."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.recorder.cutting import cut_before_end, decode_times, key_after_first, lengths


def test_without_b_frames_all_but_the_newest_sample_may_go() -> None:
    assert cut_before_end([0, 3600, 7200, 10800]) == 3
    assert cut_before_end([0]) == 0
    assert cut_before_end([]) == 0


def test_a_reordered_group_is_not_torn() -> None:
    # decode order I0 P3 B1 B2 P6 B4 B5: before P6 is the last place where everything shown earlier is there
    assert cut_before_end([0, 3, 1, 2, 6, 4, 5]) == 4
    assert cut_before_end([0, 3, 1, 2, 6]) == 4
    assert cut_before_end([5, 3, 4]) == 0


@given(st.lists(st.integers(0, 1000), max_size=30, unique=True))
def test_everything_before_a_cut_is_shown_before_what_follows_it(times: list[int]) -> None:
    count = cut_before_end(times)
    assert 0 <= count < max(len(times), 1)
    if count:
        assert times[count] > max(times[:count])


def test_the_next_key_frame_is_found() -> None:
    assert key_after_first([True, False, True, False]) == 2
    assert key_after_first([True, False]) == 0
    assert key_after_first([True]) == 0


def test_decode_times_rise_and_offsets_hide_behind_the_delay() -> None:
    plain, none = decode_times([0, 40, 80], 0)
    assert list(plain) == [0, 40, 80] and none is None
    ordered, offsets = decode_times([0, 120, 40, 80], 40)
    assert list(ordered) == [0, 40, 80, 120]
    assert offsets == [40, 120, 0, 0]


def test_the_last_length_comes_from_what_follows_or_is_the_usual_one() -> None:
    assert lengths([0, 40, 90], 130, 3600) == [40, 50, 40]
    assert lengths([0, 40, 90], None, 3600) == [40, 50, 3600]
    assert lengths([7], 7, 3600) == [1]
