"""`beholden footage`: what a recording folder holds, whether it holds, and clips out of it."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest

from beholden.cli import main
from beholden.engines.video.index import Index
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten seconds of a gate, seven without, ten more; four of a yard."""
    root = tmp_path / "site"
    root.mkdir()
    first = made.record(root, made.pictures(10), ended="camera_lost")
    again = made.record(
        root, made.pictures(10, first=200), start_us=first.end_us + 7 * SECOND, run="b" * 32, after="camera_lost"
    )
    yard = made.record(root, made.plain(4), camera="yard", run="c" * 32)
    with Index(root / "index.sqlite") as index:
        index.take(first.rows + again.rows + yard.rows)
    return root


def listing(folder: Path, capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    assert main(["footage", str(folder), "--json"]) == 0
    cameras = json.loads(capsys.readouterr().out)["cameras"]
    assert isinstance(cameras, list)
    return cameras


def test_the_list_for_machines_has_the_promised_shape(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gate, yard = listing(folder, capsys)
    age = gate.pop("attained_days")
    assert isinstance(age, float)
    now = datetime.now(UTC).timestamp()
    assert age == pytest.approx((now - made.T0 / 1e6) / 86_400, abs=0.01)
    assert gate == {
        "name": "gate",
        "from": "2026-11-18T19:06:40.000+08:00",
        "to": "2026-11-18T19:07:07.000+08:00",
        "seconds": 20.0,
        "gaps": [
            {"from": "2026-11-18T19:06:50.000+08:00", "to": "2026-11-18T19:06:57.000+08:00", "why": "camera_lost"}
        ],
        "bytes": sum(file.stat().st_size for file in (folder / "footage" / "gate").rglob("*.mp4")),
    }
    assert (yard["name"], yard["seconds"], yard["gaps"]) == ("yard", 4.0, [])


def test_the_list_for_people_shows_cameras_and_gaps(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footage", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["camera", "gate", "yard", "gap:"]
    assert "2026-11-18 19:06:40.000" in lines[1]
    assert lines[3].endswith("7.000 s  camera_lost")
    assert main(["footage", str(folder), "--camera", "yard"]) == 0
    assert "gate" not in capsys.readouterr().out


def test_without_an_index_the_files_are_read_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with_index = listing(folder, capsys)
    (folder / "index.sqlite").unlink()
    before = sorted(folder.rglob("*"))
    without = listing(folder, capsys)
    for one in (*with_index, *without):
        one.pop("attained_days")
    assert without == with_index
    assert sorted(folder.rglob("*")) == before
    (folder / "index.sqlite").write_bytes(b"broken" * 1000)
    assert main(["footage", str(folder), "--json"]) == 0
    answer = capsys.readouterr()
    assert "reading the files instead" in answer.err
    assert len(json.loads(answer.out)["cameras"]) == 2
    assert main(["footage", str(folder / "footage"), "--json"]) == 0


def test_check_passes_when_every_file_holds(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["footage", str(folder), "--check"]) == 0
    answer = capsys.readouterr()
    assert answer.out.startswith("7 closed files")
    assert answer.out.endswith("all hold\n")
    assert answer.err == ""


def test_check_names_each_file_that_does_not_hold_and_why(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted((folder / "footage" / "gate" / "2026-11-18").glob("*.mp4"))
    files[0].unlink()
    data = bytearray(files[1].read_bytes())
    data[-500] ^= 1
    files[1].write_bytes(data)
    files[2].write_bytes(files[2].read_bytes()[:-1])
    shutil.copy(files[3], files[3].with_name("235959.mp4"))
    assert main(["footage", str(folder), "--check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    named = dict(line.split(": ", 1) for line in lines[:-1])
    assert {Path(path).name: why.split(",")[0].split(" is ")[0] for path, why in named.items()} == {
        files[0].name: "missing",
        files[1].name: "its hash",
        files[2].name: f"{files[2].stat().st_size} bytes",
        "235959.mp4": "not in the index",
    }
    assert lines[-1].endswith("not all hold")
    assert main(["footage", str(folder), "--check", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert len(answer["problems"]) == 4
    assert answer["files"] == 7


def test_check_without_an_index_still_finds_what_was_altered(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "index.sqlite").unlink()
    first = sorted((folder / "footage" / "gate" / "2026-11-18").glob("*.mp4"))[0]
    data = bytearray(first.read_bytes())
    data[-500] ^= 1
    first.write_bytes(data)
    assert main(["footage", str(folder), "--check"]) == 1
    assert first.name in capsys.readouterr().out


@pytest.mark.parametrize(
    ("time", "assumed"),
    [("2026-11-18 19:06:43", True), ("2026-11-18T11:06:43Z", False), ("2026-11-18T19:06:43+08:00", False)],
)
def test_a_clip_starts_at_the_asked_frame_and_an_assumed_zone_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], time: str, assumed: bool
) -> None:
    out = folder.parent / "clip.mp4"
    assert main(["footage", str(folder), "--at", time, "--camera", "gate", "--out", str(out), "--for", "2"]) == 0
    answer = capsys.readouterr()
    assert ("Beijing time" in answer.err) == assumed
    assert "20 frames, 2026-11-18T19:06:43.000+08:00 to 2026-11-18T19:06:45.000+08:00" in answer.out
    with av.open(str(out)) as container:
        assert [made.number_in(frame) for frame in container.decode(video=0)] == list(range(30, 50))


def test_a_clip_over_a_gap_says_what_is_not_in_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder.parent / "clip.mp4"
    words = [
        "footage",
        str(folder),
        "--at",
        "2026-11-18T11:06:49Z",
        "--camera",
        "gate",
        "--out",
        str(out),
        "--for",
        "10",
    ]
    assert main([*words, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["frames"] == 30
    assert answer["missing"] == [
        {"from": "2026-11-18T19:06:50.000+08:00", "to": "2026-11-18T19:06:57.000+08:00", "why": "camera_lost"}
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--at", "2026-11-18T11:06:52Z", "--camera", "gate"], "last before: 2026-11-18T19:06:50.000+08:00; next: "),
        (["--at", "2020-01-01T00:00:00Z", "--camera", "gate"], "nothing before; next: 2026-11-18T19:06:40"),
        (["--at", "2026-11-18T11:06:45Z", "--camera", "door"], "there is no camera 'door'; there are: gate, yard"),
        (["--at", "2026-11-18T11:06:45Z"], "say which --camera; there are: gate, yard"),
        (["--at", "2020-01-01 08:00:00", "--camera", "gate"], "no footage of gate at 2020-01-01T08:00:00.000+08:00"),
        (["--at", "yesterday", "--camera", "gate"], "'yesterday' is no time"),
        (["--at", "0001-01-01T00:00:00+23:00", "--camera", "gate"], "outside every recording"),
        (["--at", "2026-11-18T11:06:45Z", "--camera", "gate", "--for", "0"], "more than 0"),
        (["--at", "2026-11-18T11:06:45Z", "--camera", "gate", "--for", "nan"], "more than 0"),
    ],
)  # fmt: skip
def test_what_cannot_be_cut_is_one_clear_line(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    out = folder.parent / "clip.mp4"
    assert main(["footage", str(folder), *words, "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert len(error.splitlines()) == 1
    assert not out.exists()


def test_nothing_is_overwritten_and_a_folder_that_is_not_there_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = folder.parent / "clip.mp4"
    out.write_text("mine")
    words = ["footage", str(folder), "--at", "2026-11-18T11:06:45Z", "--camera", "gate", "--out"]
    assert main([*words, str(out)]) == 2
    assert "nothing is overwritten" in capsys.readouterr().err
    assert out.read_text() == "mine"
    assert main([*words, str(folder / "no" / "such" / "clip.mp4")]) == 2
    assert "cannot write" in capsys.readouterr().err
    assert main(words[:-1]) == 2
    assert "--out" in capsys.readouterr().err
    assert main(["footage", str(folder), "--out", "x.mp4"]) == 2
    assert "--at" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["absent", "empty", "file"])
def test_a_folder_without_recordings_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    place = tmp_path / what
    if what == "empty":
        place.mkdir()
    elif what == "file":
        place.write_text("text")
    assert main(["footage", str(place)]) == 2
    assert "not a recording folder" in capsys.readouterr().err


def test_a_folder_that_has_recorded_nothing_yet_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "footage").mkdir()
    assert main(["footage", str(tmp_path)]) == 0
    assert "no footage here" in capsys.readouterr().out
    assert main(["footage", str(tmp_path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"cameras": []}
