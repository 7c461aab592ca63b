"""The conversation with a camera: what is asked in which order, and what ends it."""

from __future__ import annotations

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.session import ANSWER_WITHIN, PLAY_WITHIN, Session
from beholden.engines.video.rtsp.tests.dialogue import SDP, Asked, Dialogue, reply


def _fails(code: str, talk: Dialogue) -> str:
    with pytest.raises(CameraError) as caught:
        talk.run()
    assert caught.value.code == code
    assert "secret" not in str(caught.value)
    return caught.value.detail


@pytest.mark.parametrize("piece", [1, 13, 1 << 20])
def test_a_camera_plays_picture_and_sound_and_is_kept_alive(piece: int) -> None:
    talk = Dialogue(piece=piece).run()
    assert [asked.method for asked in talk.asked] == ["OPTIONS", "DESCRIBE", "SETUP", "SETUP", "PLAY"]
    assert [int(asked.headers["cseq"]) for asked in talk.asked] == [1, 2, 3, 4, 5]
    assert all("admin" not in asked.url for asked in talk.asked)
    assert talk.session.playing
    assert [track.codec for track in talk.session.tracks] == ["h264", "pcma"]
    assert "session" not in talk.asked[2].headers
    assert talk.asked[3].headers["session"] == "77"

    talk.session.tick(talk.now + 14.9)
    assert talk.requests() == []
    for turn in (1, 2, 3):  # half of 30 seconds
        talk.now = 100 + 15.0 * turn
        talk.session.tick(talk.now)
        talk.run()
        assert len([asked for asked in talk.asked if asked.method == "GET_PARAMETER"]) == turn

    talk.session.close()
    talk.run()
    assert talk.asked[-1].method == "TEARDOWN"
    talk.session.tick(talk.now + 1000)
    assert talk.requests() == []


def test_without_get_parameter_or_when_it_is_declined_options_keeps_alive() -> None:
    plain = Dialogue({"OPTIONS": reply(Public="OPTIONS, DESCRIBE, SETUP, PLAY")}).run()
    plain.session.tick(plain.now + 15)
    assert [asked.method for asked in plain.requests()] == ["OPTIONS"]

    declined = Dialogue({"GET_PARAMETER": reply("501 Not Implemented")}).run()
    declined.now += 15
    declined.session.tick(declined.now)
    declined.run()
    declined.session.tick(declined.now + 15)
    assert [asked.method for asked in declined.requests()] == ["OPTIONS"]


def test_a_camera_that_never_answers_keep_alives_is_let_be_and_one_that_forgot_the_session_is_not() -> None:
    talk = Dialogue().run()
    for turn in range(1, 10):
        talk.session.tick(talk.now + 15 * turn)
        assert len(talk.requests()) == 1
    forgot = Dialogue({"GET_PARAMETER": reply("454 Session Not Found")}).run()
    forgot.session.tick(forgot.now + 15)
    _fails("closed", forgot)


def test_options_may_fail_and_the_camera_still_plays() -> None:
    assert Dialogue({"OPTIONS": reply("405 Method Not Allowed")}).run().session.playing


def test_answers_between_media_are_found_and_media_is_left_for_the_owner() -> None:
    talk = Dialogue().run()
    talk.session.tick(talk.now + 15)
    (asked,) = talk.requests()
    answer = talk.answer(asked)
    media = b"$\x00\x00\x04\x80abc"
    view = memoryview(answer + media + answer)
    taken = talk.session.receive(view, talk.now)
    assert taken == len(answer)
    assert not talk.session.pending
    assert talk.session.receive(view[taken:], talk.now) == 0
    assert talk.session.receive(view[taken + len(media) :], talk.now) == len(answer)


def test_a_dollar_that_continues_a_body_belongs_to_the_body() -> None:
    talk = Dialogue()
    talk.requests()
    head = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 6\r\n\r\nabc"
    assert talk.session.receive(memoryview(head), talk.now) == len(head)
    assert talk.session.pending
    assert talk.session.receive(memoryview(b"$ef$\x00"), talk.now) == 3
    assert not talk.session.pending


