"""The UDP way: samples as on the own path, and an end in time whatever the camera does."""

from __future__ import annotations

import time
from fractions import Fraction

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.fallback import Fallback, Sample, source
from beholden.engines.video.probe.tests.camera import Script, camera
from beholden.engines.video.rtp.group import LIMIT
from beholden.engines.video.rtp.tests.packetiser import PPS, SPS, h264_track, h265_track, idr, inter, more, nal_units
from beholden.engines.video.rtsp.address import parse
from beholden.engines.video.rtsp.tests.dialogue import SDP, reply
from beholden.engines.video.tracks import Track

_HERE = ("127.0.0.0/8",)


def _annex_b(*units: bytes) -> bytes:
    return b"".join(b"\0\0\0\1" + unit for unit in units)


def _maker(track: Track) -> tuple[source._Samples, list[Sample]]:
    found: list[Sample] = []
    return source._Samples(0, track, found.append), found


def test_start_codes_become_lengths_and_times_ticks() -> None:
    maker, found = _maker(h264_track())
    maker.add(_annex_b(SPS, PPS, idr()), True, Fraction(1, 2))
    maker.add(_annex_b(inter()), False, Fraction(27, 50))
    maker.flush()
    assert [(index, ticks, key) for index, ticks, key, _ in found] == [(0, 45_000, True), (0, 48_600, False)]
    assert [nal_units(data) for *_, data in found] == [[SPS, PPS, idr()], [inter()]]


def test_a_picture_that_comes_in_several_packets_is_one_sample() -> None:
    maker, found = _maker(h264_track())
    maker.add(_annex_b(SPS, PPS, idr()), True, Fraction(0))
    maker.add(_annex_b(SPS, PPS, b"\x65\x1a"), True, Fraction(0))
    maker.add(_annex_b(inter()), False, Fraction(1, 25))
    maker.add(_annex_b(more()), False, None)
    maker.flush()
    assert [nal_units(data) for *_, data in found] == [[SPS, PPS, idr(), SPS, PPS, b"\x65\x1a"], [inter(), more()]]

    track = h265_track()
    track.width = 320  # known already
    maker, found = _maker(track)
    maker.add(_annex_b(b"\x26\x01\x80one"), True, Fraction(0))
    maker.add(_annex_b(b"\x26\x01\x20two"), True, Fraction(0))
    maker.flush()
    assert len(found) == 1


def test_first_frames_without_a_time_are_placed_before_the_first_that_has_one_and_never_kept_without_bound() -> None:
    maker, found = _maker(h264_track())
    for n in range(3):
        maker.add(_annex_b(idr(n) if n == 0 else inter(n)), n == 0, None)
    maker.add(_annex_b(inter(9)), False, Fraction(2))
    maker.add(_annex_b(inter(10)), False, None)
    maker.flush()
    assert [ticks for _, ticks, _, _ in found] == [169_200, 172_800, 176_400, 180_000, 183_600]
    assert [key for _, _, key, _ in found] == [True, False, False, False, False]

    maker, found = _maker(h264_track())
    for _ in range(1000):
        maker.add(_annex_b(inter()), False, None)
    assert found == []
    assert len(maker._early) <= 16


def test_parameter_sets_are_noted_while_the_track_has_none_and_damage_is_said() -> None:
    track = h264_track()
    track.parameters = [b"", b""]
    maker, found = _maker(track)
    maker.add(_annex_b(SPS, PPS, idr()), True, Fraction(0))
    assert (track.ready, track.width, track.height) == (True, 1920, 1080)
    track.width = 0
    with pytest.raises(CameraError, match="damaged"):
        maker.add(_annex_b(b"\x67\x4d", PPS, idr()), True, Fraction(1))
    assert found == []


def test_sound_goes_through_as_it_is_and_what_is_too_large_does_not() -> None:
    maker, found = _maker(Track("audio", "pcma", 8, 8000, ""))
    maker.add(b"a" * 160, False, Fraction(1, 50))
    maker.add(b"", False, Fraction(2, 50))
    maker.add(b"b" * (LIMIT + 1), False, Fraction(3, 50))
    assert found == [(0, 160, True, b"a" * 160)]


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (Script(answers={"DESCRIBE": reply("404 Not Found")}), "not_found"),
        (Script(answers={"DESCRIBE": reply("302 Found", Location="rtsp://10.0.0.1/")}), "redirect"),
        (Script(answers={"DESCRIBE": reply(body="v=0\r\nm=audio 0 RTP/AVP 8\r\n")}), "no_video"),
        (Script(banner=b"SSH-2.0-x\r\n"), "not_rtsp"),
        (Script(answers={"OPTIONS": b""}), "unreachable"),
    ],
)
def test_mistakes_are_worded_as_on_the_own_path(script: Script, code: str) -> None:
    with camera(script) as url, pytest.raises(CameraError) as caught:
        Fallback(parse(url, "admin", "secret"), timeout=1.0, allowed=_HERE)
    assert caught.value.code == code
    with pytest.raises(CameraError, match="may not be reached"):
        Fallback(parse("rtsp://169.254.1.1/"), timeout=1.0)


def test_a_camera_that_freezes_or_refuses_ends_in_time_and_tells_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "SILENCE", 1.0)
    only_video = SDP.partition("m=audio")[0]
    frozen = Script(answers={"DESCRIBE": reply(body=only_video, Content_Type="application/sdp"), "SETUP": b""})
    refusing = Script(answers={"SETUP": reply("461 Unsupported Transport")})
    for script in (frozen, refusing):
        with camera(script) as url:
            begun = time.monotonic()
            found = Fallback(parse(url, "admin", "secret"), timeout=1.5, allowed=_HERE)
            with pytest.raises(CameraError) as caught:
                list(found)
            assert caught.value.code in ("closed", "silent")
            assert "secret" not in str(caught.value)
            found.close()
            assert time.monotonic() - begun < 5.0
