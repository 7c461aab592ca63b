"""In-band parameter sets: noticed when they differ, taken on request, harmless when damaged."""

from __future__ import annotations

import pytest

from beholden.engines.video.codecs.tests.writer import h264_sps
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtp.tests.packetiser import PPS, SPS, Receiver, aggregate, h264_track, idr, inter, packet

_SMALL = h264_sps(640, 352)


def _pictures(*sets: bytes, start: int = 0) -> list[bytes]:
    """A key picture with ``sets`` in front, three others behind."""
    packets = [packet(start, start * 3600, aggregate([*sets, idr()]), marker=True)]
    return packets + [packet(start + n, (start + n) * 3600, inter(n), marker=True) for n in (1, 2, 3)]


def test_repeated_sets_are_no_change_and_a_new_size_is_one_from_its_key_picture_on() -> None:
    got = Receiver(h264_track()).feed(_pictures(SPS, PPS) + _pictures(SPS + b"\0\0", PPS, start=4))
    assert not got.rtp.changed
    got.feed(_pictures(_SMALL, PPS, start=8)).end()
    assert got.rtp.changed
    assert got.rtp.boundary == 8
    assert got.group.keys[8]
    got.rtp.take_parameters()
    assert not got.rtp.changed
    assert (got.track.width, got.track.height, got.track.codec_string) == (640, 352, "avc1.4d001e")
    assert got.track.parameters == [_SMALL, PPS]
    got.feed(_pictures(_SMALL, PPS, start=12)).end()
    assert not got.rtp.changed


def test_a_camera_that_described_nothing_is_ready_after_its_first_key_picture() -> None:
    track = h264_track()
    track.parameters = []
    got = Receiver(track).feed(_pictures(SPS, PPS)).end()
    assert not track.ready
    assert got.rtp.changed
    assert got.rtp.boundary == 0
    got.rtp.take_parameters()
    assert track.ready
    assert (track.width, track.height) == (1920, 1080)


def test_several_sets_side_by_side_are_no_change_while_ours_is_among_them() -> None:
    other = b"\x68\x4e\x3c\x80"
    got = Receiver(h264_track()).feed(_pictures(SPS, other, PPS) + _pictures(SPS, PPS, other, start=4)).end()
    assert not got.rtp.changed
    got.feed(_pictures(SPS, other, start=8)).end()
    assert got.rtp.changed


def test_a_damaged_set_leaves_the_track_as_it_was() -> None:
    got = Receiver(h264_track())
    got.rtp.track.width = 1920
    got.feed(_pictures(b"\x67\x4d\x00", PPS)).end()
    assert got.rtp.changed
    with pytest.raises(CameraError, match="damaged"):
        got.rtp.take_parameters()
    assert got.track.parameters == [SPS, PPS]
    assert got.track.width == 1920
    assert not got.rtp.changed


def test_sets_of_a_picture_that_was_lost_are_not_believed() -> None:
    packets = _pictures(SPS, PPS)
    packets += [packet(4, 4 * 3600, _SMALL), packet(6, 4 * 3600, inter(9), marker=True)]  # number 5 never comes
    packets += [packet(7 + n, (5 + n) * 3600, inter(9), marker=True) for n in range(20)]
    got = Receiver(h264_track()).feed(packets).end()
    assert got.rtp.lost == 1
    assert not got.rtp.changed
