"""SDP: which tracks are recorded, and the sentence when none can be."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.codecs.tests.writer import h264_sps
from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp import sdp
from beholden.engines.video.rtsp.tests.dialogue import ANSWERS
from beholden.engines.video.tracks import Track

_H264 = "m=video 0 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
_REAL = [path.read_bytes().partition(b"\r\n\r\n")[2] for path in sorted(ANSWERS.glob("*describe*.txt"))]


def _tracks(text: str) -> list[Track]:
    return sdp.tracks(sdp.parse(("v=0\n" + text).encode()))


@pytest.mark.parametrize(
    ("text", "code", "detail"),
    [
        ("m=audio 0 RTP/AVP 0\n", "no_video", "audio"),
        ("m=audio 0 RTP/AVP 0\nm=application 0 RTP/AVP 107\n", "no_video", "application, audio"),
        ("", "no_video", "-"),
        ("m=video 0 RTP/AVP 26\n", "codec", "MJPEG"),
        ("m=video 0 RTP/AVP 96\na=rtpmap:96 MP4V-ES/90000\n", "codec", "MPEG-4"),
        ("m=video 0 RTP/AVP 96 97\na=rtpmap:96 AV1/90000\na=rtpmap:97 VP9/90000\n", "codec", "AV1, VP9"),
        ("m=video 0 RTP/AVP 96\n", "codec", "?"),
        ("m=video\n", "codec", "?"),
    ],
)
def test_what_cannot_be_recorded_is_named(text: str, code: str, detail: str) -> None:
    with pytest.raises(CameraError) as caught:
        _tracks(text)
    assert (caught.value.code, caught.value.detail) == (code, detail)


def test_the_first_video_and_the_first_sound_that_can_be_recorded_are_chosen() -> None:
    text = (
        "m=video 0 RTP/AVP 26\na=control:jpeg\n"
        + _H264
        + "a=control:one\n"
        + _H264.replace("96", "98")
        + "a=control:two\n"
        "m=audio 0 RTP/AVP 97\na=rtpmap:97 opus/48000/2\n"
        "m=audio 0 RTP/AVP 98\na=rtpmap:98 MPEG4-GENERIC/48000\n"
        "m=audio 0 RTP/AVP 0\na=control:talk\nm=audio 0 RTP/AVP 8\na=control:other\n"
    )
    video, audio = _tracks(text)
    assert (video.control, video.payload_type) == ("one", 96)
    assert (audio.codec, audio.control, audio.clock_rate, audio.codec_string) == ("pcmu", "talk", 8000, "ulaw")


def test_h265_with_its_three_sets_in_any_order() -> None:
    sets = {
        "vps": "40010c01ffff01600000030090000003000003001e959809",
        "sps": "420101016000000300b00000030000030078a003c08010e58dae4932f4dc04040402",
        "pps": "4401c172b46240",
    }
    text = "; ".join(
        f"sprop-{name}={base64.b64encode(bytes.fromhex(unit)).decode()}" for name, unit in reversed(sets.items())
    )
    (track,) = _tracks(f"m=video 0 RTP/AVP 98\na=rtpmap:98 H265/90000\na=fmtp:98 profile-id=1;{text}\n")
    assert track.parameters == [bytes.fromhex(unit) for unit in sets.values()]
    assert (track.width, track.height, track.codec_string) == (1920, 1080, "hvc1.1.6.L120.B0")
    assert track.ready


@pytest.mark.parametrize("sets", ["", "!!!,???", "Zw==", "AAAA,AAAA", "Z00A", "Z2QAM6zoAoALWQ==", ",aO48MA=="])
def test_missing_or_damaged_sets_wait_for_those_in_the_stream(sets: str) -> None:
    (track,) = _tracks(_H264 + f"a=fmtp:96 sprop-parameter-sets={sets}\n")
    assert len(track.parameters) == 2
    assert not track.ready


def test_ten_bit_video_is_accepted_and_said() -> None:
    unit = base64.b64encode(h264_sps(1920, 1088, profile=110, depth=10)).decode()
    (track,) = _tracks(_H264 + f"a=fmtp:96 sprop-parameter-sets={unit},aO48MA==\n")
    assert track.ready
    assert (track.bit_depth, track.codec_string) == (10, "avc1.6e001e")


def test_sets_behind_start_codes_are_unwrapped() -> None:
    pair = b"\0\0\0\1" + base64.b64decode("Z2QAM6zoAoALWQ==") + b"\0\0\0\1" + base64.b64decode("aO48MA==")
    (track,) = _tracks(_H264 + f"a=fmtp:96 sprop-parameter-sets={base64.b64encode(pair).decode()}\n")
    assert (track.width, track.height, track.parameters[1]) == (2560, 1440, bytes.fromhex("68ee3c30"))


def test_audio_modes_and_sizes() -> None:
    aac = "m=audio 0 RTP/AVP 97\na=rtpmap:97 mpeg4-generic/44100/2\na=fmtp:97 "
    _, low = _tracks(_H264 + aac + "mode=AAC-lbr; config=1210\n")
    assert (low.au_header, low.channels) == ((6, 2, 2), 2)
    _, high = _tracks(_H264 + aac + "mode=AAC-hbr;sizeLength=13;indexLength=3;indexDeltaLength=3; config=1210\n")
    assert (high.au_header, high.parameters) == ((13, 3, 3), [b"\x12\x10"])
    assert len(_tracks(_H264 + aac + "sizelength=99;config=1210\n")) == 1
    assert len(_tracks(_H264 + aac + "config=zz\n")) == 1
    assert len(_tracks(_H264 + aac + "mode=AAC-hbr\n")) == 1


@pytest.mark.parametrize(
    ("line", "fps"),
    [("25", 25.0), ("15.000000", 15.0), ("0S", 0.0), ("", 0.0), ("-3", 0.0), ("1e9", 1.0), ("99999", 0.0)],
)
def test_frame_rates_as_cameras_write_them(line: str, fps: float) -> None:
    assert _tracks(_H264 + f"a=framerate:{line}\n")[0].fps == fps


def test_what_is_no_description_or_too_much_of_one_is_malformed() -> None:
    for body in (b"", b"hello", b"\xff" * 100, b"v=0\n" + b"m=video 0 RTP/AVP 96\n" * 65):
        with pytest.raises(CameraError, match="no sense"):
            sdp.parse(body)


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, len(_REAL) - 1))
def test_any_bytes_in_a_description_are_tracks_or_a_camera_error(noise: bytes, at: int, which: int) -> None:
    real = _REAL[which]
    for body in (
        noise,
        b"v=0\n" + noise,
        real[:at] + noise + real[at:],
        real[:at] + noise,
        b"v=0\nm=video 0 RTP/AVP 96\na=" + noise,
    ):
        try:
            for track in sdp.tracks(sdp.parse(body)):
                assert track.clock_rate > 0
        except CameraError as error:
            assert error.code in ("malformed", "codec", "no_video")
