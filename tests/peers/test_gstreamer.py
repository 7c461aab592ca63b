"""The GStreamer peer serves what a clip holds, and refuses a wrong password."""

from __future__ import annotations

import av
import av.error
import pytest

from tests.clips import clip
from tests.peers import ffmpeg, gstreamer
from tests.peers.gstreamer import Served

pytestmark = pytest.mark.server


def _first(url: str, kind: str, count: int) -> list[str]:
    with av.open(url, options={"rtsp_transport": "tcp"}, timeout=10) as container:
        stream = next(one for one in container.streams if one.type == kind)
        found = []
        for packet in container.demux(stream):
            found.append(bytes(packet))
            if len(found) == count:
                break
        return [stream.codec_context.name, *(str(len(one)) for one in found)]


def test_each_combination_of_codecs_is_served() -> None:
    clips = [
        Served(clip("h264")),
        Served(clip("h265"), "h265"),
        Served(clip("h264-aac"), audio="aac"),
        Served(clip("h264-pcma"), audio="pcma"),
    ]
    with gstreamer.serve(clips) as urls:
        assert _first(urls[0], "video", 5)[0] == "h264"
        assert _first(urls[1], "video", 5)[0] == "hevc"
        assert _first(urls[2], "audio", 5)[0] == "aac"
        assert _first(urls[3], "audio", 5)[0] == "pcm_alaw"


def test_digest_lets_the_right_password_in_and_no_other() -> None:
    with gstreamer.serve([Served(clip("h264"))], user="admin", password="right") as urls:
        assert len(_first(urls[0].replace("//", "//admin:right@"), "video", 5)) == 6
        with pytest.raises(av.error.HTTPUnauthorizedError):
            _first(urls[0].replace("//", "//admin:wrong@"), "video", 1)


def test_a_lengthened_clip_holds_the_same_packets_over_and_over(tmp_path_factory: pytest.TempPathFactory) -> None:
    long = ffmpeg.lengthen(clip("h264"), tmp_path_factory.mktemp("long") / "long.mp4", 3)
    once = [one.md5 for one in ffmpeg.packets(clip("h264"))]
    assert [one.md5 for one in ffmpeg.packets(long)] == once * 3
