"""The picture of an instant is exactly the one that was shown then."""

from __future__ import annotations

from pathlib import Path

import av
import pytest

from beholden.engines.video import clip
from beholden.engines.video.clip import NoFootage
from beholden.engines.video.fmp4.reader import Damaged
from beholden.engines.video.index import Index
from beholden.engines.video.segments import scan
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


@pytest.mark.parametrize("codec", ["h264", "h265"])
@pytest.mark.parametrize("bframes", [0, 2])
def test_every_instant_shows_its_frame_and_says_since_when(index: Index, bframes: int, codec: str) -> None:
    clip_ = made.pictures(8, fps=25, gop=25, bframes=bframes, codec=codec)
    index.take(made.record(index.root, clip_, length=4).rows)
    for at in (0, 1, 39_999, 40_000, 1_234_567, 3_960_000, 3_999_999, 4_000_000, 4_000_001, 5_555_555, 7_999_999):
        found = clip.picture(index, index.root, "gate", made.T0 + at)
        assert found.image.size == (160, 96)
        assert made.number_in(av.VideoFrame.from_image(found.image)) == at // 40_000
        assert found.at_us == made.T0 + at // 40_000 * 40_000


def test_the_newest_picture_of_an_open_file_is_there(index: Index) -> None:
    index.take(made.record(index.root, made.pictures(4, fps=25, gop=25), length=60, leave_open=True).rows)
    found = clip.picture(index, index.root, "gate", made.T0 + 3_990_000)
    assert made.number_in(av.VideoFrame.from_image(found.image)) == 99
    with pytest.raises(NoFootage):
        clip.picture(index, index.root, "gate", made.T0 + 4 * SECOND)


def test_no_footage_is_said_with_the_nearest_around(index: Index) -> None:
    index.take(made.record(index.root, made.pictures(4, fps=25, gop=25), length=4).rows)
    with pytest.raises(NoFootage) as caught:
        clip.picture(index, index.root, "gate", made.T0 + 9 * SECOND)
    assert (caught.value.before_us, caught.value.behind_us) == (made.T0 + 4 * SECOND, None)
    with pytest.raises(NoFootage):
        clip.picture(index, index.root, "nowhere", made.T0)


def test_bytes_that_do_not_decode_are_one_clear_error(index: Index) -> None:
    (row,) = made.record(index.root, made.pictures(2, fps=25, gop=25), length=4).rows
    index.closed(row)
    file = index.root / row.path
    data = bytearray(file.read_bytes())
    for entry in scan.scan(file).entries:
        start = data.index(b"mdat", entry.offset) + 4
        data[start : entry.end] = b"\xff" * (entry.end - start)
    file.write_bytes(data)
    with pytest.raises(Damaged, match="decode"):
        clip.picture(index, index.root, "gate", made.T0 + SECOND)