def test_requests_of_the_server_are_answered() -> None:
    talk = Dialogue().run()
    talk.give(b"OPTIONS * RTSP/1.0\r\nCSeq: 9\r\n\r\nREDIRECT * RTSP/1.0\r\nCSeq: 10\r\nLocation: rtsp://evil/\r\n\r\n")
    sent = bytes(talk.session.outgoing)
    assert b"RTSP/1.0 200 OK\r\nCSeq: 9\r\n" in sent
    assert b"RTSP/1.0 501 Not Implemented\r\nCSeq: 10\r\n" in sent
    assert b"evil" not in sent
    assert talk.session.playing


def test_wrong_sequence_numbers_extra_answers_and_interim_answers_are_tolerated() -> None:
    def wrong(asked: Asked) -> bytes:
        return b"RTSP/1.0 100 Continue\r\n\r\n" + reply().replace(b"CSEQ", b"4711")

    talk = Dialogue({"OPTIONS": wrong}).run()
    assert talk.session.playing
    talk.give(reply("500 Whatever"))
    assert talk.session.playing


def test_channels_are_used_as_the_server_renumbers_them() -> None:
    channels = iter(["interleaved=8-9", "interleaved=10-11"])
    talk = Dialogue(
        {"SETUP": lambda asked: reply(Session="1", Transport=f"RTP/AVP/TCP;unicast;{next(channels)}")}
    ).run()
    assert talk.session.channels == {8: (0, False), 9: (0, True), 10: (1, False), 11: (1, True)}
    same = Dialogue({"SETUP": reply(Session="1", Transport="RTP/AVP/TCP;unicast;interleaved=0-1")})
    _fails("malformed", same)
    wild = Dialogue({"SETUP": reply(Session="1", Transport="RTP/AVP/TCP;unicast;interleaved=999-1000")})
    _fails("malformed", wild)


def test_a_server_that_insists_on_udp_is_said_so_and_one_that_says_nothing_is_believed() -> None:
    assert "UDP" in _fails("status", Dialogue({"SETUP": reply(Session="1", Transport="RTP/AVP/UDP;unicast")}))
    assert Dialogue({"SETUP": reply(Session="1")}).run().session.channels.keys() == {0, 1, 2, 3}


def test_a_camera_that_keeps_its_sound_to_itself_is_recorded_without() -> None:
    answers = [reply(Session="1"), reply("461 Unsupported Transport")]
    talk = Dialogue({"SETUP": answers}).run()
    assert [track.kind for track in talk.session.tracks] == ["video"]
    assert talk.session.channels.keys() == {0, 1}
    assert talk.session.playing


@pytest.mark.parametrize(
    ("method", "status", "code", "detail"),
    [
        ("DESCRIBE", "404 Not Found", "not_found", "rtsp://192.168.5.9/live?channel=1"),
        ("DESCRIBE", "403 Forbidden", "status", "403 Forbidden"),
        ("DESCRIBE", "503 Service Unavailable", "status", "503 Service Unavailable"),
        ("SETUP", "453 Not Enough Bandwidth", "status", "453 Not Enough Bandwidth"),
        ("PLAY", "500 Oops\x07", "status", "500 Oops?"),
        ("OPTIONS", "301 Moved", "redirect", "?"),
    ],
)
def test_refusals_become_one_clear_error(method: str, status: str, code: str, detail: str) -> None:
    assert _fails(code, Dialogue({method: reply(status)})) == detail


def test_redirects_are_refused_without_telling_a_password() -> None:
    moved = reply("302 Found", Location="rtsp://root:secret@169.254.169.254/x")
    assert _fails("redirect", Dialogue({"DESCRIBE": moved})) == "rtsp://169.254.169.254/x"


