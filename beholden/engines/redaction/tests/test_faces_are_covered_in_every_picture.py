"""From footage to an audited copy in which no face is left, and nothing else of the original (R21, R22)."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from beholden.engines.redaction.detectors import faces
from beholden.engines.redaction.plan import Plan, Purpose
from beholden.engines.redaction.tests.made import Actor, Picture, done, film, pictures, scene, told

STANDS: Actor = (60, lambda at: (440, 200))
WALKS: Actor = (48, lambda at: (round(-60 + 220 * at), 60))  # comes in over the left edge
LEAVES: Actor = (44, lambda at: (300, 250) if at < 1.0 else None)  # is gone between two pictures
CAST = [STANDS, WALKS, LEAVES]
INDIVIDUAL = Plan(Purpose.INDIVIDUAL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("redaction")
    source = film(base / "source.mp4", CAST, sound=True)
    assert done(base / "job", [source], INDIVIDUAL)["outcome"] == "done"
    return base


def resembles(one: Picture, other: Picture) -> float:
    """How much of the detail of one is in the other, -1..1."""
    a, b = (cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float64).reshape(-1) for picture in (one, other))
    return float(np.corrcoef(a, b)[0, 1])


def details(picture: Picture) -> float:
    return float(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def test_no_face_is_left_in_any_picture(folder: Path) -> None:
    detector = faces()
    shown = pictures(folder / "job" / "masked.mp4")
    assert len(shown) == 40
    for number, picture in enumerate(shown):
        found = detector.find(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), 0.5)
        assert not found, f"picture {number}: {found}"
        for size, where in CAST:
            place = where(number / 25)
            if place is None or place[0] < 0:
                continue
            area = (
                slice(place[1] + size // 4, place[1] + size * 3 // 4),
                slice(place[0] + size // 4, place[0] + size * 3 // 4),
            )
            assert details(picture[area]) < 0.5 * details(scene(number / 25, CAST)[area]), (number, size)


def test_the_detector_does_see_them_in_the_source(folder: Path) -> None:
    shown = pictures(folder / "source.mp4")
    assert len(faces().find(cv2.cvtColor(shown[20], cv2.COLOR_BGR2YUV_I420), 0.5)) == 3


def test_what_is_nobody_stays_as_it_was(folder: Path) -> None:
    shown, before = pictures(folder / "job" / "masked.mp4"), pictures(folder / "source.mp4")
    corner = (slice(300, 360), slice(0, 200))
    assert np.abs(shown[30][corner].astype(int) - before[30][corner]).mean() < 4


def test_the_result_says_what_was_found_looked_at_and_left(folder: Path) -> None:
    result, masked = told(folder / "job", "result"), folder / "job" / "masked.mp4"
    assert result["sha256"] == hashlib.sha256(masked.read_bytes()).hexdigest()
    assert (result["pictures"], result["seconds"], result["bytes"]) == (40, 1.6, masked.stat().st_size)
    assert result["found"]["face"] >= 3 and result["found"]["text"] == 0
    assert result["audit"]["looked"] >= 6 and result["audit"]["left"] == 0
    assert told(folder / "job", "progress")["stage"] == "closing"
    assert sorted(one.name for one in (folder / "job").iterdir()) == [
        "job.json",
        "masked.mp4",
        "progress.json",
        "result.json",
        "tracks.json",
    ]


def test_no_sound_no_sei_no_metadata_comes_along_and_ffprobe_reads_it(folder: Path) -> None:
    def kinds(path: Path) -> set[int]:
        with av.open(str(path)) as container:
            found = set()
            for packet in container.demux(video=0):
                data, at = bytes(packet), 0
                while at + 4 < len(data):
                    found.add(data[at + 4] & 31)
                    at += 4 + int.from_bytes(data[at : at + 4], "big")
            return found

    masked, source = folder / "job" / "masked.mp4", folder / "source.mp4"
    assert 6 in kinds(source) and 6 not in kinds(masked)
    for word in (b"x264", b"Lavf", b"Lavc", b"Zhang San"):
        assert word not in masked.read_bytes()
    assert b"Zhang San" in source.read_bytes()
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", str(masked)]
    assert subprocess.run(probe, capture_output=True, text=True, check=True).stdout.split() == ["h264"]


def test_the_file_says_the_size_its_pictures_have(folder: Path) -> None:
    data = (folder / "job" / "masked.mp4").read_bytes()
    entry = data.index(b"avc1", data.index(b"stsd")) + 4 + 24
    assert (int.from_bytes(data[entry : entry + 2], "big"), int.from_bytes(data[entry + 2 : entry + 4], "big")) == (
        640,
        360,
    )


def test_sound_stays_when_somebody_decided_it(folder: Path, tmp_path: Path) -> None:
    wanted = Plan(Purpose.MOSAIC, sound=True)
    assert done(tmp_path / "job", [folder / "source.mp4"], wanted)["outcome"] == "done"
    with av.open(str(tmp_path / "job" / "masked.mp4")) as container:
        heard = sum(frame.samples for frame in container.decode(audio=0)) / 48_000
    assert 1.4 < heard < 1.8


def test_two_parts_of_files_become_one_film_without_a_gap(folder: Path, tmp_path: Path) -> None:
    path = str(folder / "source.mp4")
    sources = [
        {"path": path, "from_s": 0.4, "to_s": 0.8, "starts": "2026-11-22T08:00:00.4+08:00"},
        {"path": path, "from_s": 1.2, "to_s": None, "starts": "2026-11-22T09:00:01.2+08:00"},
    ]
    assert done(tmp_path / "job", sources, Plan(Purpose.MOSAIC))["pictures"] == 20
    told_of = told(tmp_path / "job", "tracks")
    assert [(one["at_s"], one["seconds"]) for one in told_of["sources"]] == [(0.0, 0.4), (0.4, 0.4)]
    assert told_of["sources"][1]["starts"] == "2026-11-22T09:00:01.2+08:00"
    with av.open(str(tmp_path / "job" / "masked.mp4")) as container:
        assert [round(frame.time, 2) for frame in container.decode(video=0)] == [number / 25 for number in range(20)]


def test_the_whole_picture_as_mosaic_resembles_nobody(folder: Path, tmp_path: Path) -> None:
    assert done(tmp_path / "job", [folder / "source.mp4"], Plan(Purpose.MOSAIC))["audit"]["left"] == 0
    shown = pictures(tmp_path / "job" / "masked.mp4")[20]
    area = (slice(215, 245), slice(455, 485))
    assert details(shown[area]) < 0.1 * details(scene(0.8, CAST)[area])
    assert told(tmp_path / "job", "tracks")["tracks"] == []
