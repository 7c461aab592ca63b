"""Any bytes from a server: taken, refused with a CameraError, and never kept without bound."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp import auth
from beholden.engines.video.rtsp.message import BODY_LIMIT, HEADER_LIMIT, Reader
from beholden.engines.video.rtsp.tests.dialogue import Dialogue, real
from beholden.engines.video.rtsp.transport import Transport, session_id

_LINES = st.lists(
    st.sampled_from(
        [
            b"RTSP/1.0 200 OK\r\n",
            b"RTSP/1.0 401 No\r\n",
            b"CSeq: 1\r\n",
            b"Content-Length: 3\r\n",
            b"\r\n",
            b"$\0\0\x04",
            b"abc",
            b"Session: 1;timeout=0\r\n",
            b"OPTIONS * RTSP/1.0\r\n",
            b"Transport: interleaved=\r\n",
            b"WWW-Authenticate: Digest ,\r\n",
            b" folded\r\n",
            b"\n\n",
            b"\xff\xfe",
            b"RTSP/",
            b"Location: x\r\n",
            b"RTSP/1.0 302 x\r\n",
            b"Content-Length: 99999999\r\n",
        ]
    ),
    max_size=25,
)


@given(_LINES, st.integers(1, 40), st.booleans())
@settings(max_examples=300)
def test_pieces_of_messages_in_any_order(lines: list[bytes], piece: int, playing: bool) -> None:
    talk = Dialogue(piece=piece)
    if playing:
        talk.run()
    data = b"".join(lines)
    try:
        taken = 0
        while taken < len(data):
            used = talk.give(data[taken:])
            assert 0 <= used <= len(data) - taken
            taken += used or 1
    except CameraError:
        pass


@given(
    st.binary(max_size=300),
    st.sampled_from(["hikvision_describe", "reolink_play", "hikvision_setup"]),
    st.integers(0, 300),
)
def test_real_answers_with_noise_inside(noise: bytes, name: str, at: int) -> None:
    data = real(name)
    with contextlib.suppress(CameraError):
        Dialogue().give(data[:at] + noise + data[at:])


@given(st.text(max_size=120))
def test_headers_of_any_text(text: str) -> None:
    for value in (text, "Digest " + text, f'Digest realm="{text}", nonce="{text}"', "Basic," + text):
        for challenge in auth.challenges([value]):
            assert challenge.strength >= 0
    name, seconds = session_id(text)
    assert len(name) <= 512
    assert 4.0 <= seconds <= 3600.0
    for value in (text, "interleaved=" + text, "RTP/AVP/TCP;ssrc=" + text):
        try:
            found = Transport.parse(value, 0)
        except CameraError:
            continue
        assert 0 <= found.rtp < 256
        assert 0 <= found.rtcp < 256


def test_a_reader_never_holds_more_than_its_limits() -> None:
    reader = Reader()
    try:
        for _ in range(100):
            reader.feed(memoryview(b"RTSP/1.0 200 OK\r\n" + b"a" * 5000))
    except CameraError as error:
        assert error.code == "too_large"
    assert len(reader._buffer) <= HEADER_LIMIT + 4

    body = Reader()
    body.feed(memoryview(b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % BODY_LIMIT))
    taken, message = body.feed(memoryview(b"x" * (BODY_LIMIT + 500)))
    assert taken == BODY_LIMIT
    assert message is not None
    assert len(message.body) == BODY_LIMIT
