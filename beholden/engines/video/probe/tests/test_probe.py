"""A probe says what a camera sends, or in one sentence what to mend, and always ends in time."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Callable

import pytest

from beholden.engines.video.errors import SENTENCES, CameraError
from beholden.engines.video.probe import probe, probing
from beholden.engines.video.probe.tests.camera import Script, camera
from beholden.engines.video.rtp.tests.packetiser import PPS, SPS, idr, inter, packet, packetise
from beholden.engines.video.rtsp.tests.dialogue import SDP, reply

_HERE = ("127.0.0.0/8",)


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probing, "_PLAY", 0.4)
    monkeypatch.setattr(probing, "_FIRST", 0.5)


def _interleaved(packets: list[bytes], channel: int = 0) -> list[bytes]:
    return [struct.pack(">cBH", b"$", channel, len(data)) + data for data in packets]


def _media(frames: int = 50, step: int = 3600) -> list[bytes]:
    return _interleaved(
        packetise([[SPS, PPS, idr(400)], *([inter(400)] for _ in range(frames - 1))], mtu=90, step=step)
    )


def _report(offset_seconds: float) -> bytes:
    seconds = time.time() + offset_seconds + 2_208_988_800
    data = struct.pack(">BBHIIIIII", 0x80, 200, 6, 0x1234, int(seconds), int(seconds % 1 * 2**32), 0, 0, 0)
    return _interleaved([data], 1)[0]


def _fails(
    code: str, url: str, *, timeout: float = 3.0, password: str = "secret", allowed: tuple[str, ...] = _HERE
) -> str:
    begun = time.monotonic()
    with pytest.raises(CameraError) as caught:
        probe(url, "admin", password, timeout=timeout, allowed=allowed)
    assert time.monotonic() - begun < timeout + 1.0
    assert caught.value.code == code
    for language in ("zh", "en"):
        assert "secret" not in caught.value.sentence(language)
    return caught.value.sentence("zh")


def test_a_working_camera_is_described_in_figures() -> None:
    with camera(Script(media=[_report(-90.0), *_media()])) as url:
        found = probe(url, "admin", "secret", timeout=5, allowed=_HERE)
    assert (found.codec, found.codec_string, found.width, found.height, found.bit_depth) == (
        "h264", "avc1.4d0029", 1920, 1080, 8,
    )  # fmt: skip
    assert found.fps == 25.0
    assert 75 <= found.kbps <= 95  # 50 frames of some 410 bytes in 2 s
    assert found.audio == "pcma"
    assert found.clock_offset_us is not None
    assert abs(found.clock_offset_us + 90_000_000) < 2_000_000
    assert "摄像机时钟偏差 -90 秒，请校时" in found.sentences("zh")
    assert any("converted for browsers" in sentence for sentence in found.sentences("en"))
    assert json.loads(json.dumps(found.as_dict()))["width"] == 1920


def test_a_camera_without_key_frames_or_clock_is_told_so() -> None:
    body = SDP.partition("m=audio")[0]
    with camera(
        Script(answers={"DESCRIBE": reply(body=body)}, media=_interleaved(packetise([[inter(90)]] * 20)))
    ) as url:
        found = probe(url, timeout=5, allowed=_HERE)
    assert found.clock_offset_us is None
    assert found.audio == ""
    assert [code for code, _ in found.remarks] == ["no_key"]


def test_a_clip_that_ends_early_was_seen_as_well() -> None:
    with camera(Script(media=_media(10), hang_up=True)) as url:
        assert probe(url, timeout=5, allowed=_HERE).fps == 25.0


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "拒绝连接" in _fails("refused", f"rtsp://127.0.0.1:{port}/")
    assert "找不到主机" in _fails("unknown_host", "rtsp://no-such-host.invalid/")
    assert "地址不正确" in _fails("address", "http://127.0.0.1/")
    assert "不允许连接" in _fails("forbidden", "rtsp://169.254.169.254/latest")
    assert "不允许连接" in _fails("forbidden", f"rtsp://127.0.0.1:{port}/", allowed=("192.168.0.0/16",))


_ANSWERS: dict[str, tuple[str, str, bytes]] = {
    "wrong path": ("not_found", "DESCRIBE", reply("404 Not Found")),
    "wrong password": ("unauthorised", "DESCRIBE", reply("401 No", WWW_Authenticate='Digest realm="x", nonce="y"')),
    "odd sign-in": ("auth_scheme", "DESCRIBE", reply("401 No", WWW_Authenticate="Negotiate")),
    "redirect": ("redirect", "DESCRIBE", reply("302 Moved", Location="rtsp://10.0.0.9/other")),
    "audio only": ("no_video", "DESCRIBE", reply(body="v=0\r\nm=audio 0 RTP/AVP 8\r\n")),
    "motion jpeg": ("codec", "DESCRIBE", reply(body="v=0\r\nm=video 0 RTP/AVP 26\r\n")),
    "a gigabyte of description": (
        "too_large",
        "DESCRIBE",
        b"RTSP/1.0 200 OK\r\nContent-Length: 1000000000\r\n\r\nv=0\r\n",
    ),
    "no description": ("malformed", "DESCRIBE", reply(body="<html></html>", Content_Type="text/html")),
    "udp only": ("status", "SETUP", reply(Session="1", Transport="RTP/AVP;unicast;client_port=1-2")),
    "busy": ("status", "PLAY", reply("453 Not Enough Bandwidth")),
    "web server": ("not_rtsp", "OPTIONS", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("name", _ANSWERS)
def test_each_mistake_has_its_own_sentence(name: str) -> None:
    code, method, answer = _ANSWERS[name]
    with camera(Script(answers={method: answer})) as url:
        sentence = _fails(code, url)
    assert code != "no_video" or "只有 声音" in sentence
    assert sentence.startswith(SENTENCES[code][0].partition("{0}")[0])


def test_whoever_speaks_first_is_no_camera() -> None:
    with camera(Script(banner=b"SSH-2.0-OpenSSH_9.2p1\r\n")) as url:
        _fails("not_rtsp", url)


def test_silence_before_and_after_play_and_a_slow_drip_end_in_time() -> None:
    with camera(Script()) as url:
        assert "没有收到视频数据" in _fails("silent", url)
    with camera(Script(answers={"OPTIONS": b""})) as url:
        _fails("unreachable", url, timeout=0.7)
    with camera(Script(drip=0.05)) as url:
        _fails("unreachable", url, timeout=0.7)


@pytest.mark.parametrize(
    ("media", "code"),
    [
        (lambda: [b"\x00garbage" * 600] * 60, "malformed"),
        (lambda: _interleaved([packet(n, 0, b"\x7c\x05" + b"x" * 60_000) for n in range(3)]), "silent"),
        (lambda: [b"$\x00\xff\xff"], "silent"),
        (list, "closed"),
    ],
)
def test_nonsense_after_play_ends_too(media: Callable[[], list[bytes]], code: str) -> None:
    with camera(Script(media=media(), hang_up=code == "closed")) as url:
        _fails(code, url)


def test_what_the_disk_says_is_said_in_the_readers_language() -> None:
    full = CameraError("disk", "No space left on device")
    assert full.sentence("zh") == "无法写入录像：磁盘已满"
    assert full.sentence("en") == "Footage cannot be written: No space left on device"
    assert CameraError("disk", "Stale file handle").sentence("zh").endswith("Stale file handle")
