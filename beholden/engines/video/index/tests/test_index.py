"""The index finds the segment of any instant, for many writers at once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from beholden.engines.video.index import FragmentEntry, Index, IndexDamaged, SegmentRow
from beholden.engines.video.index.fragments import pack

T0 = 1_795_000_000_000_000
MINUTE = 60_000_000
BLOB = pack([FragmentEntry(900, 5000, 0, 72_000, True)])


def row(
    number: int, *, camera: str = "gate", start: int | None = None, end: int | None = None, **more: object
) -> SegmentRow:
    begin = T0 + number * MINUTE if start is None else start
    whole = SegmentRow(
        camera=camera, run="a" * 32, seq=number, start_us=begin, end_us=begin + MINUTE if end is None else end,
        after="" if number else "start", ended="next", path=f"footage/{camera}/2026-11-18/{number:06d}.mp4", bytes=1000,
        samples=1500, root=f"{number:064x}", previous=f"{number - 1:064x}" if number else "", lost=number,
        clock_offset_us=-5, init_bytes=700, fragments=BLOB,
    )  # fmt: skip
    return replace(whole, **more)  # type: ignore[arg-type]


def as_open(closed: SegmentRow) -> SegmentRow:
    return replace(
        closed, end_us=None, ended="", bytes=0, samples=0, root="", lost=0, clock_offset_us=None, fragments=b""
    )


@pytest.fixture
def index(tmp_path: Path) -> Index:
    return Index(tmp_path / "index.sqlite")


def test_any_instant_finds_its_segment_with_everything_that_was_put_in(index: Index) -> None:
    for number in range(5):
        index.opened(as_open(row(number)))
        index.closed(row(number))
    for number in range(5):
        for at in (0, 1, MINUTE // 2, MINUTE - 1):
            found = index.locate("gate", T0 + number * MINUTE + at)
            assert found is not None
            assert replace(found, id=0) == row(number)
            assert index.get(found.id) == found
    assert index.locate("gate", T0 - 1) is None
    assert index.locate("gate", T0 + 5 * MINUTE) is None
    assert index.locate("elsewhere", T0) is None


def test_an_instant_in_a_gap_finds_nothing(index: Index) -> None:
    index.closed(row(0))
    index.closed(row(2))
    assert index.locate("gate", T0 + MINUTE + 1) is None
    assert index.locate("gate", T0 + 2 * MINUTE) is not None


def test_after_a_step_of_the_clock_the_segment_that_covers_is_found_and_the_later_one_wins(index: Index) -> None:
    index.closed(row(0, end=T0 + MINUTE))
    index.closed(row(1, start=T0 + MINUTE // 2, end=T0 + MINUTE // 2 + 1000))
    late = index.locate("gate", T0 + MINUTE // 2 + 500)
    assert late is not None
    assert late.seq == 1
    covered = index.locate("gate", T0 + MINUTE - 1)
    assert covered is not None
    assert covered.seq == 0


def test_an_open_file_is_found_until_it_is_closed_and_closing_keeps_its_id(index: Index) -> None:
    index.closed(row(0))
    index.opened(as_open(row(1)))
    found = index.locate("gate", T0 + MINUTE + 5)
    assert found is not None
    assert replace(found, id=0) == as_open(row(1))
    assert [one.seq for one in index.open_rows()] == [1]
    index.closed(row(1))
    closed = index.locate("gate", T0 + MINUTE + 5)
    assert closed is not None
    assert (closed.id, closed.end_us) == (found.id, T0 + 2 * MINUTE)
    assert index.open_rows() == []


def test_saying_a_thing_twice_changes_nothing(index: Index) -> None:
    index.closed(row(0))
    before = list(index.dump())
    index.closed(row(0))
    index.opened(as_open(row(0)))
    assert list(index.dump()) == before == [row(0)]


def test_a_span_lists_what_shares_time_with_it_and_reads_fragments_only_when_asked(index: Index) -> None:
    for number in range(10):
        index.closed(row(number))
    index.opened(as_open(row(10)))
    index.closed(row(3, camera="yard"))
    assert [one.seq for one in index.span("gate", T0 + 3 * MINUTE, T0 + 5 * MINUTE)] == [3, 4]
    assert [one.seq for one in index.span("gate", T0 + 3 * MINUTE - 1, T0 + 5 * MINUTE + 1)] == [2, 3, 4, 5]
    assert [one.seq for one in index.span("gate", T0 + 9 * MINUTE, T0 + 99 * MINUTE)] == [9, 10]
    assert [one.fragments for one in index.span("gate", T0, T0 + 1)] == [b""]
    assert [one.fragments for one in index.span("gate", T0, T0 + 1, fragments=True)] == [BLOB]
    assert index.cameras() == ["gate", "yard"]


def test_neighbours_of_an_instant_are_named(index: Index) -> None:
    index.closed(row(0))
    index.closed(row(5))
    before, behind = index.before("gate", T0 + 3 * MINUTE), index.behind("gate", T0 + 3 * MINUTE)
    assert before is not None
    assert behind is not None
    assert (before.seq, behind.seq) == (0, 5)
    assert index.before("gate", T0) is None
    assert index.behind("gate", T0 + 6 * MINUTE) is None


@pytest.mark.parametrize(
    "lie",
    [
        {"end_us": T0 - 1}, {"end_us": T0 + 86_400_000_001}, {"end_us": None}, {"path": "footage/gate/../../etc/x.mp4"},
        {"path": "footage/yard/2026-11-18/000000.mp4"}, {"path": "/footage/gate/2026-11-18/000000.mp4"},
        {"path": "footage/gate/2026-11-18/000000.mp4\n"}, {"camera": "../gate"}, {"root": "ab"}, {"seq": -1},
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_true_is_refused_and_leaves_no_trace(index: Index, lie: dict[str, object]) -> None:
    index.closed(row(1))
    with pytest.raises((ValueError, sqlite3.IntegrityError)):
        index.closed(replace(row(0), **lie))  # type: ignore[arg-type]
    assert list(index.dump()) == [row(1)]


def test_many_threads_and_processes_write_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    script = (
        "import sys; from pathlib import Path; from beholden.engines.video.index import Index\n"
        "from beholden.engines.video.index.tests.test_index import row\n"
        "with Index(Path(sys.argv[1])) as index:\n"
        "    for number in range(100): index.closed(row(number, camera=sys.argv[2]))\n"
    )
    others = [subprocess.Popen([sys.executable, "-c", script, str(path), f"p{n}"]) for n in range(2)]

    def write(camera: str) -> None:
        with Index(path) as index:
            for number in range(100):
                index.closed(row(number, camera=camera))

    threads = [threading.Thread(target=write, args=(f"t{n}",)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [other.wait(60) for other in others] == [0, 0]
    with Index(path) as index:
        assert index.cameras() == ["p0", "p1", "t0", "t1"]
        rows = list(index.dump())
        assert len(rows) == 400
        assert len({one.id for one in index.span("p0", T0, T0 + 100 * MINUTE)}) == 100


def test_lists_and_seeks_use_the_covering_index(index: Index) -> None:
    for number in range(100):
        index.closed(row(number))
    plans: list[str] = []
    connection = index._connection
    connection.set_trace_callback(plans.append)
    index.covered("gate", T0, T0 + 99 * MINUTE)
    index.locate("gate", T0 + 5)
    connection.set_trace_callback(None)
    listing = [plan[3] for plan in connection.execute(f"EXPLAIN QUERY PLAN {plans[0]}")]
    seeking = [plan[3] for plan in connection.execute(f"EXPLAIN QUERY PLAN {plans[1]}")]
    assert any("COVERING INDEX segment_cover" in step for step in listing)
    assert any("INDEX segment_cover" in step for step in seeking)
    assert not any("SCAN" in step or "TEMP B-TREE" in step for step in listing + seeking)


def test_a_reader_without_the_right_to_write_reads_and_cannot_change(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with pytest.raises(FileNotFoundError):
        Index(path, readonly=True)
    assert not path.exists()
    with Index(path) as index:
        index.closed(row(0))
        with Index(path, readonly=True) as reader:
            assert list(reader.dump()) == [row(0)]
            with pytest.raises(sqlite3.OperationalError):
                reader.closed(row(1))
    with Index(path, readonly=True) as reader:
        assert list(reader.dump()) == [row(0)]
    assert [item.name for item in tmp_path.iterdir()] == ["index.sqlite"]


def test_an_index_on_a_disk_that_nobody_may_write_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.sqlite"
    with Index(path) as index:
        index.closed(row(0))
    monkeypatch.setattr("beholden.engines.video.index.connection._writable", lambda folder: False)
    with Index(path, readonly=True) as reader:
        assert list(reader.dump()) == [row(0)]
        assert [item.name for item in tmp_path.iterdir()] == ["index.sqlite"]
        with pytest.raises(sqlite3.OperationalError):
            reader.closed(row(1))


def test_a_file_of_another_kind_is_not_taken_for_an_index(tmp_path: Path) -> None:
    text = tmp_path / "text"
    text.write_bytes(b"not a database " * 1000)
    other = tmp_path / "other.sqlite"
    sqlite3.connect(other).executescript("CREATE TABLE a (b); PRAGMA user_version = 9;")
    for path in (text, other):
        with pytest.raises(IndexDamaged):
            Index(path)
    assert text.read_bytes() == b"not a database " * 1000
