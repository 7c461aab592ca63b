"""What was written is read back exactly, and no bytes make the reader stumble."""

from __future__ import annotations

import os
import struct
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beholden.engines.video.fmp4 import fragment, init_reader, reader
from beholden.engines.video.fmp4.init import box, full_box, init_segment
from beholden.engines.video.fmp4.reader import Box, Damaged, boxes
from beholden.engines.video.segments.scan import NotSegment, Scanner
from beholden.engines.video.segments.tests import made
from beholden.engines.video.tracks import Track

SPS = bytes.fromhex("6764001facd9405005bb016a02020280000003008000001e478c18cb")
AVC = Track("video", "h264", 96, 90_000, "", [SPS, bytes.fromhex("68ebe3cb22c0")], 1280, 720, 8)
AAC = Track("audio", "aac", 97, 16_000, "", [bytes.fromhex("1408")], channels=1)
ALAW = Track("audio", "pcma", 8, 8_000, "", [], channels=1)
MULAW = Track("audio", "pcmu", 0, 8_000, "", [], channels=1)
# Main profile, level 3.1, as libx265 writes it
HEVC = Track(
    "video", "h265", 98, 90_000, "",
    [
        bytes.fromhex("40010c01ffff01600000030090000003000003005dac09"),
        bytes.fromhex("420101016000000300900000030000030 05da00280802d165aca924c9ae6a0202020".replace(" ", "")),
        bytes.fromhex("4401c172b46240"),
    ],
    1280, 720, 8,
)  # fmt: skip


def on_disk(data: bytes) -> int:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the descriptor outlives the object
    file.write(data)
    file.flush()
    fd = os.dup(file.fileno())
    file.close()
    return fd


def one_fragment(**columns: object) -> tuple[bytes, Box]:
    head = fragment.header(1, 1, 7_200, [3_600, 3_600, 3_601], [10, 20, 30], **columns)  # type: ignore[arg-type]
    return head + bytes(60), Box(b"mdat", len(head) - 8, 8, 68)


def moof_of(data: bytes) -> bytes:
    return data[: struct.unpack_from(">I", data)[0]]


@pytest.mark.parametrize(
    ("track", "string", "configuration"),
    [
        (AVC, "avc1.64001f", SPS),
        (HEVC, "hvc1.1.6.L93.90", HEVC.parameters[1]),
        (AAC, "mp4a.40.2", AAC.parameters[0]),
        (ALAW, "alaw", b""),
        (MULAW, "ulaw", b""),
    ],
)
def test_an_init_tells_codec_clock_and_the_string_a_browser_asks_for(
    track: Track, string: str, configuration: bytes
) -> None:
    (found,) = init_reader.parse(init_segment([track]))
    assert (found.kind, found.codec, found.codec_string) == (track.kind, track.codec, string)
    assert found.timescale == track.clock_rate
    assert (found.width, found.height) == (track.width, track.height)
    assert configuration in found.configuration


def test_an_edit_list_is_told_as_the_shift_of_presentation() -> None:
    assert [one.shift for one in init_reader.parse(init_segment([AVC, AAC], 7_200))] == [7_200, 0]
    assert [one.shift for one in init_reader.parse(init_segment([AVC, AAC]))] == [0, 0]


def test_an_init_with_fewer_tracks_is_the_init_of_those_tracks() -> None:
    both = init_segment([AVC, AAC], 3_600)
    assert init_reader.only(both, {"video"}) == init_segment([AVC], 3_600)
    assert init_reader.only(both, {"audio"}) == init_segment([AAC])
    assert init_reader.only(both, {"video", "audio"}) == both


def test_a_fragment_is_read_back_sample_by_sample() -> None:
    data, mdat = one_fragment(keys=[True, False, False], offsets=[0, 7_200, -3_600])
    found = reader.fragment(moof_of(data), 0, mdat, {})
    assert (found.track, found.time, found.end_time, found.size) == (1, 7_200, 7_200 + 10_801, len(data))
    assert (found.durations, found.sizes) == ([3_600, 3_600, 3_601], [10, 20, 30])
    assert (found.keys, found.offsets) == ([True, False, False], [0, 7_200, -3_600])
    assert found.data == len(data) - 60
    sound, mdat = one_fragment()
    assert reader.fragment(moof_of(sound), 0, mdat, {}).keys == [True] * 3


def test_defaults_of_the_track_fill_what_a_run_leaves_out() -> None:
    run = full_box(b"trun", 0, 0x1, struct.pack(">Ii", 2, 100))
    traf = box(b"traf", full_box(b"tfhd", 0, 0x020000, struct.pack(">I", 1)), full_box(b"tfdt", 0, 0, bytes(4)), run)
    moof = box(b"moof", full_box(b"mfhd", 0, 0, bytes(4)), traf)
    found = reader.fragment(moof, 0, Box(b"mdat", len(moof), 8, 108), {1: (3_600, 4, 0x10000)})
    assert (found.durations, found.sizes, found.keys) == ([3_600] * 2, [4, 4], [False, False])


