"""Deletion that a crash cannot spoil: each file is in exactly one of rows and garbage."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.video.index import Index, deleting
from beholden.engines.video.segments.tests import made


@pytest.fixture
def index(tmp_path: Path) -> Index:
    index = Index(tmp_path / "index.sqlite")
    index.take(made.record(tmp_path, made.plain(12)).rows)
    return index


def test_deleted_segments_are_gone_from_disk_and_index_and_the_rest_stays(index: Index) -> None:
    rows = index.span("gate", made.T0, made.T0 + 60_000_000)
    done = index.delete([rows[0].id, rows[1].id, 999], index.root)
    assert (done.files, done.failed) == (2, [])
    assert [row.path for row in index.span("gate", 0, made.T0 * 2)] == [rows[2].path]
    assert [(index.root / row.path).exists() for row in rows] == [False, False, True]
    assert index.garbage() == []


def test_a_crash_between_row_and_unlink_is_finished_at_the_next_start(index: Index) -> None:
    rows = index.span("gate", made.T0, made.T0 + 60_000_000)
    assert index.discard([rows[0].id]) == [rows[0].path]
    index.close()
    with Index(index.path) as again:
        assert again.garbage() == [rows[0].path]
        assert (again.root / rows[0].path).exists()
        again.salvage(again.root)
        assert again.garbage() == []
        assert not (again.root / rows[0].path).exists()
        assert [row.path for row in again.dump()] == [row.path for row in rows[1:]]


def test_a_file_that_is_already_gone_counts_as_deleted(index: Index) -> None:
    row = index.span("gate", made.T0, made.T0 + 1)[0]
    (index.root / row.path).unlink()
    assert index.delete([row.id], index.root).files == 1
    assert index.locate("gate", made.T0) is None


def test_a_file_that_the_disk_will_not_give_up_stays_garbage_and_is_named(index: Index) -> None:
    row = index.span("gate", made.T0, made.T0 + 1)[0]
    file = index.root / row.path
    file.unlink()
    file.mkdir()
    done = index.delete([row.id], index.root)
    assert done.files == 0
    assert [path for path, _ in done.failed] == [row.path]
    assert index.garbage() == [row.path]
    file.rmdir()
    assert deleting.finish(index, index.root).files == 1
    assert index.garbage() == []


def test_the_garbage_row_is_on_disk_before_the_file_goes(index: Index) -> None:
    seen: list[str] = []
    index._connection.set_trace_callback(seen.append)
    index.discard([index.span("gate", made.T0, made.T0 + 1)[0].id])
    index._connection.set_trace_callback(None)
    order = [seen.index(step) for step in ("PRAGMA synchronous = FULL", "COMMIT", "PRAGMA synchronous = NORMAL")]
    assert order == sorted(order)
