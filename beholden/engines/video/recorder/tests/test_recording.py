"""The recorder as a whole against the emulator: files, status, live, cameras that come and go, UDP, RTSPS."""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from pathlib import Path

import av
import pytest

from beholden.engines.video import emulator
from beholden.engines.video.index import Index
from beholden.engines.video.recorder.live import LiveMessage, LiveUnavailable, watch
from beholden.engines.video.recorder.source import CameraSource
from beholden.engines.video.recorder.supervisor import Supervisor
from beholden.engines.video.recorder.tests.running import recording, wait_for
from tests.clips import clip, read_number

pytestmark = pytest.mark.server


def _numbers(data: bytes | Path) -> list[int]:
    """The frame numbers that are drawn into a file's pictures, in order of presentation."""
    with av.open(io.BytesIO(data) if isinstance(data, bytes) else str(data)) as container:
        return [read_number(frame.to_image()) for frame in container.decode(video=0)]


def _in_order(numbers: list[int], frames: int) -> bool:
    return all((before + 1) % frames == after for before, after in itertools.pairwise(numbers))


async def _watch(data: Path, key: str, seconds: float) -> list[LiveMessage]:
    messages = []
    deadline = time.monotonic() + seconds
    async for message in watch(data, key):
        messages.append(message)
        if time.monotonic() > deadline:
            break
    return messages


def test_good_cameras_are_recorded_whole_beside_bad_ones(tmp_path: Path) -> None:
    path = clip("h264-gop25")
    with emulator.serve([path, path], user="guard", password="watch me") as cameras:
        good = [url.replace("://", "://guard:watch%20me@") for url in cameras.urls]
        bad = good[0].replace("watch%20me", "wrong")
        words = [f"one={good[0]}", f"two={good[1]}", f"wrong={bad}", "closed=rtsp://127.0.0.1:1/"]
        with recording(tmp_path, *words, segment=3):
            seen = wait_for(tmp_path, lambda now: now["one"]["segments"] >= 3 and now["two"]["segments"] >= 3, 20)
    assert seen["wrong"]["error"]["code"] == "unauthorised" and "watch" not in str(seen)
    assert seen["closed"]["error"]["code"] == "refused"
    assert (seen["one"]["codec"], seen["one"]["width"], seen["one"]["height"]) == ("h264", 640, 360)
    assert abs(seen["one"]["clock_offset_us"]) < 150_000
    with Index(tmp_path / "index.sqlite") as index:
        for key in ("one", "two"):
            rows = [row for row in index.dump() if row.camera == key]
            assert [row.seq for row in rows] == list(range(len(rows))) and rows[0].after == "start"
            assert all(row.end_us == behind.start_us for row, behind in itertools.pairwise(rows))
            assert rows[-1].ended == "operator"
            numbers = [number for row in rows for number in _numbers(tmp_path / row.path)]
            assert _in_order(numbers, 500), numbers
        assert set(index.cameras()) == {"one", "two"}


def test_who_watches_gets_every_frame_from_the_last_key_on_and_nothing_of_a_stranger(tmp_path: Path) -> None:
    with (
        emulator.serve([clip("h264-gop25")]) as cameras,
        recording(tmp_path, f"gate={cameras.urls[0]}", segment=2),
    ):
        wait_for(tmp_path, lambda now: now["gate"]["state"] == "recording")
        messages = asyncio.run(_watch(tmp_path, "gate", 5))
        with pytest.raises(LiveUnavailable):
            asyncio.run(_watch(tmp_path, "../gate", 1))
        seen = wait_for(tmp_path, lambda now: now["gate"]["segments"] >= 3)
    assert [message.kind for message in messages[:2]] == ["init", "media"] and messages[1].key
    assert messages[0].codec_string == seen["gate"]["codec_string"]
    numbers = _numbers(b"".join(message.payload for message in messages))
    assert numbers[0] % 25 == 0 and len(numbers) >= 110 and _in_order(numbers, 500)
    with pytest.raises(LiveUnavailable):
        asyncio.run(_watch(tmp_path / "nothing", "gate", 1))


def test_a_camera_that_comes_back_is_recorded_within_two_seconds_and_the_gap_is_typed(tmp_path: Path) -> None:
    path = clip("h264-gop25")
    with emulator.serve([(path, "close=3")]) as cameras, recording(tmp_path, f"gate={cameras.urls[0]}"):
        wait_for(tmp_path, lambda now: now["gate"]["segments"] >= 2, 20)
    with Index(tmp_path / "index.sqlite") as index:
        rows = list(index.dump())
    assert rows[1].after == "camera_lost" == rows[0].ended
    assert rows[0].end_us is not None
    assert 0 <= rows[1].start_us - rows[0].end_us <= 2_000_000


@pytest.mark.parametrize("way", ["udp", "tls"])
def test_udp_and_rtsps_are_recorded_too(tmp_path: Path, way: str) -> None:
    path = clip("h264-gop25")
    extra = ["--udp"] if way == "udp" else []
    with (
        emulator.serve([path], tls=way == "tls", user="guard", password="x") as cameras,
        recording(tmp_path, f"gate={cameras.urls[0].replace('://', '://guard:x@')}", *extra),
    ):
        wait_for(tmp_path, lambda now: now["gate"]["fps"] > 20)
        time.sleep(1.5)
    (file,) = (tmp_path / "footage" / "gate").rglob("*.mp4")
    numbers = _numbers(file)
    assert len(numbers) > 25 and _in_order(numbers, 500)


def test_a_parameter_change_begins_a_new_file_of_the_same_run(tmp_path: Path) -> None:
    pair = [clip("h264-gop25"), clip("h264-small")]
    with (
        emulator.serve(pair, faults=["1:parameters=3"]) as cameras,
        recording(tmp_path, f"gate={cameras.urls[0]}"),
    ):
        seen = wait_for(tmp_path, lambda now: now["gate"]["width"] == 320, 20)
        time.sleep(2)
    assert seen["gate"]["height"] == 180
    with Index(tmp_path / "index.sqlite") as index:
        first, second, *_ = index.dump()
    assert first.run == second.run and second.seq == 1 and second.after == ""
    for row, width in ((first, 640), (second, 320)):
        with av.open(str(tmp_path / row.path)) as container:
            assert {frame.width for frame in container.decode(video=0)} == {width}


def test_a_changed_address_ends_the_run_in_the_operators_name(tmp_path: Path) -> None:
    path = clip("h264-gop25")
    with emulator.serve([path, path]) as cameras:
        asked = itertools.count()

        def sources() -> list[CameraSource]:
            round_ = next(asked)
            if round_ == 8:
                supervisor.stop()
            return [CameraSource("gate", cameras.urls[0 if round_ < 4 else 1])]

        supervisor = Supervisor(tmp_path, sources)
        supervisor.run()
    with Index(tmp_path / "index.sqlite") as index:
        rows = list(index.dump())
    assert [row.after for row in rows] == ["start", "operator"]
    assert [row.ended for row in rows] == ["operator", "operator"]
