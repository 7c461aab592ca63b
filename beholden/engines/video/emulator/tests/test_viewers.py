"""Viewers that are slow, silent, wrong or hostile: none of them disturbs another."""

from __future__ import annotations

import itertools
import socket
import time

import pytest

from beholden.engines.video import emulator
from beholden.engines.video.emulator.requests import BadRequest, take
from beholden.engines.video.emulator.tests.viewer import Viewer
from tests.clips import clip

TCP = "RTP/AVP/TCP;unicast;interleaved=0-1"


@pytest.mark.server
def test_a_viewer_that_does_not_read_is_dropped_and_counted_and_others_miss_nothing() -> None:
    with (
        emulator.serve([clip("dense")], stuck_after=1) as cameras,
        Viewer(cameras.urls[0]) as slow,
        Viewer(cameras.urls[0]) as good,
    ):
        slow.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.play()
        good.play()
        began, packets = time.monotonic(), []
        while not cameras.stats[0].dropped and time.monotonic() - began < 60:
            packets += good.packets(0.5)
        packets += good.packets(0.5)
    video = [packet for packet in packets if packet.channel == 0]
    assert cameras.stats[0].dropped == 1
    assert {(b.sequence - a.sequence) & 0xFFFF for a, b in itertools.pairwise(video)} == {1}


@pytest.mark.server
def test_a_session_ends_after_its_timeout_and_lives_with_keep_alives() -> None:
    with (
        emulator.serve([clip("short")], session_timeout=1) as cameras,
        Viewer(cameras.urls[0]) as silent,
        Viewer(cameras.urls[0]) as polite,
    ):
        silent.play()
        polite.play()
        for _ in range(7):
            polite.packets(1)
            assert polite.ask("GET_PARAMETER").status == 200
        silent.packets(0.5)
        with pytest.raises((EOFError, OSError)):
            silent.ask("GET_PARAMETER")


@pytest.mark.server
def test_teardown_ends_media_and_the_connection_may_play_again() -> None:
    with emulator.serve([clip("short")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        viewer.play()
        assert viewer.packets(0.3)
        assert viewer.ask("TEARDOWN").status == 200
        viewer.packets(0.1)
        assert viewer.packets(0.3) == []
        viewer.session = ""
        viewer.play()
        assert viewer.packets(0.3)
        assert cameras.stats[0].sessions == 2


@pytest.mark.server
def test_requests_out_of_turn_get_the_status_the_standard_names() -> None:
    with emulator.serve([clip("short")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        assert viewer.ask("PLAY").status == 455
        assert viewer.ask("RECORD").status == 501
        assert viewer.ask("SETUP", viewer.url + "/trackID=9", Transport=TCP).status == 404
        multicast = "RTP/AVP;multicast;client_port=5000-5001"
        assert viewer.ask("SETUP", viewer.url + "/trackID=0", Transport=multicast).status == 461
        assert viewer.ask("SETUP", viewer.url + "/trackID=0", Transport=TCP).status == 200
        for method in ("PLAY", "GET_PARAMETER", "TEARDOWN"):
            viewer.session = "stranger"
            assert viewer.ask(method).status == 454


@pytest.mark.server
def test_a_path_without_a_camera_is_not_found() -> None:
    with emulator.serve([clip("short")]) as cameras:
        for path in ("/2", "/0", "/-1", "/x", "/../1", "/①", "/" + "9" * 300, "/"):
            with Viewer(cameras.urls[0].rsplit("/", 1)[0] + path) as viewer:
                assert viewer.ask("DESCRIBE").status == 404, path


@pytest.mark.server
@pytest.mark.parametrize(
    "hostile",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x16\x03\x01\x02\x00" + bytes(200),
        b"A" * 70_000,
        b"DESCRIBE rtsp://x/1 RTSP/1.0\r\nContent-Length: 99999999999\r\n\r\n",
        b"DESCRIBE rtsp://x/1 RTSP/1.0\r\nContent-Length: -1\r\n\r\n",
        b"DESCRIBE rtsp://[x/1 RTSP/1.0\r\nCSeq: 1\r\n\r\n",
    ],
)
def test_what_is_no_request_closes_that_connection_only(hostile: bytes) -> None:
    with emulator.serve([clip("short")]) as cameras, Viewer(cameras.urls[0]) as good:
        good.play()
        with socket.create_connection(("127.0.0.1", cameras.port), 5) as bad:
            bad.settimeout(5)
            try:
                bad.sendall(hostile)
                assert bad.recv(1000) == b""
            except ConnectionError:
                pass
        assert good.packets(0.5)


def test_requests_are_taken_one_by_one_between_interleaved_packets() -> None:
    one = b"OPTIONS rtsp://h/1 RTSP/1.0\r\nCSeq: 7\r\n\r\n"
    inbox = bytearray(b"$\x01\x00\x04abcd" + one + one[:20])
    assert take(inbox) == 1
    request = take(inbox)
    assert request is not None and not isinstance(request, int)
    assert (request.method, request.cseq) == ("OPTIONS", "7")
    assert take(inbox) is None
    inbox += one[20:]
    assert take(inbox) is not None
    assert not inbox


def test_a_body_is_waited_for_and_left_out() -> None:
    inbox = bytearray(b"SET_PARAMETER rtsp://h/1 RTSP/1.0\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nab")
    assert take(inbox) is None
    inbox += b"cd$"
    assert take(inbox) is not None
    assert inbox == b"$"
    with pytest.raises(BadRequest):
        take(bytearray(b"nonsense\r\n\r\n"))
