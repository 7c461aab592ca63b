"""AAC and G.711 packets become frames."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.rtp.tests.packetiser import Receiver, packet
from beholden.engines.video.tracks import Track


def _aac(header: tuple[int, int, int] = (13, 3, 3), config: str = "1188", rate: int = 48_000) -> Track:
    return Track("audio", "aac", 97, rate, "", parameters=[bytes.fromhex(config)], au_header=header)


def _packed(frames: list[bytes], header: tuple[int, int, int] = (13, 3, 3), sizes: list[int] | None = None) -> bytes:
    bits = ""
    for place, size in enumerate(sizes or [len(frame) for frame in frames]):
        index = header[1] if place == 0 else header[2]
        bits += f"{size:0{header[0]}b}" + "0" * index
    padded = bits + "0" * (-len(bits) % 8)
    head = int(padded, 2).to_bytes(len(padded) // 8, "big")
    return len(bits).to_bytes(2, "big") + head + b"".join(frames)


@given(st.lists(st.binary(min_size=1, max_size=300), min_size=1, max_size=8))
def test_several_frames_in_a_packet_each_get_their_time(frames: list[bytes]) -> None:
    got = Receiver(_aac()).feed([packet(0, 1000, _packed(frames), pt=97, marker=True)]).end()
    assert got.samples == frames
    assert got.group.times == [1000 + 1024 * n for n in range(len(frames))]
    assert all(got.group.keys)


def test_low_bit_rate_mode_and_long_frames() -> None:
    frames = [b"a" * 60, b"bc", b"d" * 63]
    got = Receiver(_aac((6, 2, 2))).feed([packet(0, 0, _packed(frames, (6, 2, 2)), pt=97)]).end()
    assert got.samples == frames
    doubled = Receiver(_aac(config="2b920800", rate=44_100)).feed([packet(0, 0, _packed(frames), pt=97)]).end()
    assert doubled.group.times == [0, 2048, 4096]


def test_a_frame_over_several_packets_is_put_together_and_dropped_when_a_piece_is_missing() -> None:
    frame = bytes(range(256)) * 8
    pieces = [frame[at : at + 700] for at in range(0, len(frame), 700)]
    sent = [
        packet(n, 0, _packed([piece], sizes=[len(frame)]), pt=97, marker=n == len(pieces) - 1)
        for n, piece in enumerate(pieces)
    ]
    rest = [packet(len(sent) + n, 1024 * (n + 1), _packed([b"next"]), pt=97, marker=True) for n in range(20)]
    assert Receiver(_aac()).feed(sent + rest).end().samples == [frame] + [b"next"] * 20
    broken = Receiver(_aac()).feed([sent[0], sent[2], *rest]).end()
    assert broken.samples == [b"next"] * 20
    assert broken.rtp.lost == 1
    unfinished = Receiver(_aac()).feed(sent[:2]).end()
    assert unfinished.samples == [] and unfinished.group.used == 0


@pytest.mark.parametrize(
    "payload", [b"", b"\0", b"\0\0", b"\xff\xff" + b"x" * 40, b"\0\x10", _packed([b"abc", b"de"])[:-1], b"\0\x08\0abc"]
)
def test_a_packet_that_makes_no_sense_is_counted_and_the_next_is_used(payload: bytes) -> None:
    got = Receiver(_aac()).feed([packet(0, 0, payload, pt=97), packet(1, 4096, _packed([b"good"]), pt=97)]).end()
    assert got.samples[-1] == b"good"
    assert b"abcde" not in got.samples
    assert got.rtp.damaged == (0 if payload == b"" else 1)


def test_g711_keeps_every_byte_and_counts_a_tick_a_byte() -> None:
    track = Track("audio", "pcma", 8, 8000, "")
    sent = [bytes([n]) * 160 for n in range(10)]
    packets = [packet(n, 160 * n, data, pt=8, marker=n == 0) for n, data in enumerate(sent)]
    got = Receiver(track).feed([*packets, packet(10, 1600, b"", pt=8)]).end()
    assert got.samples == sent
    assert got.group.times == [160 * n for n in range(10)]
    assert all(got.group.keys)
