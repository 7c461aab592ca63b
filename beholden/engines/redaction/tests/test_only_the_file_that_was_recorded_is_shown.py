"""A file whose root is not the one it was recorded with is blank as a whole, and said; what is whole stays as it was.

A flipped bit, another film in its place, a lost end, a change between two looks or under the reader's hands (R15(1)).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest

from beholden.engines.redaction import pipeline, working
from beholden.engines.redaction.decoding import Film
from beholden.engines.redaction.detectors import Found
from beholden.engines.redaction.plan import Plan, Purpose, Source
from beholden.engines.redaction.tests.made import Actor, Picture, done, film, pictures, told
from beholden.engines.video.segments import originals
from beholden.engines.video.segments.chunks import CHUNK, of_file
from beholden.engines.video.segments.originals import Exchanged, Original

WALKS: Actor = (60, lambda at: (round(20 + 180 * at), 150))
STANDS: Actor = (60, lambda at: (440, 200))
SECONDS = 2.0
PLAN = Plan(Purpose.INDIVIDUAL)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    base = tmp_path_factory.mktemp("recorded")
    first = film(base / "1.mp4", [WALKS], SECONDS, sound=True)
    return first, film(base / "2.mp4", [WALKS], SECONDS, codec="libx265"), film(base / "3.mp4", [STANDS], SECONDS)


@pytest.fixture
def rows(recorded: tuple[Path, Path, Path], tmp_path: Path) -> list[dict[str, Any]]:
    """Three recorded files with the roots they were recorded with; the second is H.265."""
    copies = [Path(shutil.copy2(one, tmp_path)) for one in recorded]
    return [{"path": str(one), "to_s": SECONDS, "root": of_file(one).root()} for one in copies]


class Nobody:
    """Sees no face, and never a blank picture while something is looked for."""

    name = "nobody"

    def find(self, planes: Any, least: float, part: Any = None) -> list[Found]:
        assert least >= 0.5 or planes[:360].std() > 1, "it was shown a blank picture"
        return []


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs without their detector, which takes most of their time."""
    monkeypatch.setattr(working, "faces", lambda model: Nobody())


def flip(path: Path, other: Path, back: int = 600) -> None:
    """One bit of a picture, ``back`` bytes before the last; size and time stay."""
    data, before = bytearray(path.read_bytes()), path.stat()
    data[data.rindex(b"moov") - back] ^= 4
    path.write_bytes(data)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def swap(path: Path, other: Path) -> None:
    shutil.copy2(other, path)


