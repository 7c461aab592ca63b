"""Fault specifications: understood, explained, or refused with one sentence."""

from __future__ import annotations

import pytest

from beholden.engines.video.emulator import FaultError
from beholden.engines.video.emulator.faults import TABLE, outgoing, overview, parse


def test_every_fault_has_an_explanation_and_a_default_that_parses() -> None:
    for name, kind in TABLE.items():
        assert kind.__doc__
        assert len(parse(name)) == 1
        assert name in overview()


def test_an_unknown_fault_is_refused_with_the_list_of_those_there_are() -> None:
    with pytest.raises(FaultError) as refused:
        parse("drop=0.5,explode")
    assert "explode" in str(refused.value)
    assert all(name in str(refused.value) for name in TABLE)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("wrong", ["drop=2", "drop=", "drop=x", "stall=a:b", "jitter=-5ms", "garbage=many", "drop=nan"])
def test_a_value_that_makes_no_sense_is_refused_and_names_its_fault(wrong: str) -> None:
    with pytest.raises(FaultError, match=wrong.partition("=")[0]):
        parse(wrong)


def test_several_faults_joined_by_comma_or_ampersand_work_together() -> None:
    assert [type(one).__name__ for one in parse("drop=0.5,stall=1:2")] == ["Drop", "Stall"]
    assert [type(one).__name__ for one in parse("drop=0.5&stall=1:2")] == ["Drop", "Stall"]
    assert parse("") == []


def test_drop_takes_its_share_and_the_same_seed_takes_the_same_packets() -> None:
    packets = [bytes(12) + number.to_bytes(2) for number in range(10_000)]
    first = outgoing(parse("drop=0.1", seed=3), list(packets))
    assert 8_800 < len(first) < 9_200
    assert first == outgoing(parse("drop=0.1", seed=3), list(packets))
    assert first != outgoing(parse("drop=0.1", seed=4), list(packets))


def test_reorder_swaps_neighbours_and_loses_none() -> None:
    packets = [bytes(12) + number.to_bytes(2) for number in range(1_000)]
    faults = parse("reorder=0.2")
    sent = [one for at in range(0, 1_000, 10) for one in outgoing(faults, list(packets[at : at + 10]))]
    assert sent != packets
    places = {bytes(packet): at for at, packet in enumerate(sent)}
    assert len(sent) >= 999  # one may still be held back
    assert all(abs(places[one] - at) <= 1 for at, one in enumerate(packets) if one in places)


def test_duplicate_repeats_a_packet_right_behind_itself() -> None:
    packets = [bytes(12) + number.to_bytes(2) for number in range(1_000)]
    sent = outgoing(parse("duplicate=0.1"), list(packets))
    assert 1_050 < len(sent) < 1_150
    assert [one for at, one in enumerate(sent) if not at or sent[at - 1] != one] == packets


def test_corrupt_leaves_the_rtp_header_alone_and_the_shared_packet_unharmed() -> None:
    packet = bytearray(range(200))
    sent = outgoing(parse("corrupt=1"), [packet])
    assert sent[0] != packet
    assert sent[0][:12] == packet[:12]
    assert packet == bytearray(range(200))


def test_stall_is_silent_in_its_window_only() -> None:
    stall = parse("stall=2:3")[0]
    assert [stall.mute(second) for second in (0, 1.9, 2, 4.9, 5, 60)] == [False, False, True, True, False, False]


def test_garbage_with_a_size_ends_and_media_follow() -> None:
    garbage = parse("garbage=5000")[0]
    assert len(garbage.raw()) == 4096
    assert garbage.packets([bytes(20)]) == []
    assert len(garbage.raw()) == 904
    assert garbage.raw() == b""
    assert garbage.packets([bytes(20)]) == [bytes(20)]


def test_milliseconds_and_seconds_are_understood() -> None:
    assert parse("jitter=250ms")[0].delay == 0.25
    assert parse("jitter=2s")[0].delay == 2
    assert parse("clock=-30:200")[0].clock == -30
    assert parse("clock=-30:200")[0].drift == pytest.approx(1.0002)
