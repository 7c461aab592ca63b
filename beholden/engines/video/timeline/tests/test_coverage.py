"""What there is and what is missing, each gap with its reason."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.index.tests.test_index import T0, row
from beholden.engines.video.segments.tests import made
from beholden.engines.video.timeline import Gap, Span, coverage, coverages

MINUTE = 60_000_000


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


def put(index: Index, *rows: SegmentRow) -> None:
    index.take(rows)


def test_segments_that_touch_are_one_span_without_gap(index: Index) -> None:
    put(index, *(row(number) for number in range(5)))
    found = coverage(index, "gate", T0 + 1, T0 + 5 * MINUTE)
    assert found.spans == [Span(T0 + 1, T0 + 5 * MINUTE)]
    assert found.gaps == []
    assert found.seconds == pytest.approx(299.999999)
    assert found.bytes == 5000


@pytest.mark.parametrize("reason", ["camera_lost", "stalled", "restart", "clock_step", "disk_full", "operator"])
def test_a_gap_carries_the_reason_that_the_next_file_gives(index: Index, reason: str) -> None:
    put(index, row(0, ended=reason), row(3, after=reason), row(4, after=""))
    found = coverage(index, "gate", T0, T0 + 5 * MINUTE)
    assert found.spans == [Span(T0, T0 + MINUTE), Span(T0 + 3 * MINUTE, T0 + 5 * MINUTE)]
    assert found.gaps == [Gap(T0 + MINUTE, T0 + 3 * MINUTE, reason)]


def test_when_nothing_follows_the_reason_is_how_the_last_file_ended(index: Index) -> None:
    put(index, row(0, ended="disk_full"))
    assert coverage(index, "gate", T0, T0 + 9 * MINUTE).gaps == [Gap(T0 + MINUTE, T0 + 9 * MINUTE, "disk_full")]
    later = coverage(index, "gate", T0 + 5 * MINUTE, T0 + 9 * MINUTE)
    assert (later.spans, later.gaps) == ([], [Gap(T0 + 5 * MINUTE, T0 + 9 * MINUTE, "disk_full")])


def test_before_the_first_file_nothing_was_recorded(index: Index) -> None:
    put(index, row(0))
    assert coverage(index, "gate", T0 - MINUTE, T0 + MINUTE).gaps == [Gap(T0 - MINUTE, T0, "start")]
    assert coverage(index, "gate", T0 - 2 * MINUTE, T0 - MINUTE).gaps == [Gap(T0 - 2 * MINUTE, T0 - MINUTE, "start")]
    assert coverage(index, "never", T0, T0 + 1).gaps == [Gap(T0, T0 + 1, "start")]


def test_footage_that_the_files_say_was_there_is_gone_not_unexplained(index: Index) -> None:
    put(index, row(1, after=""), row(3, after=""))
    found = coverage(index, "gate", T0, T0 + 20 * MINUTE)
    assert found.gaps == [
        Gap(T0, T0 + MINUTE, "gone"),
        Gap(T0 + 2 * MINUTE, T0 + 3 * MINUTE, "gone"),
        Gap(T0 + 4 * MINUTE, T0 + 20 * MINUTE, "gone"),
    ]


def test_an_interval_inside_a_gap_has_its_reason(index: Index) -> None:
    put(index, row(0, ended="camera_lost"), row(9, after="stalled"))
    found = coverage(index, "gate", T0 + 3 * MINUTE, T0 + 4 * MINUTE)
    assert (found.spans, found.gaps) == ([], [Gap(T0 + 3 * MINUTE, T0 + 4 * MINUTE, "stalled")])


def test_overlaps_after_a_step_of_the_clock_count_once(index: Index) -> None:
    put(index, row(0), row(1, start=T0 + MINUTE // 2, end=T0 + MINUTE // 2 + 1000), row(2, start=T0 + MINUTE - 5))
    found = coverage(index, "gate", T0, T0 + 2 * MINUTE - 5)
    assert found.spans == [Span(T0, T0 + 2 * MINUTE - 5)]
    assert found.gaps == []
    assert index.held("gate", T0, T0 + 9 * MINUTE) == 2 * MINUTE - 5


def test_spans_and_gaps_fill_the_interval_whatever_was_recorded(index: Index) -> None:
    chance = random.Random(5)
    at, number = T0, 0
    while number < 200:
        at += chance.choice([0, 0, 0, -10_000_000, 5_000_000, 90_000_000])
        end = at + chance.randrange(1, 70_000_000)
        put(index, row(number, start=at, end=end, after="stalled"))
        at, number = end, number + 1
    for _ in range(50):
        low = T0 + chance.randrange(-MINUTE, 150 * MINUTE)
        high = low + chance.randrange(1, 60 * MINUTE)
        found = coverage(index, "gate", low, high)
        parts = sorted([(s.from_us, s.to_us) for s in found.spans] + [(g.from_us, g.to_us) for g in found.gaps])
        assert (parts[0][0], parts[-1][1]) == (low, high)
        assert all(before[1] == after[0] for before, after in pairwise(parts))
        assert all(a < b for a, b in parts)
        assert found.seconds * 1_000_000 == pytest.approx(index.held("gate", low, high))


def test_an_open_file_counts_up_to_its_last_fragment(tmp_path: Path, index: Index) -> None:
    recorded = made.record(tmp_path, made.plain(10), leave_open=True)
    index.take(recorded.rows)
    end = made.T0 + 10_000_000
    live = coverage(index, "gate", made.T0, end + 1_000_000)
    assert live.spans == [Span(made.T0, end)]
    assert live.gaps == []
    assert live.bytes == sum((tmp_path / one.path).stat().st_size for one in recorded.rows)
    dead = coverage(index, "gate", made.T0, end + MINUTE)
    assert dead.gaps == [Gap(end, end + MINUTE, "restart")]


def test_an_open_file_that_grows_is_read_on_from_where_it_was(tmp_path: Path, index: Index) -> None:
    recorded = made.record(tmp_path, made.plain(10), leave_open=True)
    index.take(recorded.rows)
    file = tmp_path / recorded.rows[-1].path
    data = file.read_bytes()
    reached = set()
    with open(file, "r+b") as growing:
        for size in range(900, len(data) + 300, 300):
            growing.truncate(0)
            os.pwrite(growing.fileno(), data[:size], 0)
            found = coverage(index, "gate", made.T0 + 8_000_000, made.T0 + 11_000_000)
            reached.add(found.spans[-1].to_us if found.spans else 0)
    assert len(reached) >= 3
    assert max(reached) == made.T0 + 10_000_000


def test_an_open_row_whose_file_is_gone_is_no_footage(tmp_path: Path, index: Index) -> None:
    index.opened(replace(row(0), end_us=None))
    found = coverage(index, "gate", T0, T0 + MINUTE)
    assert (found.spans, found.gaps) == ([], [Gap(T0, T0 + MINUTE, "start")])
    index.salvage(tmp_path)
    assert coverage(index, "gate", T0, T0 + MINUTE).gaps == found.gaps


def test_an_empty_interval_is_empty_and_many_cameras_are_asked_at_once(index: Index) -> None:
    put(index, row(0), row(0, camera="yard"))
    nothing = coverage(index, "gate", T0, T0)
    assert (nothing.spans, nothing.gaps, nothing.seconds) == ([], [], 0)
    both = coverages(index, ["gate", "yard", "none"], T0, T0 + MINUTE)
    assert {name: found.seconds for name, found in both.items()} == {"gate": 60, "yard": 60, "none": 0}