def shorten(path: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def lengthen(path: Path, other: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def empty(path: Path, other: Path) -> None:
    path.write_bytes(b"")


HOW = {"flipped": flip, "swapped": swap, "shortened": shorten, "lengthened": lengthen, "emptied": empty}


def seen(rows: list[dict[str, Any]], checked: bool = True) -> tuple[list[tuple[float, Any]], list[Any]]:
    found = Film([Source(Path(one["path"]), 0.0, one["to_s"], "", one["root"] if checked else "") for one in rows])
    shown = [(round(one.at_s, 2), None if one.blank else one.planes()) for one in found.pictures()]
    return shown, [(one.source, round(one.from_s, 2), round(one.to_s, 2), one.altered) for one in found.blanks]


def plain(picture: Picture) -> bool:
    return float(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).std()) < 1.0


def test_a_flipped_bit_that_still_decodes_is_shown_only_when_nobody_says_what_was_recorded(
    rows: list[dict[str, Any]],
) -> None:
    before, none = seen(rows)
    assert none == []
    path = Path(rows[1]["path"])
    kept = path.read_bytes()
    for back in range(20, 2000, 60):
        path.write_bytes(kept)
        flip(path, path, back)
        unasked, lost = seen(rows, checked=False)
        if not lost and any(not np.array_equal(one, two) for (_, one), (_, two) in zip(before, unasked, strict=True)):
            break
    else:
        pytest.fail("no bit of it changes a picture and still decodes")
    shown, blanks = seen(rows)
    assert blanks == [(1, 2.0, 4.0, True)]
    inside = [picture for at, picture in shown if 2.0 <= at < 4.0]
    assert inside and all(picture is None for picture in inside)
    whole = [(at, picture) for at, picture in before if not 2.0 <= at < 4.0]
    rest = [(at, picture) for at, picture in shown if not 2.0 <= at < 4.0]
    assert [at for at, _ in rest] == [at for at, _ in whole]
    assert all(np.array_equal(one, two) for (_, one), (_, two) in zip(rest, whole, strict=True))


@pytest.mark.usefixtures("nobody")
@pytest.mark.parametrize("how", HOW.values(), ids=HOW)
def test_what_was_not_recorded_is_blank_and_said_and_more_than_half_is_refused(
    rows: list[dict[str, Any]], tmp_path: Path, how: Callable[[Path, Path], None]
) -> None:
    how(Path(rows[1]["path"]), Path(rows[2]["path"]))
    result = done(tmp_path / "job", rows, PLAN)
    assert (result["outcome"], result["audit"]["left"]) == ("done", 0)
    assert result["blank"] == [{"source": 1, "from_s": 2.0, "to_s": 4.0, "altered": True}]
    assert told(tmp_path / "job", "tracks")["blank"] == result["blank"]
    shown = pictures(tmp_path / "job" / "masked.mp4")
    assert len(shown) == result["pictures"] == 110
    assert [plain(one) for one in shown] == [50 <= number < 60 for number in range(110)]
    for track in told(tmp_path / "job", "tracks")["tracks"]:
        assert all(not 2.0 <= row[0] < 4.0 for row in track["sights"])
    how(Path(rows[0]["path"]), Path(rows[2]["path"]))
    refused = done(tmp_path / "job", rows, PLAN)
    assert (refused["outcome"], refused["why"]) == ("failed", "source_altered")
    assert (refused["where"]["source"], refused["where"]["at_s"]) == (0, 0.0)
    assert not list((tmp_path / "job").glob("masked*"))
    alone = done(tmp_path / "alone", [rows[1]], PLAN)
    assert (alone["outcome"], alone["why"]) == ("failed", "source_altered")


def test_what_is_as_it_was_recorded_makes_the_same_copy_as_before(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    wanted = Plan(Purpose.PUBLICATION, sound=True)
    asked, unasked = tmp_path / "asked", tmp_path / "unasked"
    short = [{**one, "to_s": 1.0} for one in rows[:2]]
    result = done(asked, short, wanted)
    other = done(unasked, [{**one, "root": None} for one in short], wanted)
    assert result["outcome"] == "done" and result["blank"] == []
    assert result == other
    assert (asked / "tracks.json").read_bytes() == (unasked / "tracks.json").read_bytes()


@pytest.mark.usefixtures("nobody")
def test_a_root_that_is_none_is_refused_not_passed_over(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    for root in ("", "5f", 7, rows[0]["root"].upper()):
        assert done(tmp_path / "job", [{**rows[0], "root": root}], PLAN)["why"] == "job_unreadable", root
    assert done(tmp_path / "job", rows[:1], PLAN)["outcome"] == "done"


@pytest.mark.usefixtures("nobody")
def test_nothing_of_such_a_file_is_heard(rows: list[dict[str, Any]], tmp_path: Path) -> None:
    again = Path(shutil.copy2(rows[0]["path"], tmp_path / "again.mp4"))
    pair = [rows[0], {**rows[0], "path": str(again)}]
    wanted = Plan(Purpose.MOSAIC, sound=True)
    loud = done(tmp_path / "job", pair, wanted)
    flip(again, again)
    quiet = done(tmp_path / "job", pair, wanted)
    assert quiet["outcome"] == "done" and [one["altered"] for one in quiet["blank"]] == [True]
    assert len(heard(tmp_path / "job" / "masked.mp4")) == pytest.approx(48_000 * SECONDS, abs=5_000)
    assert done(tmp_path / "job", [rows[0], {**rows[0], "path": rows[0]["path"]}], wanted)["sha256"] == loud["sha256"]
    assert len(heard(tmp_path / "job" / "masked.mp4")) == pytest.approx(48_000 * 2 * SECONDS, abs=5_000)


def heard(path: Path) -> Any:
    with av.open(str(path)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


@pytest.mark.usefixtures("nobody")
def test_a_change_between_two_looks_is_blank_or_refused_and_the_next_try_is_blank(
    rows: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, second = pipeline.find, Path(rows[1]["path"])
    kept = second.read_bytes()

    def changed(*given: Any) -> Any:
        found = find(*given)
        flip(second, second)
        return found

    monkeypatch.setattr(pipeline, "find", changed)
    result = done(tmp_path / "first", rows, PLAN)
    assert result["blank"] == [{"source": 1, "from_s": 2.0, "to_s": 4.0, "altered": True}]
    assert all(plain(one) for one in pictures(tmp_path / "first" / "masked.mp4")[50:60])
    second.write_bytes(kept)
    rows[1]["to_s"] = 1.95  # no whole number of pictures: what was found stands elsewhere now
    result = done(tmp_path / "job", rows, PLAN)
    assert (result["outcome"], result["why"], result["where"]["source"]) == ("failed", "source_altered", 1)
    monkeypatch.setattr(pipeline, "find", find)
    result = done(tmp_path / "job", rows, PLAN)
    assert [(one["source"], one["altered"]) for one in result["blank"]] == [(1, True)]
    numbers = Plan(Purpose.INDIVIDUAL, frozenset({1}))
    assert done(tmp_path / "job", rows, numbers)["outcome"] == "done"
    second.write_bytes(kept)
    assert done(tmp_path / "job", rows, numbers)["why"] == "tracks_changed", "they were found in another film"
    assert done(tmp_path / "job", rows, PLAN)["blank"] == []
    flip(second, second)
    assert done(tmp_path / "job", rows, numbers)["why"] == "source_altered"


@pytest.mark.usefixtures("nobody")
def test_what_changes_under_the_readers_hands_is_never_given_out(
    rows: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "long.bin"
    path.write_bytes(bytes(range(256)) * (CHUNK // 256 * 3) + b"end")
    with Original(path) as original:
        assert original.root == of_file(path).root()
        assert original.seek(-3, os.SEEK_END) == 3 * CHUNK and original.read() == b"end" and original.read() == b""
        original.seek(CHUNK - 2)
        assert (original.read(9), original.read(9)) == (b"\xfe\xff", bytes(range(9)))
        data = bytearray(path.read_bytes())
        data[2 * CHUNK + 7] ^= 1
        path.write_bytes(data)
        original.seek(CHUNK)
        assert len(original.read()) == CHUNK
        with pytest.raises(Exchanged):
            original.read(1)
    taken, of_descriptor = [], originals.of_descriptor

    def late(fd: int) -> Any:
        found = of_descriptor(fd)
        taken.append(fd)
        if len(taken) == 6:  # one for the size, three for how long it is: the second is looked through
            flip(Path(rows[1]["path"]), Path())
        return found

    monkeypatch.setattr(originals, "of_descriptor", late)
    assert done(tmp_path / "job", rows, PLAN)["why"] == "source_altered"
    assert len(taken) == 6 and not list((tmp_path / "job").glob("masked*"))
