"""The probe against the emulated cameras: sign-in, encryption, UDP, and clips whose content is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.video import emulator
from beholden.engines.video.errors import CameraError
from beholden.engines.video.probe import probe
from tests.clips import VARIANTS, clip

pytestmark = pytest.mark.server
_HERE = ("127.0.0.0/8",)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_what_is_in_the_clip_is_what_the_probe_says(transport: str) -> None:
    with emulator.serve([clip("h264-small"), clip("h264-aac")], user="admin", password="gate 7@:/") as cameras:
        for url, name, audio in zip(cameras.urls, ("h264-small", "h264-aac"), ("", "aac"), strict=True):
            found = probe(url, "admin", "gate 7@:/", timeout=15, allowed=_HERE, transport=transport)  # type: ignore[arg-type]
            assert (found.codec, found.width, found.height, found.audio) == ("h264", *VARIANTS[name].size, audio)
            assert abs(found.fps - VARIANTS[name].rate) < 0.5
        with pytest.raises(CameraError) as caught:
            probe(cameras.urls[0], "admin", "wrong", timeout=5, allowed=_HERE, transport=transport)  # type: ignore[arg-type]
        assert caught.value.code == "unauthorised"


def test_a_clock_that_is_told_in_one_breath_with_the_answer_to_play_is_heard() -> None:
    with emulator.serve([clip("h264-small")], faults=["clock=+90"]) as cameras:
        for _ in range(3):
            offset = probe(cameras.urls[0], timeout=10, allowed=_HERE).clock_offset_us
            assert offset is not None
            assert abs(offset - 90_000_000) < 2_000_000


def test_an_encrypted_camera_is_probed_as_any_other(tmp_path: Path) -> None:
    with emulator.serve([clip("h264-small")], user="admin", password="gate", tls=True) as cameras:
        assert cameras.urls[0].startswith("rtsps://")
        assert probe(cameras.urls[0], "admin", "gate", timeout=10, allowed=_HERE).width == 320


def test_ten_bit_video_is_accepted_with_a_remark() -> None:
    with emulator.serve([clip("h264-10bit")]) as cameras:
        found = probe(cameras.urls[0], timeout=10, allowed=_HERE)
    assert found.bit_depth == 10
    assert any("10 位" in sentence for sentence in found.sentences())
