"""Any bytes as packets: whole samples, or counters; never another error, never unbounded memory."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.video.rtp.tests.packetiser import (
    PPS,
    SPS,
    Receiver,
    h264_track,
    h265_track,
    idr,
    inter,
    more,
    nal_units,
    packet,
    packetise,
)
from beholden.engines.video.tracks import Track

_TRACKS = {
    "h264": h264_track,
    "h265": h265_track,
    "aac": lambda: Track("audio", "aac", 96, 48_000, "", parameters=[b"\x11\x88"]),
    "pcma": lambda: Track("audio", "pcma", 96, 8_000, ""),
}
_PAYLOADS = st.tuples(
    st.integers(0, 5), st.sampled_from([0, 0, 1, 3600, 7200, 1 << 31]), st.booleans(), st.binary(max_size=60)
)


@pytest.mark.parametrize("codec", _TRACKS)
@given(st.lists(_PAYLOADS, max_size=40))
@settings(max_examples=150)
def test_random_payloads_in_order_leave_samples_that_add_up(
    codec: str, payloads: list[tuple[int, int, bool, bytes]]
) -> None:
    got = Receiver(_TRACKS[codec]())
    sequence = 0
    for skip, timestamp, marker, payload in payloads:
        sequence += 1 + skip // 5
        got.feed([packet(sequence, timestamp, payload, marker=marker)])
    _check(got)


@pytest.mark.parametrize("codec", _TRACKS)
@given(st.lists(st.binary(max_size=80), max_size=40))
def test_random_bytes_as_packets(codec: str, packets: list[bytes]) -> None:
    _check(Receiver(_TRACKS[codec]()).feed(packets))


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 60), st.integers(0, 255)), max_size=12))
@settings(max_examples=200)
def test_a_real_stream_with_bytes_turned_over(changes: list[tuple[int, int, int]]) -> None:
    packets = [
        bytearray(p) for p in packetise([[SPS, PPS, idr(200)], *([inter(n), more(90)] for n in range(20))], mtu=30)
    ]
    for number, at, value in changes:
        target = packets[number % len(packets)]
        target[at % len(target)] = value
    _check(Receiver(h264_track()).feed(map(bytes, packets)))


def _check(got: Receiver) -> None:
    got.end()
    group = got.group
    assert len(group.sizes) == len(group.times) == len(group.keys)
    assert sum(group.sizes) == group.start == group.used <= len(group.buffer)
    assert len(group.buffer) <= 1 << 20
    assert 0 <= got.rtp.boundary <= len(group.sizes)
    if got.track.kind == "video":
        for sample in got.samples:
            assert nal_units(sample)
