"""Loss, reordering, duplicates and strangers: what is whole is kept, what is missing is counted."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.video.rtp.depacketiser import EARLY_STRANGERS, HELD_LIMIT, STRANGERS
from beholden.engines.video.rtp.tests.packetiser import Receiver, h264_track, idr, inter, more, packet, packetise

_PICTURES = [[idr(300, n)] if n % 10 == 0 else [inter(90 + n), more(50 + n)] for n in range(60)]


def test_a_lost_packet_costs_its_picture_and_nothing_else() -> None:
    packets = packetise(_PICTURES, sequence=65_500)
    for missing in (0, 3, 40, 41, 100, 101, 200):
        got = Receiver(h264_track()).feed(p for n, p in enumerate(packets) if n != missing).end()
        lost = [unit for unit in _PICTURES if unit not in got.units]
        assert len(lost) == 1, missing
        assert len(got.units) == len(_PICTURES) - 1
        assert got.rtp.lost == (0 if missing == 0 else 1)  # what came before the first packet is not ours to miss
        assert sum(got.group.keys) == 6 - (lost[0][0][0] == idr()[0])


@given(st.sets(st.integers(1, 330), max_size=60))
def test_any_loss_leaves_only_pictures_that_were_sent_in_their_order(missing: set[int]) -> None:
    packets = packetise(_PICTURES)
    got = Receiver(h264_track()).feed(p for n, p in enumerate(packets) if n not in missing).end()
    places = [time // 3600 for time in got.group.times]
    assert places == sorted(set(places))
    assert got.units == [_PICTURES[place] for place in places]
    assert got.rtp.lost <= len(missing)


@given(st.randoms(use_true_random=False), st.integers(2, HELD_LIMIT))
@settings(max_examples=40)
def test_packets_out_of_order_within_the_window_lose_nothing(chance: random.Random, window: int) -> None:
    packets = packetise(_PICTURES, sequence=65_400)
    head, rest = packets[:1], packets[1:]
    for at in range(0, len(rest), window):
        piece = rest[at : at + window]
        chance.shuffle(piece)
        rest[at : at + window] = piece
    got = Receiver(h264_track()).feed(head + rest).end()
    assert got.units == _PICTURES
    assert (got.rtp.lost, got.rtp.late, got.rtp.duplicates) == (0, 0, 0)


def test_duplicates_and_packets_that_come_too_late_are_told_apart() -> None:
    packets = packetise(_PICTURES)
    twice = Receiver(h264_track()).feed(p for one in packets for p in (one, one)).end()
    assert twice.units == _PICTURES
    assert (twice.rtp.duplicates, twice.rtp.late, twice.rtp.lost) == (len(packets), 0, 0)

    delayed = packets[:50] + packets[51:90] + [packets[50]] + packets[90:]
    got = Receiver(h264_track()).feed(delayed).end()
    assert (got.rtp.late, got.rtp.lost, got.rtp.duplicates) == (1, 1, 0)
    assert len(got.units) == len(_PICTURES) - 1


def test_memory_for_packets_that_are_early_is_bounded() -> None:
    got = Receiver(h264_track()).feed(packetise(_PICTURES)[:20])
    got.feed(packet(20 + 2 * n, 3600 * n, inter(1000)) for n in range(1, 1200))
    assert len(got.rtp._held) <= HELD_LIMIT


def test_a_server_that_starts_its_numbering_anew_goes_on() -> None:
    first, second = packetise(_PICTURES[:30]), packetise(_PICTURES[30:], sequence=31_000, start=30 * 3600)
    got = Receiver(h264_track()).feed(first + second).end()
    assert got.units[:30] == _PICTURES[:30]
    assert got.units[-29:] == _PICTURES[31:]
    assert got.rtp.lost == 0


def test_one_packet_with_a_wild_number_changes_nothing() -> None:
    packets = packetise(_PICTURES)
    got = Receiver(h264_track()).feed([*packets[:70], packet(30_000, 99, inter()), *packets[70:]]).end()
    assert got.units == _PICTURES
    assert got.rtp.lost == 0


def test_a_stranger_between_our_packets_is_ignored_until_ours_have_ended() -> None:
    ours = packetise(_PICTURES)
    theirs = [packet(n, n * 3600, inter(7), marker=True, ssrc=0x9999) for n in range(STRANGERS + 20)]
    mixed = [p for n, one in enumerate(ours) for p in (theirs[n % 50], one)]
    got = Receiver(h264_track(), ssrc=0x1234).feed(mixed)
    assert got.end().units == _PICTURES
    assert got.rtp.foreign == len(ours)
    assert not got.rtp.restarted

    got.feed(theirs).end()
    assert got.rtp.restarted
    assert got.rtp.boundary == len(_PICTURES)
    assert got.units[: got.rtp.boundary] == _PICTURES
    assert all(unit == [inter(7)] for unit in got.units[got.rtp.boundary :])
    assert len(got.units) == len(_PICTURES) + 21


@pytest.mark.parametrize("promised", [None, 0x1234, 0x7777])
def test_the_promised_source_is_preferred_but_a_wrong_promise_is_soon_forgiven(promised: int | None) -> None:
    got = Receiver(h264_track(), ssrc=promised).feed(packetise(_PICTURES)).end()
    assert not got.rtp.restarted
    if promised == 0x7777:
        assert got.rtp.foreign == EARLY_STRANGERS - 1
        assert len(got.units) >= len(_PICTURES) - 2
    else:
        assert got.units == _PICTURES


def test_strangers_between_the_fragments_of_one_large_picture_do_not_add_up() -> None:
    ours = packetise([[idr(9000)], [inter()]])
    assert len(ours) > 2 * STRANGERS
    theirs = [packet(n, 0, inter(), ssrc=0x9999) for n in range(len(ours))]
    got = Receiver(h264_track(), ssrc=0x1234).feed(p for pair in zip(ours, theirs, strict=True) for p in pair).end()
    assert got.units == [[idr(9000)], [inter()]]
    assert not got.rtp.restarted


def test_packets_of_another_payload_type_are_counted_only() -> None:
    packets = packetise(_PICTURES[:3])
    got = Receiver(h264_track()).feed([*packets, packet(999, 0, b"\x80\xc8", pt=72)]).end()
    assert got.units == _PICTURES[:3]
    assert got.rtp.foreign == 1
