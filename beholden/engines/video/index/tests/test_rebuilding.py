"""The index can be thrown away: the files alone make it again, row for row."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beholden.engines.video.index import Index, open_index
from beholden.engines.video.segments.tests import made


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two cameras, three runs, one file still open, as the recorder would leave them."""
    with Index(tmp_path / "index.sqlite") as index:
        for camera, start, run, after, ended, still_open in (
            ("gate", made.T0, "a" * 32, "start", "camera_lost", False),
            ("gate", made.T0 + 30_000_000, "b" * 32, "camera_lost", "", True),
            ("yard", made.T0 + 3_600_000_000 * 14, "c" * 32, "start", "operator", False),
        ):
            recorded = made.record(
                tmp_path, made.plain(10, seed=len(run + after)), camera=camera, start_us=start, run=run, after=after,
                ended=ended or "operator", leave_open=still_open,
            )  # fmt: skip
            for row in recorded.rows:
                index.opened(row)
                if row.end_us is not None:
                    index.closed(row)
    return tmp_path


def test_the_rebuilt_index_equals_the_one_that_was_written(site: Path) -> None:
    with Index(site / "index.sqlite") as index:
        written = list(index.dump())
        assert len(written) == 9
        result = index.rebuild(site)
        assert (result.rows, result.damaged) == (9, [])
        assert list(index.dump()) == written
    assert not list(site.glob("*.building*"))


def test_a_missing_index_is_made_from_the_files(site: Path) -> None:
    with Index(site / "index.sqlite") as index:
        written = list(index.dump())
    for path in site.glob("index.sqlite*"):
        path.unlink()
    opened = open_index(site / "index.sqlite")
    with opened.index as index:
        assert list(index.dump()) == written
    assert opened.aside is None
    assert opened.rebuilt is not None
    assert opened.rebuilt.rows == 9


def test_a_log_left_behind_by_a_lost_index_does_not_spoil_the_new_one(site: Path) -> None:
    path = site / "index.sqlite"
    with Index(path) as index:
        written = list(index.dump())
        index.forget([index.span("gate", made.T0, made.T0 + 1)[0].id])
        log = (site / "index.sqlite-wal").read_bytes()
    assert log
    path.unlink()
    (site / "index.sqlite-wal").write_bytes(log)
    with open_index(path).index as index:
        assert list(index.dump()) == written
        assert index.sound()


@pytest.mark.parametrize("harm", ["noise", "middle", "emptied"])
def test_a_broken_index_is_moved_aside_and_made_again(site: Path, harm: str) -> None:
    path = site / "index.sqlite"
    with Index(path) as index:
        written = list(index.dump())
    data = bytearray(path.read_bytes())
    if harm == "noise":
        data[:] = b"\x5a" * len(data)
    elif harm == "middle":
        data[4096:] = b"\xff" * (len(data) - 4096)
    else:
        data[100:] = bytes(len(data) - 100)
    path.write_bytes(data)
    opened = open_index(path, now=datetime(2026, 11, 18, 12, tzinfo=UTC))
    with opened.index as index:
        assert list(index.dump()) == written
    assert opened.aside == site / "index.sqlite.broken-20261118T120000Z"
    assert opened.aside.read_bytes() == bytes(data)


def test_a_sound_index_is_opened_as_it_is(site: Path) -> None:
    with open_index(site / "index.sqlite").index as index:
        assert len(list(index.dump())) == 9
    opened_again = open_index(site / "index.sqlite")
    opened_again.index.close()
    assert (opened_again.rebuilt, opened_again.aside) == (None, None)


def test_an_id_never_comes_to_mean_another_file_after_a_rebuild(site: Path) -> None:
    with Index(site / "index.sqlite") as index:
        before = {row.id for row in index.span("gate", 0, made.T0 * 2)}
        index.rebuild(site)
        after = {row.id for row in index.span("gate", 0, made.T0 * 2)}
    assert len(after) == len(before) == 6
    assert not before & after


def test_a_file_that_was_altered_later_keeps_the_hash_it_was_written_with(site: Path) -> None:
    with Index(site / "index.sqlite") as index:
        victim = index.span("gate", made.T0, made.T0 + 1)[0]
        data = bytearray((site / victim.path).read_bytes())
        data[-len(data) // 3] ^= 1
        (site / victim.path).write_bytes(data)
        index.rebuild(site)
        again = index.span("gate", made.T0, made.T0 + 1)[0]
    assert again.root == victim.root


def test_strangers_in_the_folder_are_named_and_left_alone(site: Path) -> None:
    day = site / "footage" / "gate" / "2026-11-18"
    (day / "010101.mp4").write_bytes(b"holiday pictures" * 100)
    (day / "notes.txt").write_text("mine")
    (day / "020202.mp4").symlink_to(site / "index.sqlite")
    yard = next((site / "footage" / "yard").glob("*/*.mp4"))
    shutil.copy(yard, day / "030303.mp4")
    with Index(site / "index.sqlite") as index:
        written = list(index.dump())
        result = index.rebuild(site)
        assert list(index.dump()) == written
    assert [Path(path).name for path, _ in result.damaged] == ["010101.mp4", "020202.mp4", "030303.mp4"]
    assert "yard" in result.damaged[2][1]
    assert (day / "010101.mp4").read_bytes() == b"holiday pictures" * 100
