"""Against GStreamer's RTSP server: what arrives is what the file holds, unit for unit, frame for frame."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import pytest

from beholden.engines.video import rtp
from beholden.engines.video.errors import CameraError
from beholden.engines.video.fallback import Fallback
from beholden.engines.video.probe import probe
from beholden.engines.video.rtp import Depacketiser
from beholden.engines.video.rtp.group import Group
from beholden.engines.video.rtp.tests.packetiser import nal_units
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.client import Client
from tests.peers import gstreamer

pytestmark = pytest.mark.server
_FRAMES = 40


def _clip(path: Path, codec: str, sound: bool) -> Path:
    """Noise, so that pictures need many packets, with reordered frames."""
    with av.open(str(path), "w") as container:
        options = {
            "g": "10",
            "bf": "2",
            "preset": "ultrafast",
            "x264-params": "slices=3",
            "x265-params": "log-level=none",
        }
        video = container.add_stream(codec, rate=25, options=options)
        video.width, video.height, video.pix_fmt = 320, 240, "yuv420p"
        audio = container.add_stream("aac", rate=16_000, layout="mono") if sound else None
        for number in range(_FRAMES):
            frame = av.VideoFrame(320, 240, "yuv420p")
            for plane in frame.planes:
                seed = number * 2_654_435_761 % 4093
                plane.update(bytes((seed * (at * at + 7) >> 5) & 0xFF for at in range(plane.buffer_size)))
            frame.pts = number
            container.mux(video.encode(frame))
            if audio:
                tone = av.AudioFrame("s16", "mono", 640)
                wave = [int(9000 * math.sin((number * 640 + at) / 7)) for at in range(640)]
                tone.planes[0].update(b"".join(value.to_bytes(2, "little", signed=True) for value in wave))
                tone.sample_rate, tone.pts, tone.time_base = 16_000, number * 640, Fraction(1, 16_000)
                container.mux(audio.encode(tone))
        container.mux(video.encode(None))
        if audio:
            container.mux(audio.encode(None))
    return path


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("clips")
    return {
        "h264": _clip(folder / "h264.mp4", "libx264", sound=True),
        "h265": _clip(folder / "h265.mp4", "libx265", sound=False),
    }


@contextmanager
def _served(clips: dict[str, Path], name: str) -> Iterator[str]:
    clip = gstreamer.Served(clips[name], name, "aac" if name == "h264" else "")
    with gstreamer.serve([clip], user="guard", password="gate") as (url,):
        yield url


def _slices(units: list[bytes], codec: str) -> list[bytes]:
    """Only what carries pictures: the server puts parameter sets in and takes delimiters out."""
    kinds = [(unit[0] & 31) in (1, 5) if codec == "h264" else (unit[0] >> 1 & 63) < 32 for unit in units]
    return [unit for unit, wanted in zip(units, kinds, strict=True) if wanted]


def _file(path: Path, codec: str) -> tuple[list[list[bytes]], list[bytes]]:
    with av.open(str(path)) as container:
        packets = [(packet.stream.type, bytes(packet)) for packet in container.demux() if packet.size]
    video = [_slices(nal_units(data), codec) for kind, data in packets if kind == "video"]
    return video, [data for kind, data in packets if kind == "audio"]


def _samples(group: Group) -> list[bytes]:
    ends = [sum(group.sizes[: n + 1]) for n in range(len(group.sizes))]
    return [bytes(group.buffer[end - size : end]) for end, size in zip(ends, group.sizes, strict=True)]


def _receive(url: str) -> list[Depacketiser]:
    """Everything of one clip, by the own path."""
    client = Client(parse(url, "guard", "gate"), timeout=10)
    client.prepare()
    session = client.session
    parts = zip(session.tracks, (Group(), Group()), session.ssrcs, strict=False)
    receivers = [rtp.depacketiser(track, group, ssrc) for track, group, ssrc in parts]

    def take(channel: int, buffer: bytearray, start: int, end: int) -> None:
        index, control = session.channels[channel]
        if not control:
            receivers[index].feed(buffer, start, end)

    ends = time.monotonic() + 8
    while time.monotonic() < ends and len(receivers[0].group.sizes) < _FRAMES:
        client.step(take)
    for _ in range(4):
        client.step(take)
    client.close()
    for receiver in receivers:
        receiver.flush()
    return receivers


@pytest.mark.parametrize("name", ["h264", "h265"])
def test_what_is_received_is_what_the_file_holds(clips: dict[str, Path], name: str) -> None:
    with _served(clips, name) as url:
        receivers = _receive(url)
    for receiver in receivers:
        assert (receiver.lost, receiver.damaged, receiver.duplicates, receiver.restarted) == (0, 0, 0, False)
    video, audio = _file(clips[name], name)
    group = receivers[0].group
    assert [_slices(nal_units(sample), name) for sample in _samples(group)] == video
    assert [number for number, key in enumerate(group.keys) if key] == [0, 10, 20, 30]
    assert group.times != sorted(group.times)  # B-frames were really in it
    assert receivers[0].track.ready
    if audio:
        heard = _samples(receivers[1].group)
        first = audio.index(heard[0])  # the server leaves priming out
        assert heard == audio[first : first + len(heard)]
        assert len(heard) > 15


def test_a_wrong_password_and_a_wrong_path_are_said_so(clips: dict[str, Path]) -> None:
    with _served(clips, "h264") as url:
        for place, password, code in ((url, "wrong", "unauthorised"), (url + "no", "gate", "not_found")):
            with pytest.raises(CameraError) as caught:
                probe(place, "guard", password, timeout=5)
            assert caught.value.code == code
        found = probe(url, "guard", "gate", timeout=10)
        assert (found.codec, found.width, found.height, found.fps, found.audio) == ("h264", 320, 240, 25.0, "aac")


def test_over_udp_the_fallback_hands_out_the_same_pictures(clips: dict[str, Path]) -> None:
    found: list[tuple[int, bool, bytes]] = []
    begun = time.monotonic()
    with _served(clips, "h264") as url:
        source = Fallback(parse(url, "guard", "gate"), timeout=10)
        for index, ticks, key, data in source:
            if index == 0:
                found.append((ticks, key, data))
            if len(found) >= 25 or time.monotonic() - begun > 10:
                break
        source.close()
    video, _ = _file(clips["h264"], "h264")
    pictures = [_slices(nal_units(data), "h264") for _, _, data in found]
    assert pictures == video[: len(pictures)]
    assert len(pictures) == 25
    assert [number for number, (_, key, _) in enumerate(found) if key] == [0, 10, 20]
    assert len({ticks for ticks, _, _ in found}) == 25
    assert [track.codec for track in source.tracks] == ["h264", "aac"]
    assert not source._thread.is_alive()
