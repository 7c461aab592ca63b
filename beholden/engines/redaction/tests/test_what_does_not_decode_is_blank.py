"""Lost packets and damaged pictures: one plain colour up to the next key frame, never a guess, never the last good one.

A copy of which more than half would be blank is none (R21, R22).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from beholden.engines.redaction import decoding, sources, working
from beholden.engines.redaction.decoding import Film
from beholden.engines.redaction.detectors import Found
from beholden.engines.redaction.plan import Box, Plan, Purpose, Source
from beholden.engines.redaction.tests.made import Actor, Picture, damaged, done, film, pictures, told

WALKS: Actor = (60, lambda at: (round(20 + 180 * at), 150))
SECONDS = 3.0  # three key frames: pictures 0, 25 and 50
PLAN = Plan(Purpose.INDIVIDUAL)
CODECS = ("libx264", "libx265")


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    base = tmp_path_factory.mktemp("whole")
    return {codec: film(base / f"{codec}.mp4", [WALKS], SECONDS, codec=codec) for codec in CODECS}


def seen(path: Path, **wanted: Any) -> tuple[dict[float, Any], list[tuple[float, float]]]:
    """Pictures by second, None for blank ones; where it is blank."""
    found = Film([Source(path, **wanted)])
    shown = {round(one.at_s, 2): None if one.blank else one.planes() for one in found.pictures()}
    return shown, [(round(one.from_s, 2), round(one.to_s, 2)) for one in found.blanks]


CASES = {
    "one_lost": ({"lost": {30}}, (1.0, 2.0)),
    "several_lost": ({"lost": {30, 33, 34}}, (1.0, 2.0)),
    "a_key_lost": ({"lost": {25}}, (1.0, 2.0)),
    "the_first_spoilt": ({"spoilt": {0}}, (0.0, 1.0)),
    "one_spoilt": ({"spoilt": {27}}, (1.0, 2.0)),
    "the_last_lost_but_one": ({"lost": {72}}, (2.0, 3.0)),
}


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("name", CASES)
def test_only_pictures_that_are_as_they_were_are_shown(
    originals: dict[str, Path], tmp_path: Path, codec: str, name: str
) -> None:
    how, (begin, end) = CASES[name]
    if codec == "libx265" and "spoilt" in how:
        pytest.skip("H.265 takes most nonsense for a picture: it is shown as the detector saw it")
    whole, _ = seen(originals[codec])
    shown, blanks = seen(damaged(originals[codec], tmp_path / "damaged.mp4", **how))
    assert len(blanks) == 1 and begin - 0.2 <= blanks[0][0] < blanks[0][1] <= end + 0.01
    for at, picture in shown.items():
        inside = blanks[0][0] <= at < blanks[0][1]
        assert (picture is None) == inside, at
        assert inside or np.array_equal(picture, whole[at]), f"a guess is shown at {at} s"
    assert [at for at in shown if at >= end] == [at for at in whole if at >= end]


def plain(picture: Picture) -> bool:
    return float(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)[:330].std()) < 1.0  # a notice may stand below


@pytest.mark.parametrize("purpose", [Purpose.INDIVIDUAL, Purpose.MOSAIC])
def test_a_copy_says_how_long_it_is_blank_and_shows_nobody_there(
    originals: dict[str, Path], tmp_path: Path, purpose: Purpose
) -> None:
    broken = damaged(originals["libx264"], tmp_path / "broken.mp4", lost={30})
    result = done(tmp_path / "job", [broken], Plan(purpose))
    assert (result["outcome"], result["audit"]["left"]) == ("done", 0)
    (blank,) = result["blank"]
    assert (blank["source"], blank["to_s"]) == (0, 2.0) and 1.0 <= blank["from_s"] <= 1.24
    assert told(tmp_path / "job", "tracks")["blank"] == result["blank"]
    shown = pictures(tmp_path / "job" / "masked.mp4")
    assert len(shown) == result["pictures"] == 74
    times = [number / 25 for number in range(75) if number != 30]
    for at, picture in zip(times, shown, strict=True):
        assert plain(picture) == (blank["from_s"] <= at < blank["to_s"]), at
    again = done(tmp_path / "job", [broken], Plan(purpose))
    assert again["blank"] == result["blank"]


def test_more_than_half_blank_or_nothing_at_all_is_refused(originals: dict[str, Path], tmp_path: Path) -> None:
    worse = damaged(originals["libx264"], tmp_path / "worse.mp4", lost={1, 26})
    nothing = damaged(originals["libx264"], tmp_path / "nothing.mp4", spoilt=range(75))
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"nothing to see " * 1000)
    unheard = tmp_path / "unheard.mp4"
    unheard.write_bytes(originals["libx264"].read_bytes().replace(b"avc1", b"zzz9"))  # of a codec there is not
    for place, wanted in enumerate((worse, nothing, unheard, {"path": str(garbage), "to_s": 3.0})):
        result = done(tmp_path / str(place), [wanted], PLAN)
        assert (result["outcome"], result["why"], result["where"]["source"]) == ("failed", "source_damaged", 0)
        assert not list((tmp_path / str(place)).glob("masked*"))
    assert done(tmp_path / "a", [{"path": str(worse), "from_s": 2.0}], PLAN)["blank"] == []


def test_a_file_that_does_not_open_is_blank_for_as_long_as_it_should_be(
    originals: dict[str, Path], tmp_path: Path
) -> None:
    garbage = tmp_path / "garbage.mp4"
    garbage.write_bytes(b"nothing to see " * 1000)
    rows = [{"path": str(garbage), "to_s": 2.5}, {"path": str(originals["libx264"]), "to_s": 3.0}]
    result = done(tmp_path / "job", rows, Plan(Purpose.MOSAIC))
    assert result["outcome"] == "done"
    assert [(one["source"], round(one["from_s"], 1)) for one in result["blank"]] == [(0, 0.0)]
    assert 2.2 <= result["blank"][0]["to_s"] <= 2.5
    assert done(tmp_path / "other", [{"path": str(garbage)}, rows[1]], PLAN)["why"] == "source_damaged"


def test_a_file_that_lost_its_end_is_blank_there(originals: dict[str, Path], tmp_path: Path) -> None:
    assert not seen(originals["libx264"], to_s=4.9)[1], "a pause of less than two seconds is a slow camera"
    shown, ((begin, end),) = seen(originals["libx264"], to_s=5.4)
    assert 3.0 <= begin <= 3.2 and 5.1 <= end <= 5.4
    assert all((picture is None) == (at >= begin) for at, picture in shown.items())


def test_what_decodes_only_the_second_time_was_not_looked_at_and_is_not_shown(
    originals: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = damaged(originals["libx264"], tmp_path / "broken.mp4", lost={30})
    passes = []
    shown = sources.shown

    def mended(number: int, source: Source) -> Any:
        passes.append(number)
        whole = dict(shown(number, Source(originals["libx264"])))
        for at, frame in shown(number, source):
            yield at, frame if len(passes) == 1 else whole[at]

    monkeypatch.setattr(decoding, "shown", mended)
    result = done(tmp_path / "job", [broken], PLAN)
    assert len(passes) >= 2 and len(result["blank"]) == 1
    picture = pictures(tmp_path / "job" / "masked.mp4")[40]
    assert plain(picture)


def test_a_file_that_got_longer_between_two_looks_is_refused(
    originals: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    passes = []
    shown = sources.shown

    def grown(number: int, source: Source) -> Any:
        passes.append(number)
        yield from (one for one in shown(number, source) if one[0] < 1.0 or len(passes) > 1)

    monkeypatch.setattr(decoding, "shown", grown)
    assert done(tmp_path / "job", [originals["libx264"]], PLAN)["why"] == "source_damaged"


def test_nobody_looks_into_a_blank_picture_and_no_track_crosses_it(
    originals: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = damaged(originals["libx264"], tmp_path / "broken.mp4", lost={30})

    class Everywhere:
        """Sees the same in every picture it is shown, but in a plain one."""

        name = "everywhere"

        def find(self, planes: Any, least: float, part: Any = None) -> list[Found]:
            if least >= 0.5:
                return []
            assert planes[:360].std() > 1, "it was shown a blank picture"
            return [Found(Box(0.1, 0.1, 0.1, 0.1), 0.9)]

    monkeypatch.setattr(working, "faces", lambda model: Everywhere())
    result = done(tmp_path / "job", [broken], PLAN)
    (blank,) = result["blank"]
    faces = [one for one in told(tmp_path / "job", "tracks")["tracks"] if one["kind"] == "face"]
    assert len(faces) == 2
    for one in faces:
        times = [row[0] for row in one["sights"]]
        assert times[-1] < blank["from_s"] or times[0] >= blank["to_s"]
