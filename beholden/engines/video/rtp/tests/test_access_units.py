"""Where a picture begins and ends, whatever the server does with marker and timestamp."""

from __future__ import annotations

from collections.abc import Sequence

from beholden.engines.video.codecs.tests.writer import h264_sps
from beholden.engines.video.rtp.tests.packetiser import (
    PPS,
    SPS,
    Receiver,
    h264_track,
    idr,
    inter,
    more,
    packet,
    packetise,
)

_SEI = b"\x06\x05\x02xy"
_AUD = b"\x09\xf0"
_PICTURES = [[_AUD, SPS, PPS, _SEI, idr()], *([_AUD, inter(20 + n), more()] for n in range(8))]


def _marked(units: Sequence[Sequence[bytes]], markers: str, timestamps: Sequence[int] | None = None) -> list[bytes]:
    """One NAL unit a packet. ``markers``: last, never, slices (every slice) or all."""
    packets = []
    for number, unit in enumerate(units):
        for place, nal in enumerate(unit):
            slice_ = nal[0] & 31 in (1, 5)
            marker = {"last": place == len(unit) - 1, "never": False, "slices": slice_, "all": True}[markers]
            stamp = timestamps[number] if timestamps else number * 3600
            packets.append(packet(len(packets), stamp, nal, marker=marker))
    return packets


def test_a_marker_ends_a_picture_at_once_after_it_has_proven_true() -> None:
    got = Receiver(h264_track()).feed(_marked(_PICTURES, "last"))
    assert got.units == _PICTURES  # the last one too, though nothing came behind it


def test_a_server_that_never_sets_the_marker_gets_the_same_pictures_one_later() -> None:
    got = Receiver(h264_track()).feed(_marked(_PICTURES, "never"))
    assert got.units == _PICTURES[:-1]
    assert got.group.times == [n * 3600 for n in range(8)]


def test_a_server_that_marks_every_slice_or_every_unit_does_not_split_pictures() -> None:
    for markers in ("slices", "all"):
        got = Receiver(h264_track()).feed(_marked(_PICTURES, markers)).end()
        assert got.units == _PICTURES, markers
        assert got.group.times == [n * 3600 for n in range(9)]
        assert got.group.keys == [True] + [False] * 8


def test_a_server_that_begins_to_mark_every_slice_later_is_forgiven() -> None:
    singles = [[idr()], *([inter(n)] for n in range(1, 6))]
    packets = _marked(singles + _PICTURES[1:4], "slices")
    got = Receiver(h264_track()).feed(packets).end()
    assert got.units == singles + _PICTURES[1:4]


def test_a_picture_that_was_already_taken_is_not_written_twice() -> None:
    got = Receiver(h264_track()).feed(_marked([[inter(n)] for n in range(6)], "last"))
    got.take(6)
    got.feed(
        [packet(6, 5 * 3600, more()), packet(7, 6 * 3600, inter(7)), packet(8, 7 * 3600, inter(8), marker=True)]
    ).end()
    assert got.units == [[inter(7)], [inter(8)]]


def test_timestamps_that_never_move_become_the_nominal_frame_rate() -> None:
    for markers in ("last", "never"):
        got = Receiver(h264_track()).feed(_marked(_PICTURES, markers, [0] * 9)).end()
        expected = _PICTURES if markers == "last" else _PICTURES[:-1]
        assert got.units == expected
        assert got.group.times == [n * 3600 for n in range(len(expected))]
        assert not got.rtp.restarted


def test_loss_with_frozen_timestamps_does_not_end_the_footage() -> None:
    for missing in (41, 42):  # first and last slice of a picture
        packets = _marked(_PICTURES * 4, "last", [7] * 36)
        del packets[missing]
        got = Receiver(h264_track()).feed(packets).end()
        assert got.units == [unit for n, unit in enumerate(_PICTURES * 4) if n != 12]
        assert got.rtp.lost == 1


def test_parameter_sets_with_the_timestamp_of_the_picture_before_join_the_next() -> None:
    packets = [packet(n, n * 3600, inter(n + 1), marker=True) for n in range(5)]
    packets += [
        packet(5, 4 * 3600, SPS),
        packet(6, 4 * 3600, PPS, marker=True),
        packet(7, 5 * 3600, idr(), marker=True),
    ]
    got = Receiver(h264_track()).feed(packets).end()
    assert got.units[-2:] == [[inter(5)], [SPS, PPS, idr()]]
    assert got.group.times[-2:] == [4 * 3600, 5 * 3600]


def test_filler_and_end_of_sequence_alone_make_no_sample() -> None:
    packets = [packet(n, n * 3600, inter(n + 1), marker=True) for n in range(5)]
    packets += [packet(5, 5 * 3600, b"\x0c\xff\xff\x80", marker=True), packet(6, 6 * 3600, b"\x0b", marker=True)]
    got = Receiver(h264_track()).feed(packets).end()
    assert [len(unit) for unit in got.units] == [1] * 5


def test_joining_in_the_middle_of_a_picture_skips_to_the_next_without_calling_it_loss() -> None:
    packets = packetise([[inter(300)], [inter(50)], [idr(200)]], sequence=65530)
    got = Receiver(h264_track()).feed(packets[3:]).end()
    assert got.units == [[inter(50)], [idr(200)]]
    assert (got.rtp.lost, got.rtp.damaged) == (0, 0)


def test_two_fields_of_a_picture_stay_one_sample() -> None:
    track = h264_track()
    track.parameters[0] = h264_sps(720, 576, fields=True)
    fields = [[inter(10 + n), inter(40 + n)] for n in range(6)]
    for markers in ("last", "slices", "never"):
        got = Receiver(track).feed(_marked(fields, markers)).end()
        assert got.units == (fields[:-1] if markers == "never" else fields), markers


def test_parameter_sets_between_the_slices_of_a_picture_do_not_split_it_and_the_marker_stays_believed() -> None:
    pictures = [[SPS, PPS, idr(), SPS, PPS, b"\x65\x1aIDR"], *([inter(n), more()] for n in range(1, 9))]
    got = Receiver(h264_track()).feed(_marked(pictures, "last"))
    assert got.units == pictures  # the last one without waiting for another
    assert got.group.keys == [True] + [False] * 8
