"""A viewing copy: the mark in every picture, no originals, and both say that it proves nothing (R16(2)(2), R20)."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import av
import pytest
from PIL import Image, ImageDraw

from beholden.engines.packaging import building, credentials, marking, provenance
from beholden.engines.packaging.building import Cancelled, Finish, Nothing
from beholden.engines.packaging.marking import CannotBeMarked, Mark
from beholden.engines.packaging.stranger.verify import verify
from beholden.engines.packaging.tests.made import make, record_both, rows, wishes
from beholden.engines.video.index import Index


def draw(register: int, width: int, height: int) -> bytes:
    """A white bar across the lower third."""
    layer = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    ImageDraw.Draw(layer).rectangle((0, height * 2 // 3, width, height), fill=(255, 255, 255, 255))
    out = io.BytesIO()
    layer.save(out, "PNG")
    return out.getvalue()


MARK = Mark(draw, 480)


def test_every_picture_bears_it_the_clock_runs_and_nothing_claims_to_be_evidence(tmp_path: Path) -> None:
    made = make(tmp_path, MARK)
    assert not (made.folder / "originals").exists()
    report = verify(made.folder)
    assert report.findings == []
    assert any("no evidence" in line for line in report.notes)
    assert not any("original files" in line for line in report.proven)
    copies = sorted((made.folder / "playable/k-gate").iterdir())
    assert [path.name for path in copies] == ["001.mp4", "002.mp4"]  # a clock runs in them, so they jump no gap
    corners = set()
    with av.open(str(copies[0])) as film:
        frames = [frame.to_image().convert("L") for frame in film.decode(video=0)]
    assert len(frames) == 80 * 5
    for grey in frames:
        assert grey.getpixel((90, 60)) > 230
        corners.add(grey.crop((0, 0, 96, 12)).point(lambda level: 255 * (level > 128)).tobytes())
    assert len(corners) > 60  # the clock
    told = provenance.check(copies[0], (made.folder / "c2pa-root.pem").read_text("ascii"))
    assert (told.state, told.facts["kind"]) == ("trusted", "viewing")
    assert not [path for path in tmp_path.rglob("*") if path.name.startswith((".", "marked-"))]


def test_it_stops_when_it_is_cancelled_and_goes_on_where_it_was(tmp_path: Path) -> None:
    record_both(tmp_path)
    finish = Finish("x", credentials.read(credentials.make("a", datetime.now(UTC))), MARK)
    seen: list[int] = []

    def until_second(done: int, total: int) -> bool:
        seen.append(done)
        return len(list((tmp_path / "work/package/playable/k-gate").glob("0*.mp4"))) < 1

    with Index(tmp_path / "index.sqlite", readonly=True) as index:
        with pytest.raises(Cancelled):
            building.build(index, tmp_path, tmp_path / "work", wishes(), until_second, finish)
        first = tmp_path / "work/package/playable/k-gate/001.mp4"
        kept = first.stat().st_ino
        assert [path.name for path in (tmp_path / "work/journal").iterdir()] == ["k-gate-001.json"]
        gate, till = building.build(index, tmp_path, tmp_path / "work", wishes(), lambda done, total: True, finish)
    assert first.stat().st_ino == kept
    assert (len(gate.playable), len(till.playable), gate.rows) == (2, 1, [])


def test_a_film_that_cannot_be_decoded_ends_its_own_process_only(tmp_path: Path) -> None:
    (tmp_path / "not.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(5000))
    with pytest.raises(CannotBeMarked):
        marking.burn(tmp_path / "not.mp4", tmp_path / "out.mp4", MARK, 1, 0, lambda share: None)
    assert [path.name for path in tmp_path.iterdir()] == ["not.mp4"]


def test_footage_whose_files_are_gone_makes_no_empty_package(tmp_path: Path) -> None:
    record_both(tmp_path)
    for row in rows(tmp_path):
        (tmp_path / row.path).unlink()
    with Index(tmp_path / "index.sqlite", readonly=True) as index, pytest.raises(Nothing):
        building.build(index, tmp_path, tmp_path / "work", wishes(), lambda *_: True, Finish("x", None, MARK))
