"""Packetising by the RFCs: whatever the units, what a reader puts together again is what went in."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.emulator import nal
from beholden.engines.video.emulator.packetise import PAYLOAD, Wire, aac_payloads, interleave, video_payloads
from beholden.engines.video.emulator.reports import goodbye, sender_report
from beholden.engines.video.emulator.tests.viewer import Packet, access_units, report

# Types a single NAL unit may have in each codec; the rest are the payload formats' own.
_H264 = st.integers(1, 23).map(lambda kind: bytes((0x60 | kind,)))
_H265 = st.integers(0, 47).map(lambda kind: bytes((kind << 1, 1)))


def _units(heads: st.SearchStrategy[bytes]) -> st.SearchStrategy[list[bytes]]:
    sizes = st.one_of(st.integers(1, 60), st.integers(1300, 1500), st.integers(2000, 9000))
    unit = st.tuples(heads, sizes, st.integers(0, 255)).map(lambda made: made[0] + bytes((made[2],)) * made[1])
    return st.lists(unit, min_size=1, max_size=12)


def _round_trip(codec: Literal["h264", "h265"], units: list[bytes]) -> None:
    wire = Wire(video_payloads(codec, units), 96)
    after = wire.patch(2, 65_530, 0xFFFFFFF0, 0xDEADBEEF)
    packets = [Packet(2, bytes(raw)) for raw in wire.packets()]
    assert access_units(packets, codec) == [(0xFFFFFFF0, units)]
    assert [packet.sequence for packet in packets] == [65_530 + n & 0xFFFF for n in range(len(packets))]
    assert after == 65_530 + len(packets) & 0xFFFF
    assert [packet.marker for packet in packets] == [False] * (len(packets) - 1) + [True]
    assert {packet.ssrc for packet in packets} == {0xDEADBEEF}
    assert max(len(packet.payload) for packet in packets) <= PAYLOAD
    assert b"".join(interleave(raw, 2) for raw in wire.packets()) == wire.buffer


@given(_units(_H264))
def test_h264_units_come_back_whole_and_in_order(units: list[bytes]) -> None:
    _round_trip("h264", units)


@given(_units(_H265))
def test_h265_units_come_back_whole_and_in_order(units: list[bytes]) -> None:
    _round_trip("h265", units)


@given(st.binary(min_size=1, max_size=6000))
def test_aac_frames_come_back_whole(frame: bytes) -> None:
    payloads = aac_payloads(frame)
    assert b"".join(one[4:] for one in payloads) == frame
    assert all(one[:2] == b"\x00\x10" and int.from_bytes(one[2:4]) >> 3 == len(frame) for one in payloads)


def test_units_are_split_from_start_codes_and_from_lengths() -> None:
    units = [b"\x67abc", b"\x68d", b"\x65" + bytes(5) + b"e"]
    assert nal.split_start_codes(b"\x00\x00\x00\x01".join([b"", *units])) == units
    assert nal.split_start_codes(b"\x00\x00\x01".join([b"", *units]) + b"\x00\x00") == units
    assert nal.split_lengths(b"".join(len(unit).to_bytes(4) + unit for unit in units), 4) == units
    with pytest.raises(ValueError, match="outside"):
        nal.split_lengths(b"\x00\x00\x00\x09abc", 4)
    assert nal.split_start_codes(b"no unit") == []


def test_parameter_sets_are_added_to_a_key_frame_only_where_they_miss() -> None:
    sps, pps, idr, delimiter = b"\x67s", b"\x68p", b"\x65i", b"\x09\xf0"
    assert nal.with_parameter_sets("h264", [idr], [sps, pps]) == [sps, pps, idr]
    assert nal.with_parameter_sets("h264", [delimiter, idr], [sps, pps]) == [delimiter, sps, pps, idr]
    assert nal.with_parameter_sets("h264", [b"\x67own", b"\x68own", idr], [sps, pps]) == [b"\x67own", b"\x68own", idr]


def test_a_sender_report_says_when_and_ends_with_a_name() -> None:
    packet = sender_report(7, 1_700_000_000.25, 0x1_0000_0005, 3, 4)
    assert report(packet) == (1_700_000_000.25, 5)
    assert len(packet) % 4 == 0
    first = (int.from_bytes(packet[2:4]) + 1) * 4
    assert packet[first + 1] == 202
    assert first + (int.from_bytes(packet[first + 2 : first + 4]) + 1) * 4 == len(packet)
    assert goodbye(7) == b"\x81\xcb\x00\x01\x00\x00\x00\x07"
