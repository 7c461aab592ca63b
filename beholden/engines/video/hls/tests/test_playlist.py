"""A playlist of any interval: whole fragments from a key frame, every file its own init, gaps jumped over."""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest

from beholden.engines.video import hls
from beholden.engines.video.fmp4 import fragment, init_reader
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.segments import scan
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000


def ask(index: Index, low: float, high: float, *, now: int | None = None) -> str:
    def media_url(row: SegmentRow, first: int, last: int) -> str:
        return f"{row.id}/{first}-{last}.m4s"

    clock = (lambda: now) if now is not None else (lambda: made.T0 + 10**12)
    return hls.playlist(
        index, index.root, "gate", made.T0 + round(low * SECOND), made.T0 + round(high * SECOND), media_url,
        lambda row: f"init/{row.id}.mp4", clock=clock,
    )  # fmt: skip


def listed(index: Index, text: str) -> list[tuple[SegmentRow, int, int]]:
    found = []
    for number, first, last in re.findall(r"^(\d+)/(\d+)-(\d+)\.m4s$", text, re.MULTILINE):
        row = index.get(int(number))
        assert row is not None
        found.append((row, int(first), int(last)))
    return found


def durations(text: str) -> list[float]:
    return [float(value) for value in re.findall(r"#EXTINF:([\d.]+),", text)]


