"""Answers of real cameras, with all their quirks, lead to the right requests and tracks."""

from __future__ import annotations

import pytest

from beholden.engines.video.rtsp.message import Reader
from beholden.engines.video.rtsp.tests.dialogue import ANSWERS, Dialogue, real, reply
from beholden.engines.video.rtsp.transport import Transport, session_id


@pytest.mark.parametrize("path", sorted(ANSWERS.glob("*_*.txt")), ids=lambda path: path.stem)
def test_every_answer_is_one_whole_message_whatever_the_pieces(path: object) -> None:
    data = path.read_bytes()  # type: ignore[attr-defined]
    for piece in (1, 7, len(data)):
        reader, messages, at = Reader(), [], 0
        while at < len(data):
            taken, message = reader.feed(memoryview(data)[at : at + piece])
            at += taken
            messages += [message] if message else []
            if messages:
                break
        assert messages[0].status == 200
        assert "cseq" in messages[0].headers


def test_hikvision_track_before_the_question_mark_padded_session_and_promised_ssrc() -> None:
    setup, play = real("hikvision_setup"), real("hikvision_play")
    answers = {"DESCRIBE": real("hikvision_describe"), "SETUP": setup, "PLAY": play, "GET_PARAMETER": reply()}
    talk = Dialogue(answers, url="rtsp://admin:x@192.168.5.106:554/Streaming/Channels/101/").run()
    base = "rtsp://192.168.5.106:554/Streaming/Channels/101/"
    assert talk.last("SETUP").url == base + "trackID=1?transportmode=unicast&profile=Profile_1"
    assert talk.last("PLAY").url == base + "?transportmode=unicast&profile=Profile_1"
    assert talk.last("PLAY").headers["session"] == "708345999"
    assert talk.session.playing
    assert talk.session.ssrcs == [0x4CACC3D1]
    (track,) = talk.session.tracks  # the ONVIF metadata is left alone
    assert (track.width, track.height, track.codec, track.fps) == (1920, 1080, "h264", 30.0)
    talk.now += 30.1
    talk.session.tick(talk.now)
    assert talk.requests()[0].headers["session"] == "708345999"


def test_hikvision_ssrc_with_a_space_in_front() -> None:
    text = next(
        line.partition(": ")[2]
        for line in (ANSWERS / "hikvision_setup_ssrc_space.txt").read_text().splitlines()
        if line.startswith("Transport")
    )
    assert Transport.parse(text, 0) == Transport(0, 1, 0xD6D6627)
    assert session_id("       708345999;timeout=60") == ("708345999", 60.0)


@pytest.mark.parametrize("name", ["reolink_describe", "reolink_describe_control_first"])
def test_reolink_with_its_lines_in_either_order(name: str) -> None:
    def setup(asked: object) -> bytes:
        channels = asked.headers["transport"].rpartition("=")[2].encode()  # type: ignore[attr-defined]
        return real("reolink_setup").replace(b"interleaved=0-1", b"interleaved=" + channels)

    answers = {
        "DESCRIBE": real(name),
        "SETUP": setup,
        "PLAY": real("reolink_play"),
        "TEARDOWN": real("reolink_teardown"),
    }
    talk = Dialogue(answers, url="rtsp://admin:x@192.168.5.206/h264Preview_01_main").run()
    base = "rtsp://192.168.5.206/h264Preview_01_main/"
    assert [asked.url for asked in talk.asked if asked.method == "SETUP"] == [base + "trackID=1", base + "trackID=2"]
    assert talk.last("PLAY").url == base
    video, audio = talk.session.tracks
    assert (video.width, video.height, audio.codec, audio.clock_rate) == (2560, 1440, "aac", 16_000)
    assert audio.parameters == [b"\x14\x08"]
    assert talk.session.channels == {0: (0, False), 1: (0, True), 2: (1, False), 3: (1, True)}
    talk.session.close()
    talk.run()  # its answer has no Session header and nothing breaks
    assert talk.last("TEARDOWN").headers["session"] == "F8F8E425"


def test_dahua_appends_the_track_behind_the_query() -> None:
    url = "rtsp://admin:x@192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif"
    talk = Dialogue({"DESCRIBE": real("dahua_describe_h264_aac_onvif")}, url=url).run()
    base = "rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/"
    assert [asked.url for asked in talk.asked if asked.method == "SETUP"] == [base + "trackID=0", base + "trackID=1"]
    video, audio = talk.session.tracks
    assert (video.width, video.height, video.fps) == (704, 480, 15.0)
    assert (audio.codec, audio.channels, audio.codec_string) == ("aac", 1, "mp4a.40.2")


def test_a_white_label_camera_without_content_base_with_padded_map_and_two_frame_rates() -> None:
    talk = Dialogue({"DESCRIBE": real("ipcam_describe")}, url="rtsp://admin:x@192.168.1.67/ch0?sub=1").run()
    assert talk.last("SETUP").url == "rtsp://192.168.1.67/ch0?sub=1/trackID=1"
    (track,) = talk.session.tracks
    assert (track.width, track.height) == (1280, 960)
    assert track.clock_rate == 90_000