def test_a_huge_body_is_refused_at_once_and_nothing_is_buffered() -> None:
    head = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: 1000000000\r\n\r\n"
    assert _fails("too_large", Dialogue({"DESCRIBE": head})) == "1000000000 B"
    assert _fails("too_large", Dialogue({"DESCRIBE": b"RTSP/1.0 200 OK\r\n" + b"x: " + b"y" * 70_000})) == "> 65536 B"
    assert _fails("malformed", Dialogue({"DESCRIBE": head.replace(b"1000000000", b"-5")}))


@pytest.mark.parametrize(
    "banner",
    [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"220 ftp\r\n", b"\x16\x03\x01", b"\0" * 40],
)
def test_whoever_does_not_speak_rtsp_is_told_apart(banner: bytes) -> None:
    assert _fails("not_rtsp", Dialogue({"OPTIONS": banner})) == "192.168.5.9:554"


def test_a_description_that_is_none_is_malformed() -> None:
    _fails("malformed", Dialogue({"DESCRIBE": reply(body="<html>", Content_Type="text/html")}))
    _fails("malformed", Dialogue({"DESCRIBE": reply(body="hello", Content_Type="application/sdp")}))
    _fails("malformed", Dialogue({"DESCRIBE": reply()}))


def test_silence_and_a_slow_drip_both_end_at_a_deadline() -> None:
    silent = Dialogue()
    silent.session.tick(100 + ANSWER_WITHIN - 0.1)
    with pytest.raises(CameraError, match=r"No answer from 192\.168\.5\.9:554"):
        silent.session.tick(100 + ANSWER_WITHIN)

    drip = Dialogue({"SETUP": b""}).run()
    with pytest.raises(CameraError, match="No answer"):
        for second in range(int(PLAY_WITHIN) + 1):
            drip.give(b"R" if second == 0 else b"TSP/1.0 200 OK"[second - 1 : second])
            drip.session.tick(100 + second)


def test_garbage_after_play_is_skipped_up_to_the_next_media_and_bounded() -> None:
    talk = Dialogue().run()
    media = b"$\x00\x00\x0c\x80\x60abcd"
    garbage = b"\x01\x02noise$\x77\x00\x00more$\x00\x00\x0c\x00not rtp\xff"
    data = garbage + media
    assert talk.session.receive(memoryview(data), talk.now) == len(garbage)
    answer = b"RTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n"
    assert talk.session.receive(memoryview(b"\xfe\xfd" + answer), talk.now) == 2 + len(answer)
    assert talk.session.receive(memoryview(b"RTSP/garbage without sense\r\n\r\n" + media), talk.now) > 0
    with pytest.raises(CameraError, match="no sense"):
        for _ in range(40):
            talk.session.receive(memoryview(b"\x01" * 10_000), talk.now)


def test_little_garbage_now_and_then_never_adds_up() -> None:
    talk = Dialogue().run()
    for _ in range(100):
        talk.now += 61
        talk.session.tick(talk.now)
        talk.run()
        talk.session.receive(memoryview(b"\x01" * 10_000), talk.now)
    assert talk.session.playing


def test_only_describing_stops_there() -> None:
    talk = Dialogue()
    talk.session = Session(parse(talk.url), now=talk.now, only_describe=True)
    talk.run()
    assert [asked.method for asked in talk.asked] == ["OPTIONS", "DESCRIBE"]
    assert talk.session.described
    assert [track.codec for track in talk.session.tracks] == ["h264", "pcma"]
    talk.session.close()
    assert not talk.session.outgoing


def test_a_hostile_base_or_control_cannot_smuggle_a_request() -> None:
    body = SDP.replace("a=control:track1", "a=control:t 1\x0bX: y")
    base = "rtsp://192.168.5.9/a b\tc/"
    talk = Dialogue({"DESCRIBE": reply(body=body, Content_Type="application/sdp", Content_Base=base)}).run()
    urls = [asked.url for asked in talk.asked if asked.method == "SETUP"]
    assert not any(char.isspace() for char in "".join(urls))
    assert urls[1] == "rtsp://192.168.5.9/abc/track2"
