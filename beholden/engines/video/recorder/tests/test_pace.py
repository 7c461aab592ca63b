"""How often a camera is looked at: by what it sends, what the kernel holds, and how far apart its pictures are."""

from __future__ import annotations

from itertools import pairwise

import pytest

from beholden.engines.video.recorder.pace import FIRST, PAUSES_US, WATCHED, next_beat, next_step

MEGABYTE = 1 << 20


def settle(bytes_a_second: int, pictures_a_second: int, holds: int) -> list[int]:
    """The steps a steady camera goes through until it stays."""
    steps = [FIRST]
    for _ in range(20):
        pause = PAUSES_US[steps[-1]]
        came = min(bytes_a_second * pause // 1_000_000, holds)
        steps.append(next_step(steps[-1], came, holds, pictures_a_second * pause // 1_000_000))
    assert steps[-1] == steps[-2] == steps[-3], "it does not swing"
    return steps


@pytest.mark.parametrize(
    ("megabits", "holds", "pause_us"),
    [
        (4, 2 * MEGABYTE, 600_000),
        (4, 425_984, 300_000),  # what Linux allows when nobody changed it
        (8, 425_984, 100_000),
        (10, 2 * MEGABYTE, 600_000),
        (16, 2 * MEGABYTE, 300_000),
        (60, 2 * MEGABYTE, 100_000),
        (200, 425_984, 20_000),
    ],
)
def test_the_kernel_always_has_room_for_as_much_again(megabits: int, holds: int, pause_us: int) -> None:
    step = settle(megabits * 125_000, 25, holds)[-1]
    assert PAUSES_US[step] == pause_us
    assert megabits * 125_000 * pause_us // 1_000_000 <= holds // 2 or step == WATCHED


def test_a_buffer_that_is_all_but_full_is_emptied_as_often_as_can_be() -> None:
    assert next_step(0, 950_000, MEGABYTE, 15) == WATCHED
    assert next_step(0, 600_000, MEGABYTE, 15) == 1 and next_step(0, 500_000, MEGABYTE, 15) == 0
    assert next_step(WATCHED, MEGABYTE, MEGABYTE, 1) == WATCHED


def test_a_camera_with_few_pictures_is_not_left_for_long() -> None:
    assert PAUSES_US[settle(40_000, 25, MEGABYTE)[-1]] == 600_000
    assert PAUSES_US[settle(40_000, 2, MEGABYTE)[-1]] == 300_000
    assert PAUSES_US[settle(0, 0, 0)[-1]] == 300_000, "a relay, from which nothing comes"


def test_looks_fall_together() -> None:
    assert all(longer % shorter == 0 for longer, shorter in pairwise(PAUSES_US))
    assert next_beat(1_199_999, 600_000) == 1_200_000 and next_beat(1_200_000, 600_000) == 1_800_000
    for now in (7, 599_999, 123_456_789):
        beats = [next_beat(now, pause) for pause in PAUSES_US]
        assert all(beat > now for beat in beats) and beats == sorted(beats, reverse=True)
