"""Each fault as a viewer meets it, and the camera beside it that never notices."""

from __future__ import annotations

import itertools
import time

import pytest

from beholden.engines.video import emulator
from beholden.engines.video.emulator.tests.viewer import Packet, Viewer, report
from tests.clips import clip

pytestmark = pytest.mark.server


def _watch(fault: str, seconds: float, *, name: str = "h264") -> list[Packet]:
    """What a viewer gets from a camera with ``fault``."""
    with emulator.serve([(clip(name), fault)]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        return viewer.packets(seconds)


def _rtp(packets: list[Packet]) -> list[Packet]:
    return [packet for packet in packets if packet.channel == 0]


def _steps(packets: list[Packet]) -> list[int]:
    return [(b.sequence - a.sequence) & 0xFFFF for a, b in itertools.pairwise(_rtp(packets))]


def test_drop_leaves_holes_and_the_camera_beside_it_loses_nothing() -> None:
    with (
        emulator.serve([(clip("h264"), "drop=0.1"), clip("h264")]) as cameras,
        Viewer(cameras.urls[0]) as bad,
        Viewer(cameras.urls[1]) as good,
    ):
        bad.play()
        good.play()
        holes, whole = bad.packets(2), good.packets(2)
    assert 0.04 < sum(step > 1 for step in _steps(holes)) / len(holes) < 0.2
    assert set(_steps(whole)) == {1}


def test_duplicate_and_reorder_show_in_the_sequence_numbers() -> None:
    assert 0 in _steps(_watch("duplicate=0.1", 1))
    steps = _steps(_watch("reorder=0.1", 1))
    assert {2, 0xFFFF} <= set(steps)
    assert sum(steps) & 0xFFFF == len(steps) & 0xFFFF or abs(sum(steps) % 0x10000 - len(steps)) <= 1


def test_stall_falls_silent_and_comes_back_later_in_the_clip() -> None:
    with emulator.serve([(clip("h264"), "stall=0.5:1")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        rtp = _rtp(viewer.packets(2.2))
        run = cameras.stats[0].runs[0]
    at, silent = max(enumerate(b.at - a.at for a, b in itertools.pairwise(rtp)), key=lambda pair: pair[1])
    ticks = rtp[at + 1].timestamp - rtp[at].timestamp & 0xFFFFFFFF
    assert 0.9 < silent < 1.2
    assert 0.9 < ticks / 90_000 < 1.2
    assert 23 <= run.last - run.first + 1 - run.frames <= 27


def test_silent_answers_play_and_nothing_follows() -> None:
    assert _watch("silent", 1) == []


def test_jitter_delays_frames_but_keeps_their_order() -> None:
    rtp = _rtp(_watch("jitter=200ms", 2))
    assert set(_steps(rtp)) == {1}
    gaps = [b.at - a.at for a, b in itertools.pairwise([one for one in rtp if one.marker])]
    assert max(gaps) > 0.08


def test_close_ends_the_connection_and_a_new_one_is_taken() -> None:
    with emulator.serve([(clip("h264"), "close=0.5")]) as cameras:
        for _ in range(2):
            with Viewer(cameras.urls[0]) as viewer:
                viewer.play()
                began = time.monotonic()
                assert viewer.packets(5)
                assert 0.3 < time.monotonic() - began < 1.5


def test_half_open_goes_deaf_with_the_connection_up() -> None:
    with emulator.serve([(clip("h264"), "half-open=0.4")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        assert viewer.packets(1)
        assert viewer.packets(0.5) == []
        viewer.sock.settimeout(0.5)
        with pytest.raises(TimeoutError):
            viewer.ask("GET_PARAMETER")


def test_clock_lies_in_the_sender_reports_and_drifts_in_the_timestamps() -> None:
    packets = _watch("clock=+3600:50000", 2)
    wall, _ = report(next(one.raw for one in packets if one.channel == 1))
    assert 3590 < wall - time.time() < 3601
    rtp = _rtp(packets)
    camera = (rtp[-1].timestamp - rtp[0].timestamp & 0xFFFFFFFF) / 90_000
    assert 1.03 < camera / (rtp[-1].at - rtp[0].at) < 1.08


def test_parameters_change_at_a_key_frame_with_time_going_on() -> None:
    with (
        emulator.serve([(clip("h264-gop25"), "parameters=0.5"), clip("h264-small")]) as cameras,
        Viewer(cameras.urls[0]) as viewer,
    ):
        viewer.play()
        rtp = _rtp(viewer.packets(2))
        run = cameras.stats[0].runs[0]
    assert run.frames == run.last - run.first + 1
    sets = [one.payload for one in rtp if one.payload[0] & 0x1F == 24 and one.payload[3] & 0x1F == 7]
    assert len({payload[3:23] for payload in sets}) == 2
    times = sorted({one.timestamp - rtp[0].timestamp & 0xFFFFFFFF for one in rtp})
    assert {b - a for a, b in itertools.pairwise(times)} == {3600}
    assert set(_steps(rtp)) == {1}


def test_parameters_without_a_second_size_is_refused_at_the_start() -> None:
    with pytest.raises(emulator.FaultError, match="second clip"):
        emulator.make_server([clip("h264")], faults=["parameters=1"])


def test_garbage_breaks_the_framing_and_may_end() -> None:
    with emulator.serve([(clip("h264"), "garbage")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        viewer.sock.settimeout(0.5)
        bytes_seen = bytes(viewer.inbox) + viewer.sock.recv(8192)
        assert not bytes_seen.startswith(b"$\x00\x05") and len(set(bytes_seen)) > 200
    with emulator.serve([(clip("h264"), "garbage=5000")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        data = bytearray(viewer.inbox)
        while len(data) < 60_000:
            data += viewer.sock.recv(8192)
        ssrc = data[-1000:]
        assert data.count(b"$\x00") > 20, ssrc


def test_slow_loris_answers_byte_by_byte() -> None:
    with emulator.serve([(clip("h264"), "slow-loris=20")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.sock.sendall(f"OPTIONS {cameras.urls[0]} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        sizes = [len(viewer.sock.recv(100)) for _ in range(10)]
        assert sizes == [1] * 10


def test_huge_sdp_announces_a_gigabyte_and_never_ends() -> None:
    with emulator.serve([(clip("h264"), "huge-sdp")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.sock.sendall(f"DESCRIBE {cameras.urls[0]} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        got = bytearray()
        while len(got) < 2_000_000:
            got += viewer.sock.recv(65536)
        assert b"Content-Length: 1073741824" in got[:300]


def test_not_rtsp_answers_as_a_web_server() -> None:
    with emulator.serve([(clip("h264"), "not-rtsp")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.sock.sendall(f"OPTIONS {cameras.urls[0]} RTSP/1.0\r\nCSeq: 1\r\n\r\n".encode())
        assert viewer.sock.recv(4096).startswith(b"HTTP/1.1 400 ")
        assert viewer.sock.recv(4096) == b""


def test_descriptions_without_usable_video() -> None:
    for name, fault, wanted, unwanted in (
        ("short", "audio-only", "m=audio 0 RTP/AVP 97", "m=video"),
        ("h264", "audio-only", "PCMA/8000", "m=video"),
        ("h264", "mjpeg", "JPEG/90000", "H264"),
    ):
        with emulator.serve([(clip(name), fault)]) as cameras, Viewer(cameras.urls[0]) as viewer:
            text = viewer.ask("DESCRIBE").body.decode()
            assert wanted in text
            assert unwanted not in text


def test_redirect_names_another_place() -> None:
    with emulator.serve([(clip("h264"), "redirect=rtsp://192.0.2.1/x")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        answer = viewer.ask("DESCRIBE")
        assert (answer.status, answer.headers["location"]) == (302, "rtsp://192.0.2.1/x")


def test_headers_of_rtp_that_lie() -> None:
    with emulator.serve([(clip("h264"), "wrong-ssrc")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.ask("DESCRIBE")
        granted = viewer.ask("SETUP", f"{viewer.url}/trackID=0", Transport="RTP/AVP/TCP;interleaved=0-1")
        viewer.ask("PLAY")
        announced = int(granted.headers["transport"].partition("ssrc=")[2], 16)
        assert announced not in {packet.ssrc for packet in _rtp(viewer.packets(0.3))}
    assert not any(packet.marker for packet in _rtp(_watch("no-marker", 0.5)))
    assert len({packet.timestamp for packet in _rtp(_watch("no-timestamps", 0.5))}) == 1
    assert {packet.channel for packet in _watch("renumber", 0.5)} == {4, 5}


def test_wrap_passes_the_end_of_both_counters() -> None:
    rtp = _rtp(_watch("wrap=0.5", 1.5))
    assert rtp[0].timestamp > 0xFFFF0000 - 90_000 and rtp[-1].timestamp < 180_000
    assert set(_steps(rtp)) == {1}
    assert rtp[0].sequence >= 65_500 and rtp[-1].sequence < 65_500


def test_corrupt_flips_bytes_and_keeps_lengths() -> None:
    whole, damaged = _watch("", 0.5), _watch("corrupt=0.5", 0.5)
    pairs = [(a.payload, b.payload) for a, b in zip(_rtp(whole), _rtp(damaged), strict=False)]
    assert all(len(a) == len(b) for a, b in pairs)
    assert any(a != b for a, b in pairs) and any(a == b for a, b in pairs)


def test_a_fault_can_be_asked_for_in_the_address() -> None:
    with emulator.serve([clip("h264")]) as cameras:
        with Viewer(cameras.urls[0] + "?silent") as viewer:
            viewer.play()
            assert viewer.packets(0.5) == []
        with Viewer(cameras.urls[0] + "?explode") as viewer:
            assert viewer.ask("DESCRIBE").status == 400


def test_a_fault_is_set_and_mended_while_a_viewer_looks() -> None:
    with emulator.serve([clip("h264"), clip("h264")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        assert viewer.packets(0.4)
        cameras.set_fault(1, "silent")
        viewer.packets(0.1)
        assert viewer.packets(0.5) == []
        cameras.set_fault(1, "")
        assert viewer.packets(0.4)
        cameras.set_fault(2, "close=0")
        assert viewer.packets(0.3)
        with pytest.raises(emulator.FaultError):
            cameras.set_fault(1, "explode")
