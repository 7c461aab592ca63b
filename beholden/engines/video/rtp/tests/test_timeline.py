"""Times: unwrapped, through reordering pictures and 32-bit wraps, and what counts as a new timeline."""

from __future__ import annotations

import pytest

from beholden.engines.video.rtp.tests.packetiser import Receiver, h264_track, idr, inter, packet

_TOP = 1 << 32


def _stamped(stamps: list[int], first: int = 0) -> list[bytes]:
    return [packet(first + n, stamp, inter(n % 50 + 1), marker=True) for n, stamp in enumerate(stamps)]


def test_timestamps_run_on_when_their_32_bits_wrap() -> None:
    stamps = [_TOP - 7200 + n * 3600 for n in range(6)]
    got = Receiver(h264_track()).feed(_stamped(stamps)).end()
    assert got.group.times == stamps
    assert not got.rtp.restarted
    assert got.rtp.time_of((_TOP + 3600) % _TOP) == _TOP + 3600
    assert got.rtp.time_of(_TOP - 3600) == _TOP - 3600


def test_pictures_sent_before_their_turn_keep_their_times() -> None:
    stamps = [7200, 18000, 10800, 14400, 28800, 21600, 25200]
    got = Receiver(h264_track()).feed(_stamped(stamps)).end()
    assert got.group.times == stamps
    assert not got.rtp.restarted


@pytest.mark.parametrize("jump", [-950_000, 950_000, -(1 << 30)])
def test_a_jump_of_more_than_ten_seconds_begins_a_new_timeline_at_the_right_sample(jump: int) -> None:
    before = [1 << 30, (1 << 30) + 3600, (1 << 30) + 7200]
    after = [before[-1] + jump + n * 3600 for n in range(3)]
    got = Receiver(h264_track()).feed(_stamped(before + after)).end()
    assert got.rtp.restarted
    assert got.rtp.boundary == 3
    assert got.group.times == before + after
    got.rtp.restarted = False
    got.feed(_stamped([after[-1] + 3600], first=6)).end()
    assert not got.rtp.restarted
    assert got.group.times[-1] == after[-1] + 3600


@pytest.mark.parametrize("jump", [-890_000, 890_000])
def test_a_smaller_jump_is_the_cameras_business(jump: int) -> None:
    stamps = [1 << 30, (1 << 30) + 3600, (1 << 30) + 3600 + jump]
    got = Receiver(h264_track()).feed(_stamped(stamps)).end()
    assert got.group.times == stamps
    assert not got.rtp.restarted


def test_a_first_frame_without_a_timestamp_is_placed_one_frame_before_the_second() -> None:
    packets = [packet(0, 0, idr(), marker=True), *_stamped([3_000_000_000, 3_000_003_600], first=1)]
    got = Receiver(h264_track()).feed(packets).end()
    assert not got.rtp.restarted
    first, second, third = got.group.times
    assert (second - first, third - second) == (3600, 3600)
    assert got.group.keys == [True, False, False]


def test_a_frame_that_repeats_a_timestamp_gets_the_pace_of_those_before() -> None:
    stamps = [0, 6000, 12000, 18000, 24000, 24000, 36000]
    got = Receiver(h264_track()).feed(_stamped(stamps)).end()
    assert got.group.times == [0, 6000, 12000, 18000, 24000, 30000, 42000]
