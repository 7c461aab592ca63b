"""Another plan over the same footage: tracks keep their numbers, nothing is found again, masks and audit are (R21)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import cv2
import pytest

from beholden.engines.redaction import pipeline, working
from beholden.engines.redaction.detectors import faces
from beholden.engines.redaction.plan import Kind, Plan, Polygon, Purpose, tracks_of
from beholden.engines.redaction.tests.made import Actor, ask, done, film, pictures, told

REQUESTER: Actor = (60, lambda at: (100, 150))
OTHER: Actor = (60, lambda at: (450, 150))


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("review")
    done(base / "job", [film(base / "source.mp4", [REQUESTER, OTHER], 1.2)], Plan(Purpose.INDIVIDUAL))
    return base


@pytest.fixture
def job(base: Path, tmp_path: Path) -> Path:
    shutil.copytree(base / "job", tmp_path / "job")
    return tmp_path / "job"


def requester(job: Path) -> frozenset[int]:
    tracks = tracks_of(told(job, "tracks")["tracks"])
    return frozenset(one.number for one in tracks if one.kind is Kind.FACE and one.sights[0].box.x < 0.5)


def seen(job: Path, number: int = 15) -> list[float]:
    picture = cv2.cvtColor(pictures(job / "masked.mp4")[number], cv2.COLOR_BGR2YUV_I420)
    return [one.box.x for one in faces().find(picture, 0.5)]


def never(*_: Any) -> Any:
    raise AssertionError("looked again")


def test_who_is_uncovered_is_seen_and_nobody_else(base: Path, job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert seen(job) == []
    before = told(job, "tracks")
    monkeypatch.setattr(pipeline, "find", never)
    result = done(job, [base / "source.mp4"], Plan(Purpose.INDIVIDUAL, requester(job)))
    assert (result["outcome"], result["audit"]["left"]) == ("done", 0)
    (place,) = seen(job)
    assert place < 0.5
    assert told(job, "tracks") == before


def test_a_polygon_covers_what_was_not_found(base: Path, job: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "find", never)
    corner = Polygon(((0.1, 0.3), (0.3, 0.3), (0.3, 0.7), (0.1, 0.7)), 0.4, 0.9)
    done(job, [base / "source.mp4"], Plan(Purpose.INDIVIDUAL, requester(job), (corner,)))
    assert seen(job, 15) == []
    assert len(seen(job, 2)) == 1


def test_numbers_of_other_footage_uncover_nobody(base: Path, job: Path, tmp_path: Path) -> None:
    numbers = requester(job)
    other = tmp_path / "other.mp4"
    shutil.copy(base / "source.mp4", other)
    os.utime(other, (1, 1))
    result = done(job, [other], Plan(Purpose.INDIVIDUAL, numbers))
    assert (result["outcome"], result["why"]) == ("failed", "tracks_changed")
    assert not (job / "masked.mp4").exists()
    assert done(job, [other], Plan(Purpose.INDIVIDUAL))["outcome"] == "done"


def test_a_purpose_that_covers_more_is_looked_for_and_one_that_covers_less_is_not(
    base: Path, job: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = base / "source.mp4"
    ask(job, [source], Plan(Purpose.PUBLICATION))
    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "find", never)
        with pytest.raises(AssertionError, match="looked again"):
            working.work(job, working_job(job))
    assert done(job, [source], Plan(Purpose.PUBLICATION))["outcome"] == "done"
    monkeypatch.setattr(pipeline, "find", never)
    assert done(job, [source], Plan(Purpose.INDIVIDUAL))["outcome"] == "done"


def working_job(job: Path) -> Any:
    from beholden.engines.redaction import jobs

    return jobs.read(job)
