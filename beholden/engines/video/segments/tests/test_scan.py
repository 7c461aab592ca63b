"""A segment file tells who it is and where it ends; anything else is named, not guessed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from beholden.engines.video.fmp4.init import box, init_segment
from beholden.engines.video.segments import sealed
from beholden.engines.video.segments.scan import NotSegment, Scanner, scan
from beholden.engines.video.segments.tests import made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """One closed segment."""
    return tmp_path / made.record(tmp_path, made.plain(4)).rows[0].path


def test_a_whole_file_is_read_to_its_last_byte(file: Path) -> None:
    found = scan(file)
    assert found.header.camera == "gate"
    assert found.trailer is not None
    assert (found.trailer.ended, found.trailer.samples, found.samples) == ("operator", 40, 40)
    assert (found.whole, found.size, found.damage) == (file.stat().st_size, file.stat().st_size, "")
    assert found.video_end_us == 4_000_000


def test_reading_on_gives_the_same_as_reading_at_once(file: Path) -> None:
    data, at_once = file.read_bytes(), scan(file)
    beginning = at_once.entries[0].offset
    with open(file, "r+b") as growing:
        growing.truncate(beginning)
        scanner = Scanner.begin(growing.fileno())
        for size in range(beginning, len(data) + 1, 97):
            os.pwrite(growing.fileno(), data[:size], 0)
            scanner.advance(growing.fileno())
            assert scanner.entries == [entry for entry in at_once.entries if entry.end <= size]
        os.pwrite(growing.fileno(), data, 0)
        scanner.advance(growing.fileno())
    assert scanner == at_once


@pytest.mark.parametrize("extra", [box(b"moof", bytes(8)), box(b"free", bytes(8)), box(b"uuid", bytes(40))])
def test_whole_boxes_behind_the_trailer_are_damage(file: Path, extra: bytes) -> None:
    whole = file.stat().st_size
    with open(file, "ab") as out:
        out.write(extra)
    found = scan(file)
    assert found.damage
    assert found.whole == whole


def test_padding_between_fragments_is_passed_over(file: Path) -> None:
    data, entries = file.read_bytes(), scan(file).entries
    file.write_bytes(data[: entries[1].offset] + box(b"free", bytes(100)) + data[entries[1].offset :])
    found = scan(file)
    assert found.damage == ""
    assert [entry.offset for entry in found.entries] == [
        entries[0].offset, *(entry.offset + 108 for entry in entries[1:])
    ]  # fmt: skip
    assert found.trailer is not None


def test_data_without_its_description_is_damage(file: Path) -> None:
    data, entries = file.read_bytes(), scan(file).entries
    file.write_bytes(data[: entries[1].offset] + box(b"mdat", bytes(10)) + data[entries[1].offset :])
    found = scan(file)
    assert "without description" in found.damage
    assert found.entries == entries[:1]


def test_a_trailer_that_ends_before_its_start_is_not_believed(file: Path) -> None:
    data, entries = file.read_bytes(), scan(file).entries
    lie = sealed.build_trailer(sealed.Trailer(made.T0 - 1, "operator", 40, 0, None))
    file.write_bytes(data[: entries[-1].end] + lie)
    found = scan(file)
    assert found.trailer is None
    assert "before the start" in found.damage
    assert found.whole == entries[-1].end


@pytest.mark.parametrize(
    ("data", "torn"),
    [
        (b"", True),
        (b"\0\0\0\x1cft", True),
        (bytes(4096), True),
        (b"\0\0\0\x1cftypiso6", True),
        (b"holiday pictures" * 100, False),
        (b"\0\0\0\x10ftypiso6\0\0\0\0\0\0\0\x10mdat" + bytes(8), False),
        (b"\xff\xff\xff\xffftypiso6", False),
    ],
)
def test_a_torn_beginning_is_told_from_a_strangers_file(tmp_path: Path, data: bytes, torn: bool) -> None:
    file = tmp_path / "x.mp4"
    file.write_bytes(data)
    with pytest.raises(NotSegment) as caught:
        scan(file)
    assert caught.value.torn == torn


def test_an_mp4_of_another_maker_is_no_segment(tmp_path: Path) -> None:
    clip = made.pictures(1)
    init = init_segment([clip.video])
    file = tmp_path / "x.mp4"
    for behind in (box(b"free", bytes(300)), box(b"uuid", bytes(300)), box(b"mdat", bytes(300))):
        file.write_bytes(init + behind)
        with pytest.raises(NotSegment) as caught:
            scan(file)
        assert not caught.value.torn


def test_a_link_to_elsewhere_is_not_followed(file: Path) -> None:
    link = file.with_name("000000.mp4")
    link.symlink_to(file)
    with pytest.raises(OSError, match="symbolic"):
        scan(link)
