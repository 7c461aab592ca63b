"""H.264 packets become access units, byte for byte."""

from __future__ import annotations

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.tests.packetiser import (
    PPS,
    SPS,
    Receiver,
    aggregate,
    fragments,
    h264_track,
    idr,
    inter,
    more,
    packet,
    packetise,
)


@pytest.mark.parametrize("mtu", [3, 17, 40, 1400])
def test_what_was_packetised_comes_out_whole(mtu: int) -> None:
    sent = [[SPS, PPS, idr(900)], [inter(200), more(90)], [inter(1)], [b"\x06\x05\x01x", inter(4000)]]
    got = Receiver(h264_track()).feed(packetise(sent, mtu=mtu)).end()
    assert got.units == sent
    assert got.group.keys == [True, False, False, False]
    assert got.group.times == [0, 3600, 7200, 10800]
    assert (got.rtp.lost, got.rtp.damaged, got.rtp.changed) == (0, 0, False)


def test_an_aggregation_packet_holds_several_units_and_a_torn_one_costs_only_its_access_unit() -> None:
    whole = packet(0, 0, aggregate([SPS, PPS, idr()]), marker=True)
    torn = packet(1, 3600, aggregate([b"\x06x", inter()])[:-5], marker=True)
    got = Receiver(h264_track()).feed([whole, torn, packet(2, 7200, inter(), marker=True)]).end()
    assert got.units == [[SPS, PPS, idr()], [inter()]]
    assert got.rtp.damaged == 1


def test_a_unit_larger_than_the_first_buffer_is_kept_and_the_buffer_grows_once_for_all() -> None:
    big = idr(700_000)
    got = Receiver(h264_track()).feed(packetise([[big], [big]], mtu=1400)).end()
    assert got.units == [[big], [big]]


def test_a_fragmented_unit_whose_first_packet_was_never_sent_is_dropped() -> None:
    headless = fragments(inter(200), 50)[1:]
    packets = [packet(0, 0, idr(), marker=True)]
    packets += [packet(1 + n, 3600, piece, marker=n == len(headless) - 1) for n, piece in enumerate(headless)]
    packets += [packet(1 + len(headless), 7200, inter(), marker=True)]
    got = Receiver(h264_track()).feed(packets).end()
    assert got.units == [[idr()], [inter()]]
    assert got.rtp.damaged >= 1


def test_a_fragmented_unit_without_end_bit_is_closed_by_the_marker() -> None:
    pieces = fragments(inter(200), 50)
    pieces[-1] = pieces[-1][:1] + bytes([pieces[-1][1] & 0xBF]) + pieces[-1][2:]
    packets = [packet(n, 0, piece, marker=n == len(pieces) - 1) for n, piece in enumerate(pieces)]
    got = Receiver(h264_track()).feed([*packets, packet(len(pieces), 3600, inter(), marker=True)]).end()
    assert got.units == [[inter(200)], [inter()]]


@pytest.mark.parametrize("kind", [25, 26, 27, 29, 30, 31])
def test_interleaved_and_unknown_packets_are_counted_as_damage(kind: int) -> None:
    packets = [packet(0, 0, idr(), marker=True), packet(1, 3600, bytes([0x60 | kind]) + b"x" * 20, marker=True)]
    got = Receiver(h264_track()).feed([*packets, packet(2, 7200, inter(), marker=True)]).end()
    assert got.units == [[idr()], [inter()]]
    assert got.rtp.damaged == 1


def test_units_behind_start_codes_in_one_packet_are_taken_apart() -> None:
    glued = SPS + b"\0\0\0\1" + PPS + b"\0\0\1" + idr(300)
    single = Receiver(h264_track()).feed([packet(0, 0, glued, marker=True)]).end()
    fragmented = Receiver(h264_track()).feed(packetise([[glued]], mtu=60)).end()
    assert single.units == fragmented.units == [[SPS, PPS, idr(300)]]
    assert single.group.keys == fragmented.group.keys == [True]


def test_a_sample_beyond_all_bounds_ends_in_one_sentence() -> None:
    got = Receiver(h264_track())
    first, middle, _ = fragments(idr(150_000), 60_000)
    got.feed([packet(0, 0, first)])
    with pytest.raises(CameraError, match="damaged"):
        got.feed(packet(1 + n, 0, middle) for n in range(400))
    assert len(got.group.buffer) <= 16 << 20


def test_header_extension_contributors_and_padding_are_taken_off() -> None:
    unit = idr(100)
    start, *middle, last = fragments(unit, 30)
    sources, extension = b"aaaabbbb", b"\xbe\xde\x00\x02" + b"e" * 8
    packets = [packet(0, 0, start, first=0x92, extra=sources + extension)]
    packets += [packet(1 + n, 0, piece, first=0x90, extra=extension) for n, piece in enumerate(middle)]
    packets.append(packet(1 + len(middle), 0, last + b"\0\0\3", first=0xA0, marker=True))
    assert Receiver(h264_track()).feed(packets).end().units == [[unit]]


@pytest.mark.parametrize(
    "bad", [b"", b"\x80", b"\x40" + b"x" * 30, packet(1, 0, b"", first=0x8F), packet(1, 0, b"", first=0x90)]
)
def test_a_packet_that_is_none_is_counted_and_harms_nothing_else(bad: bytes) -> None:
    got = Receiver(h264_track()).feed([packet(0, 0, idr(), marker=True), bad]).end()
    assert got.units == [[idr()]]
    assert got.rtp.damaged == 1
