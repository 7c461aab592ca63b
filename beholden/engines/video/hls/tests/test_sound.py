"""G.711 is heard in a browser: AAC on the way out, at its moment, without a seam; the store is untouched."""

from __future__ import annotations

import hashlib
from array import array
from pathlib import Path

import av
import pytest

from beholden.engines.video import hls
from beholden.engines.video.fmp4 import init_reader
from beholden.engines.video.hls import sound
from beholden.engines.video.hls.tests.test_playing import served
from beholden.engines.video.index import Index
from beholden.engines.video.index.rows import SegmentRow
from beholden.engines.video.segments.reading import content
from beholden.engines.video.segments.tests import made

SECONDS, RATE = 12, 8000


def levels(frames: list[av.AudioFrame]) -> array[float]:
    """Samples of the first channel, from -1 to 1."""
    found: array[float] = array("f")
    for frame in frames:
        plane = bytes(frame.planes[0])
        if frame.format.name.startswith("flt"):
            found += array("f", plane[: frame.samples * 4])
        else:
            found += array("f", [value / 32768 for value in array("h", plane[: frame.samples * 2])])
    return found


def stored(root: Path, rows: list[SegmentRow]) -> array[float]:
    """What the files hold, decoded by somebody who plays G.711."""
    found: array[float] = array("f")
    for row in rows:
        with av.open(str(root / row.path)) as container:
            found += levels(list(container.decode(audio=0)))
    return found


def furthest(one: array[float], other: array[float], begin: int, end: int) -> float:
    return max(abs(one[place] - other[place]) for place in range(begin, end))


@pytest.mark.server
def test_a_player_hears_what_the_camera_sent_when_it_sent_it(tmp_path: Path) -> None:
    with Index(tmp_path / "index.sqlite") as index:
        rows = made.record(tmp_path, made.pictures(SECONDS, sound="pcma"), length=20).rows
        index.take(rows)
        before = {row.path: hashlib.sha256((tmp_path / row.path).read_bytes()).digest() for row in rows}
        with served(index, made.T0, made.T0 + SECONDS * 1_000_000, hls.KINDS) as address, av.open(address) as container:
            assert container.streams.audio[0].codec_context.name == "aac"
            assert container.streams.audio[0].rate == RATE
            frames = list(container.decode(audio=0))
    heard, source = levels(frames), stored(tmp_path, rows)
    assert abs(len(heard) - len(source)) < 2 * sound.FRAME
    loudest = max(source)
    assert loudest > 0.05
    # the whole of it, and with it every joint between two pieces; the first frame has nothing to fade in from
    assert furthest(heard, source, sound.FRAME, SECONDS * RATE - 2 * sound.FRAME) < loudest / 4
    assert furthest(heard[40:], source, sound.FRAME, SECONDS * RATE - 3 * sound.FRAME) > loudest / 2  # 5 ms off is seen
    assert before == {row.path: hashlib.sha256((tmp_path / row.path).read_bytes()).digest() for row in rows}


def test_pieces_have_each_frame_once_whatever_the_cut(tmp_path: Path) -> None:
    [row] = made.record(tmp_path, made.pictures(SECONDS, sound="pcma"), length=20).rows
    now = content(tmp_path, row)
    keys = [number for number, entry in enumerate(now.entries) if entry.key and not entry.audio]
    stops = [*(key - 1 for key in keys[1:]), len(now.entries) - 1]
    with (tmp_path / row.path).open("rb") as file:
        parts = [sound.part(file.fileno(), now, first, last) for first, last in zip(keys, stops, strict=True)]
        again = sound.part(file.fileno(), now, keys[3], stops[3])
    tracks = init_reader.parse(hls.init(tmp_path, row))
    assert [track.codec_string for track in tracks][1:] == ["mp4a.40.2"]
    due = 0
    for part in parts:
        count = int.from_bytes(part[84:88], "big")
        assert int.from_bytes(part[64:72], "big") == due
        due += count * sound.FRAME
    assert due >= SECONDS * RATE - sound.FRAME
    assert parts[3] == again


@pytest.mark.parametrize("codec", ["pcma", "pcmu"])
def test_every_code_stands_for_what_the_recommendation_says(codec: str) -> None:
    decoder = av.CodecContext.create({"pcma": "pcm_alaw", "pcmu": "pcm_mulaw"}[codec], "r")
    decoder.sample_rate = RATE
    decoder.layout = "mono"
    [frame] = decoder.decode(av.Packet(bytes(range(256))))
    assert [round(level * 32768) for level in sound._levels(codec)] == list(array("h", bytes(frame.planes[0])[:512]))


def test_sound_that_aac_cannot_hold_is_left_out_and_the_picture_stays(tmp_path: Path) -> None:
    [row] = made.record(tmp_path, made.pictures(2, sound="pcma"), length=20).rows
    [track] = [one for one in content(tmp_path, row).tracks if one.kind == "audio"]
    assert sound.convertible(track)
    assert not sound.convertible(None)
    for name, value in (("timescale", 9000), ("channels", 6), ("codec", "")):
        kept = getattr(track, name)
        setattr(track, name, value)
        assert not sound.convertible(track)
        setattr(track, name, kept)
