"""H.265 packets become access units, byte for byte."""

from __future__ import annotations

import pytest

from beholden.engines.video.rtp.tests.packetiser import Receiver, aggregate, h265_track, packet, packetise

_VPS, _SPS, _PPS = b"\x40\x01v", b"\x42\x01s", b"\x44\x01p"
_SUFFIX_SEI = b"\x50\x01sei"


def _slice(kind: int, size: int = 40, first: bool = True) -> bytes:
    return bytes([kind << 1, 1, 0x80 if first else 0x20]) + bytes([kind + 1]) * size


@pytest.mark.parametrize("mtu", [4, 33, 1400])
@pytest.mark.parametrize("marker", [True, False])
def test_what_was_packetised_comes_out_whole(mtu: int, marker: bool) -> None:
    sent = [
        [_VPS, _SPS, _PPS, _slice(19, 900)],
        [_slice(1, 200), _slice(1, 90, first=False), _SUFFIX_SEI],
        [_slice(0, 1)],
        [_slice(21, 3000)],
        [b"\x46\x01\x50", _slice(1)],
    ]
    got = Receiver(h265_track()).feed(packetise(sent, mtu=mtu, h265=True, marker=marker)).end()
    expected = sent if marker else sent[:-1]
    assert got.units == expected
    assert got.group.keys == [True, False, False, True, False][: len(expected)]
    assert (got.rtp.lost, got.rtp.damaged, got.rtp.changed) == (0, 0, False)


@pytest.mark.parametrize(("kind", "key"), [(15, False), (16, True), (18, True), (20, True), (21, True), (22, False)])
def test_only_random_access_pictures_are_keys(kind: int, key: bool) -> None:
    got = Receiver(h265_track()).feed([packet(0, 0, _slice(kind), marker=True)]).end()
    assert got.group.keys == [key]


def test_aggregation_packets_are_taken_apart_and_torn_ones_cost_one_picture() -> None:
    whole = packet(0, 0, aggregate([_VPS, _SPS, _PPS, _slice(19)], h265=True), marker=True)
    torn = packet(1, 3600, aggregate([_slice(1), _slice(1, first=False)], h265=True)[:-9], marker=True)
    paci = packet(2, 7200, b"\x64\x01whatever", marker=False)
    got = Receiver(h265_track()).feed([whole, torn, paci, packet(3, 7200, _slice(1), marker=True)]).end()
    assert got.units == [[_VPS, _SPS, _PPS, _slice(19)], [_slice(1)]]
    assert got.rtp.damaged == 1


def test_other_parameter_sets_are_a_change() -> None:
    got = Receiver(h265_track()).feed(packetise([[_VPS, b"\x42\x01other", _PPS, _slice(19)]], h265=True)).end()
    assert got.rtp.changed
    assert got.rtp.boundary == 0


def test_loss_costs_one_picture() -> None:
    sent = [[_slice(19 if n == 0 else 1, 300 + n)] for n in range(20)]
    packets = packetise(sent, h265=True)
    del packets[60]
    got = Receiver(h265_track()).feed(packets).end()
    assert len(got.units) == 19
    assert all(unit in sent for unit in got.units)
    assert got.rtp.lost == 1