def undated(media: bytes, row: SegmentRow) -> bytes:
    """The bytes with decode times counted from the file's start again."""
    out, at = bytearray(media), 0
    while at < len(out):
        track = int.from_bytes(out[at + fragment.TRACK_AT : at + fragment.TRACK_AT + 4], "big")
        rate = 16_000 if track == 2 else 90_000
        fragment.shift(out, at, -(row.start_us * rate // SECOND))
        size = int.from_bytes(out[at : at + 4], "big")
        at += size + int.from_bytes(out[at + size : at + size + 4], "big")
    return bytes(out)


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


def test_pieces_are_about_four_seconds_and_together_are_the_files_fragments_byte_for_byte(index: Index) -> None:
    rows = made.record(index.root, made.plain(36), length=12).rows
    index.take(rows)
    text = ask(index, 0, 36)
    assert durations(text) == [4.0] * 9
    assert text.count("#EXT-X-DISCONTINUITY") == 0
    assert text.count("#EXT-X-MAP") == 1
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text
    assert "#EXT-X-START" not in text
    assert "#EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:40.000Z" in text
    for row in rows:
        pieces = [hls.media(index.root, *one) for one in listed(index, text) if one[0].path == row.path]
        entries = scan.scan(index.root / row.path).entries
        data = (index.root / row.path).read_bytes()
        assert undated(b"".join(pieces), row) == data[entries[0].offset : entries[-1].end]


def test_a_request_begins_at_the_last_key_frame_before_it_and_says_where_to_start(index: Index) -> None:
    index.take(made.record(index.root, made.plain(24), length=12).rows)
    text = ask(index, 6.3, 15.05)
    assert durations(text) == pytest.approx([2.0, 4.0, 3.8])
    assert "#EXT-X-START:TIME-OFFSET=0.300000,PRECISE=YES" in text
    assert "#EXT-X-PROGRAM-DATE-TIME:2026-11-18T11:06:46.000Z" in text


def test_a_long_group_of_pictures_makes_a_long_piece_and_the_target_says_so(index: Index) -> None:
    index.take(made.record(index.root, made.plain(30, gop=100), length=20).rows)
    text = ask(index, 0, 30)
    assert durations(text) == [10.0, 10.0, 10.0]
    assert "#EXT-X-TARGETDURATION:10" in text


def test_a_gap_is_jumped_over_and_the_clock_time_says_where(index: Index) -> None:
    index.take(made.record(index.root, made.plain(4), ended="camera_lost").rows)
    index.take(made.record(index.root, made.plain(4), start_us=made.T0 + 60 * SECOND, run="b" * 32).rows)
    text = ask(index, 0, 100)
    assert re.findall(r"DATE-TIME:(\S+)", text) == ["2026-11-18T11:06:40.000Z", "2026-11-18T11:07:40.000Z"]
    assert text.count("#EXT-X-DISCONTINUITY") == 1
    assert text.count("#EXT-X-MAP") == 2
    nothing = ask(index, 10, 50)
    assert durations(nothing) == []
    assert nothing.endswith("#EXT-X-ENDLIST\n")


def test_a_camera_that_changes_its_picture_gets_a_new_init(index: Index) -> None:
    first = made.record(index.root, made.pictures(4), ended="camera_lost")
    index.take(first.rows)
    index.take(made.record(index.root, made.pictures(4, size=(320, 192)), start_us=first.end_us, run="b" * 32).rows)
    text = ask(index, 0, 8)
    assert durations(text) == [4.0, 4.0]
    assert text.count("#EXT-X-DISCONTINUITY") == 1
    assert len(set(re.findall(r'MAP:URI="(.*)"', text))) == 2


def test_an_open_file_plays_its_finished_pieces_and_the_list_goes_on_until_the_end_is_reached(index: Index) -> None:
    recorded = made.record(index.root, made.plain(20), length=30, leave_open=True)
    index.take(recorded.rows)
    file = index.root / recorded.rows[0].path
    data, entries = file.read_bytes(), scan.scan(file).entries
    answers = []
    for entry in entries:
        file.write_bytes(data[: entry.end + 5])
        stamp = made.T0 + 10 * SECOND
        os.utime(file, ns=(stamp * 1000, stamp * 1000))
        answers.append(ask(index, 1.5, 14.2, now=stamp + SECOND))
    addresses = [[line for line in text.splitlines() if not line.startswith("#")] for text in answers]
    for before, after in pairwise(addresses):
        assert after[: len(before)] == before
    growing = [text for text in answers if "#EXT-X-ENDLIST" not in text]
    assert all("TYPE:EVENT" in text for text in growing)
    assert 0 < len(growing) < len(answers)
    assert answers[-1] == answers[-2]
    assert durations(answers[-1]) == pytest.approx([3.0, 4.0, 4.0, 2.8])


def test_an_open_file_that_nobody_writes_any_more_is_played_to_its_last_fragment(index: Index) -> None:
    index.take(made.record(index.root, made.plain(10), length=30, leave_open=True).rows)
    text = ask(index, 0, 60)
    assert sum(durations(text)) == pytest.approx(10)
    assert text.endswith("#EXT-X-ENDLIST\n")


def test_between_two_files_of_a_run_the_list_does_not_end_too_soon(index: Index) -> None:
    rows = made.record(index.root, made.plain(24), length=12).rows
    index.closed(rows[0])
    assert "#EXT-X-ENDLIST" not in ask(index, 0, 20, now=made.T0 + 12 * SECOND + 50_000)
    assert "#EXT-X-ENDLIST" in ask(index, 0, 20, now=made.T0 + 60 * SECOND)
    assert "#EXT-X-ENDLIST" in ask(index, 0, 12, now=made.T0 + 12 * SECOND)


def test_a_file_deleted_meanwhile_is_passed_over(index: Index) -> None:
    rows = made.record(index.root, made.plain(12)).rows
    index.take(rows)
    (index.root / rows[1].path).unlink()
    assert sum(durations(ask(index, 0, 12))) == pytest.approx(8)


def test_sound_is_left_out_on_the_way_out_and_never_in_the_store(index: Index) -> None:
    rows = made.record(index.root, made.pictures(4, sound="aac")).rows
    index.take(rows)
    whole = (index.root / rows[0].path).read_bytes()
    row, first, last = listed(index, ask(index, 0, 4))[0]
    both = hls.media(index.root, row, first, last)
    silent = hls.media(index.root, row, first, last, {"video"})
    entries = scan.scan(index.root / row.path).entries
    assert any(entry.audio for entry in entries)
    assert undated(silent, row) == b"".join(whole[entry.offset : entry.end] for entry in entries if not entry.audio)
    assert undated(both, row) == b"".join(whole[entry.offset : entry.end] for entry in entries)
    assert [track.kind for track in init_reader.parse(hls.init(index.root, row))] == ["video", "audio"]
    assert [track.kind for track in init_reader.parse(hls.init(index.root, row, {"video"}))] == ["video"]
    assert hls.init(index.root, row) == whole[: row.init_bytes]
    assert (index.root / rows[0].path).read_bytes() == whole


def test_a_piece_that_does_not_exist_is_refused(index: Index) -> None:
    index.take(made.record(index.root, made.plain(4)).rows)
    row, first, last = listed(index, ask(index, 0, 4))[0]
    assert hls.media(index.root, row, first, last)
    for low, high in ((-1, 2), (3, 2), (0, 99)):
        with pytest.raises(hls.NotThere):
            hls.media(index.root, row, low, high)
    (index.root / row.path).unlink()
    with pytest.raises(FileNotFoundError):
        hls.media(index.root, row, first, last)
    with pytest.raises(FileNotFoundError):
        hls.init(index.root, row)
