"""Neither a joined nor a viewing copy shows a picture of a file that is not the one recorded (R15(1), R20)."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import av
import pytest

from beholden.engines.packaging import building, closing, joining
from beholden.engines.packaging.building import Built, Finish, Nothing, NotRecorded, Wanted
from beholden.engines.packaging.stranger.verify import verify
from beholden.engines.packaging.tests.made import CAMERAS, Made, make, record_both, rows, wishes
from beholden.engines.packaging.tests.test_a_viewing_copy_is_marked import MARK
from beholden.engines.video.clip import progressive
from beholden.engines.video.index import Index, SegmentRow

GATE, TILL = CAMERAS
EVIDENCE, VIEWING = Finish("x"), Finish("x", None, MARK)
FORMS = pytest.mark.parametrize("finish", [EVIDENCE, VIEWING], ids=["evidence", "viewing"])


def flip(data: Path, row: SegmentRow) -> None:
    """One bit of a picture in the middle; size and times stay."""
    path = data / row.path
    before = path.stat()
    with open(path, "r+b") as file:
        file.seek(row.bytes // 2)
        byte = file.read(1)
        file.seek(row.bytes // 2)
        file.write(bytes([byte[0] ^ 4]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def of(data: Path, camera: str, seq: int) -> SegmentRow:
    return next(row for row in rows(data) if (row.camera, row.seq) == (camera, seq))


def built(data: Path, finish: Finish = EVIDENCE, wanted: list[Wanted] | None = None) -> list[Built]:
    with Index(data / "index.sqlite", readonly=True) as index:
        return building.build(index, data, data / "work", wanted or wishes(2), lambda done, total: True, finish)


def frames(package: Path, one: Built) -> int:
    """How many pictures the copies of a camera show."""
    found = 0
    for entry in one.playable:
        with av.open(str(package / entry["file"])) as file:
            shown = sum(1 for _ in file.decode(video=0))
        assert shown == entry["frames"]
        found += shown
    return found


@pytest.fixture
def data(tmp_path: Path) -> Path:
    record_both(tmp_path)
    return tmp_path


@FORMS
@pytest.mark.parametrize("seq", [0, 1, 2], ids=["first", "middle", "last"])
def test_an_altered_file_is_a_hole_in_the_copy_and_what_is_whole_is_all_there(
    data: Path, finish: Finish, seq: int
) -> None:
    whole = frames(data / "work/package", built(data, finish)[1])
    assert whole == 80 * 5
    shutil.rmtree(data / "work")
    spoiled = of(data, TILL, seq)
    flip(data, spoiled)
    gate, till = built(data, finish)
    assert till.left_out == [(spoiled.start_us, spoiled.end_us, "altered")]
    assert {"from_us": spoiled.start_us, "to_us": spoiled.end_us, "why": "damaged"} in till.gaps
    assert frames(data / "work/package", till) == whole - (20 if seq == 0 else 30) * 5
    assert (frames(data / "work/package", gate), gate.left_out) == (whole, [])
    assert spoiled.path not in [row.path for row in till.rows]
    assert not (data / "work/package" / building.original(spoiled)).exists()
    assert not list((data / "work/package").rglob("*.part"))


@FORMS
def test_a_file_that_is_exchanged_while_it_is_copied_leaves_nothing_behind(
    data: Path, finish: Finish, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled, write = of(data, TILL, 1), progressive.write

    def meanwhile(*words: Any, **more: Any) -> int:
        if not done:
            flip(data, spoiled)
        done.append(1)
        return write(*words, **more)

    done: list[int] = []
    monkeypatch.setattr(progressive, "write", meanwhile)
    (till,) = built(data, finish, wishes(2)[1:])
    assert till.left_out == [(spoiled.start_us, spoiled.end_us, "altered")]
    assert frames(data / "work/package", till) == 50 * 5
    assert not (data / "work/package" / building.original(spoiled)).exists()
    assert (data / spoiled.path).exists()


def test_another_file_in_its_place_while_it_is_made_changes_no_evidence(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is cut from the package's own originals."""
    join = joining.join

    def meanwhile(*words: Any) -> None:
        for row in rows(data):
            (data / row.path).unlink(missing_ok=True)
            (data / row.path).write_bytes(b"other")
        join(*words)

    monkeypatch.setattr(joining, "join", meanwhile)
    only = wishes(2)[1:]
    (till,) = built(data, EVIDENCE, only)
    assert (frames(data / "work/package", till), till.left_out) == (80 * 5, [])


@FORMS
def test_a_run_that_was_killed_looks_at_its_files_again(data: Path, finish: Finish) -> None:
    gate = data / "work/package/playable" / GATE / "001.mp4"
    built(data, finish)
    kept = gate.stat().st_ino
    (data / "work/package/playable" / TILL / "002.mp4").write_bytes(b"of a run that held more")
    flip(data, of(data, TILL, 2))  # the original in the package is a link to it
    _, till = built(data, finish)
    assert gate.stat().st_ino == kept  # made of the same files
    assert frames(data / "work/package", till) == 50 * 5
    assert [why for *_, why in till.left_out] == ["altered"]
    assert [path.name for path in (data / "work/package/playable" / TILL).iterdir()] == ["001.mp4"]


@FORMS
def test_when_nothing_is_as_recorded_that_is_said_and_not_that_there_is_nothing(data: Path, finish: Finish) -> None:
    for row in rows(data):
        flip(data, row)
    with pytest.raises(NotRecorded) as refused:
        built(data, finish)
    assert [len(one.left_out) for one in refused.value.built] == [3, 3]
    for row in rows(data):
        (data / row.path).unlink()
    with pytest.raises(Nothing) as nothing:
        built(data, finish)
    assert not isinstance(nothing.value, NotRecorded)


def test_files_that_are_gone_one_after_the_other_do_not_end_the_copy(data: Path) -> None:
    for seq in (0, 1):
        (data / of(data, TILL, seq).path).unlink()
    _, till = built(data)
    assert [why for *_, why in till.left_out] == ["gone", "gone"]
    assert frames(data / "work/package", till) == 30 * 5


@pytest.mark.parametrize("mark", [None, MARK], ids=["evidence", "viewing"])
def test_a_stranger_is_told_of_the_gap_and_finds_nothing_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: Any
) -> None:
    def spoiled(data: Path) -> None:
        record_both(data)
        flip(data, of(data, TILL, 1))

    monkeypatch.setattr("beholden.engines.packaging.tests.made.record_both", spoiled)
    made: Made = make(tmp_path, mark)
    report = verify(made.folder)
    closing.check_c2pa(made.folder, report)
    assert report.findings == []
    till = json.loads((made.folder / "manifest.json").read_text())["cameras"][1]
    row = of(made.data, TILL, 1)
    assert {"from_us": row.start_us, "to_us": row.end_us, "why": "damaged"} in till["gaps"]
    assert sum(entry["frames"] for entry in till["playable"]) == 50 * 5