@pytest.mark.parametrize("place", range(8, 200, 4))
def test_a_flipped_field_is_damage_or_stays_inside_the_data(place: int) -> None:
    data, mdat = one_fragment(keys=[True, False, False], offsets=[0, 1, 2])
    moof = bytearray(moof_of(data))
    for value in (0, 1, 0x7FFFFFFF, 0xFFFFFFFF):
        if place + 4 > len(moof):
            return
        broken = moof.copy()
        struct.pack_into(">I", broken, place, value)
        try:
            found = reader.fragment(bytes(broken), 0, mdat, {})
        except Damaged:
            continue
        assert not found.sizes or mdat.offset + 8 <= found.data <= found.data + sum(found.sizes) <= mdat.end


def test_a_torn_box_ends_the_walk_and_an_impossible_one_is_damage() -> None:
    whole = box(b"free", bytes(20))
    for data, count in ((whole * 3, 3), (whole + whole[:-1], 1), (whole + b"\0\0\0", 1), (b"", 0)):
        fd = on_disk(data)
        assert len(list(boxes(fd, 0, len(data)))) == count
        os.close(fd)
    for size in (0, 2, 7):
        fd = on_disk(whole + struct.pack(">I4s", size, b"free") + bytes(40))
        with pytest.raises(Damaged):
            list(boxes(fd, 0, 100))
        os.close(fd)


def test_sizes_of_64_bits_are_read_and_checked() -> None:
    wide = struct.pack(">I4sQ", 1, b"mdat", 24) + bytes(8)
    fd = on_disk(wide + struct.pack(">I4sQ", 1, b"mdat", 1 << 63) + bytes(8))
    assert list(boxes(fd, 0, 48)) == [Box(b"mdat", 0, 16, 24)]
    os.close(fd)
    fd = on_disk(struct.pack(">I4sQ", 1, b"mdat", 15) + bytes(8))
    with pytest.raises(Damaged):
        list(boxes(fd, 0, 24))
    os.close(fd)


def test_a_box_larger_than_any_of_ours_is_never_loaded() -> None:
    fd = on_disk(bytes(64))
    with pytest.raises(Damaged, match="bytes at 0"):
        reader.load(fd, Box(b"moov", 0, 8, reader.LIMIT + 1))
    with pytest.raises(Damaged, match="ends inside"):
        reader.load(fd, Box(b"moov", 0, 8, 65))
    os.close(fd)


def test_a_claim_of_a_billion_samples_costs_nothing() -> None:
    run = full_box(b"trun", 0, 0x1, struct.pack(">Ii", 1_000_000_000, 100))
    traf = box(b"traf", full_box(b"tfhd", 0, 0x020000, struct.pack(">I", 1)), full_box(b"tfdt", 0, 0, bytes(4)), run)
    with pytest.raises(Damaged, match="samples"):
        reader.fragment(box(b"moof", traf), 0, Box(b"mdat", 100, 8, 108), {})


@given(st.binary(max_size=400))
def test_no_bytes_pass_for_a_fragment_or_a_track(data: bytes) -> None:
    with pytest.raises(Damaged):
        reader.fragment(box(b"moof", data), 0, Box(b"mdat", 0, 8, 100), {})
    with pytest.raises(Damaged):
        init_reader.parse(data)


@given(st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=6)), min_size=1, max_size=4))
def test_an_init_with_any_bytes_changed_gives_tracks_or_one_error(changes: list[tuple[int, bytes]]) -> None:
    for tracks in ([AVC, AAC], [HEVC, ALAW]):
        data = bytearray(init_segment(tracks, 3_600))
        for at, change in changes:
            at %= len(data)
            data[at : at + len(change)] = change
        try:
            found = init_reader.parse(bytes(data))
            init_reader.only(bytes(data), {"video"})
        except Damaged:
            continue
        assert all(track.timescale > 0 for track in found)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_segment_with_any_bytes_changed_is_read_without_stumbling(tmp_path: Path, data: st.DataObject) -> None:
    folder = tmp_path / "made"
    if not folder.exists():
        made.record(folder, made.plain(3))
    (source,) = folder.rglob("*.mp4")
    content = bytearray(source.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(content) - 1))
        change = data.draw(st.binary(min_size=1, max_size=8))
        content[at : at + len(change)] = change
    del content[data.draw(st.integers(0, len(content))) :]
    fd = on_disk(bytes(content))
    try:
        scanner = Scanner.begin(fd)
        scanner.advance(fd)
        assert scanner.whole <= len(content)
        assert all(entry.end <= scanner.whole for entry in scanner.entries)
    except NotSegment:
        pass
    finally:
        os.close(fd)
