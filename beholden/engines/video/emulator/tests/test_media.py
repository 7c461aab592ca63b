"""What leaves an emulated camera is the clip, packet for packet, for ever, without a seam."""

from __future__ import annotations

import itertools
import time

import pytest

from beholden.engines.video import emulator
from beholden.engines.video.emulator.tests.viewer import Packet, Viewer, access_units, report
from tests.clips import VARIANTS, clip
from tests.peers import ffmpeg

pytestmark = pytest.mark.server


def _rtp(packets: list[Packet], channel: int = 0) -> list[Packet]:
    return [packet for packet in packets if packet.channel == channel]


def _seen(name: str, seconds: float, tracks: int = 1) -> tuple[str, list[Packet]]:
    with emulator.serve([clip(name)]) as cameras, Viewer(cameras.urls[0]) as viewer:
        description = viewer.play(tracks)
        return description, viewer.packets(seconds)


@pytest.mark.parametrize("name", ["h264", "h264-b", "h264-10bit", "h265", "h265-b"])
def test_every_frame_arrives_as_it_lies_in_the_file(name: str) -> None:
    codec = name.partition("-")[0]
    _, packets = _seen(name, 2.5)
    sent = [b"".join(b"\x00\x00\x01" + unit for unit in units) for _, units in access_units(_rtp(packets), codec)[:-1]]
    name_of_codec = "h264" if codec == "h264" else "hevc"
    got = [ffmpeg.slices_md5(name_of_codec, unit) for unit in sent]
    source = [packet.md5 for packet in ffmpeg.packets(clip(name), limit=len(got))]
    assert len(got) > 50
    assert got == source


def test_parameter_sets_come_before_every_key_frame_and_in_the_description() -> None:
    for name, codec, sets, key in (("h264", "h264", [7, 8], 5), ("h265", "h265", [32, 33, 34], None)):
        description, packets = _seen(name, 2.4)
        assert "sprop-" in description
        keys = 0
        for _, units in access_units(_rtp(packets), codec):
            kinds = [unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F for unit in units]
            is_key = key in kinds if key else any(16 <= kind <= 21 for kind in kinds)
            keys += is_key
            assert [kind for kind in kinds if kind in sets] == (sets if is_key else [])
        assert keys == 2


def test_the_marker_ends_each_frame_and_only_it() -> None:
    _, packets = _seen("h264", 1)
    rtp = _rtp(packets)
    assert all(now.marker == (now.timestamp != after.timestamp) for now, after in itertools.pairwise(rtp))
    assert max(len(packet.raw) for packet in rtp) <= 1412


@pytest.mark.parametrize("name", ["short", "short-pcma"])
def test_the_loop_has_no_seam_in_numbers_or_times(name: str) -> None:
    variant = VARIANTS[name]
    length = variant.frames / variant.rate
    _, packets = _seen(name, 2.6 * length, tracks=2)
    video, audio = _rtp(packets, 0), _rtp(packets, 2)
    for rtp in (video, audio):
        assert all((b.sequence - a.sequence) & 0xFFFF == 1 for a, b in itertools.pairwise(rtp))
    times = sorted({(packet.timestamp - video[0].timestamp + (1 << 31)) & 0xFFFFFFFF for packet in video})
    assert len(times) > 2.4 * variant.frames
    steps = {b - a for a, b in itertools.pairwise(times[:-4])}  # the last may wait for B-frames
    assert steps == {90_000 // variant.rate}
    sounds = [packet.timestamp for packet in audio]
    assert {(b - a) & 0xFFFFFFFF for a, b in itertools.pairwise(sounds)} == {1024 if name == "short" else 320}


def test_frames_come_at_their_time() -> None:
    _, packets = _seen("h264", 2)
    rtp = _rtp(packets)
    late = [
        packet.at - rtp[0].at - ((packet.timestamp - rtp[0].timestamp) & 0xFFFFFFFF) / 90_000
        for packet in rtp
        if packet.marker
    ]
    assert -0.02 < sum(late) / len(late) < 0.05


def test_sender_reports_tell_true_time_for_picture_and_sound() -> None:
    before = time.time()
    _, packets = _seen("short", 1, tracks=2)
    for channel, clock in ((0, 90_000), (2, 48_000)):
        first = _rtp(packets, channel)[0]
        wall, ticks = report(_rtp(packets, channel + 1)[0].raw)
        assert before - 0.1 < wall < time.time()
        assert abs((first.timestamp - ticks + (1 << 31) & 0xFFFFFFFF) - (1 << 31)) < clock * 0.2


def test_numbers_count_on_from_the_start_of_the_camera() -> None:
    with emulator.serve([clip("short")]) as cameras:
        for _ in range(2):
            with Viewer(cameras.urls[0]) as viewer:
                viewer.play()
                viewer.packets(1.3)
        count = cameras.stats[0]
        first, second = count.runs
        assert first.first == 0
        assert first.frames == first.last - first.first + 1
        assert first.last - 25 <= second.first <= first.last + 25
        assert second.last == count.last > 40
        assert count.frames == first.frames + second.frames
        assert count.sessions == 2


def test_many_cameras_of_one_clip_run_apart_and_a_live_viewer_waits_for_the_next_key_frame() -> None:
    with emulator.serve([clip("h264-gop25")], cameras=5, live=True) as cameras:
        viewers = [Viewer(url) for url in cameras.urls]
        for viewer in viewers:
            viewer.play()
        time.sleep(1.1)
        seen = [_rtp(viewer.packets(0.1)) for viewer in viewers]
        for viewer in viewers:
            viewer.sock.close()
        starts = sorted(count.runs[0].first for count in cameras.stats)
    assert all(rtp for rtp in seen)
    assert all(start % 25 == 0 for start in starts)
    assert len(set(starts)) == 5


def test_a_second_viewer_of_a_camera_changes_nothing_for_the_first() -> None:
    with emulator.serve([clip("h264")]) as cameras, Viewer(cameras.urls[0]) as one, Viewer(cameras.urls[0]) as two:
        one.play()
        two.play()
        both = [_rtp(viewer.packets(1.5)) for viewer in (one, two)]
    for rtp in both:
        assert len({packet.ssrc for packet in rtp}) == 1
        assert all((b.sequence - a.sequence) & 0xFFFF == 1 for a, b in itertools.pairwise(rtp))
    assert both[0][0].ssrc != both[1][0].ssrc
