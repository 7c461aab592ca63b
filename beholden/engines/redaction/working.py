"""A job done: detector, tracks found or taken up, the film covered and checked, its name given at the end."""

from __future__ import annotations

import errno
import hashlib
import json
import time
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import av
import cv2
import numpy as np

from beholden.engines.redaction import pipeline, plan
from beholden.engines.redaction.decoding import Altered, Damaged, Film, Missing, NoPicture, Part, Plane
from beholden.engines.redaction.detectors import Detector, DetectorFailed, DetectorMissing, faces
from beholden.engines.redaction.encoding import Scratch, publish
from beholden.engines.redaction.jobs import MASKED, Job, Refused, Why, write
from beholden.engines.redaction.pipeline import Checked, Finding
from beholden.engines.redaction.plan import Kind
from beholden.engines.video.segments.originals import Exchanged

_FINDER: Final = 2  # raised when the same footage would give other tracks
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_PAUSE_S: Final = 0.5
_SHARES: Final = {"finding": (0.0, 0.5), "covering": (0.5, 0.8), "checking": (0.8, 0.98)}


def work(folder: Path, job: Job) -> dict[str, Any]:
    """What stands in result.json when there is a copy. Raises Refused."""
    try:
        return _done(folder, job)
    except Missing as error:
        raise Refused(Why.SOURCE_MISSING, {"source": error.source}) from error
    except Exchanged as error:
        raise Refused(Why.SOURCE_ALTERED) from error
    except Damaged as error:
        why = Why.SOURCE_ALTERED if isinstance(error, Altered) else Why.SOURCE_DAMAGED
        raise Refused(why, {"source": error.source, "at_s": round(error.at_s, 3)}) from error
    except NoPicture as error:
        raise Refused(Why.NO_PICTURE) from error
    except DetectorMissing as error:
        raise Refused(Why.DETECTOR_MISSING, {"model": str(error)}) from error
    except DetectorFailed as error:
        raise Refused(Why.DETECTOR_FAILED, {"model": str(error)}) from error
    except (av.FFmpegError, OSError) as error:
        if error.errno not in _FULL:
            raise
        raise Refused(Why.DISK_FULL) from error


@dataclass(slots=True)
class _Progress:
    folder: Path
    seconds: float
    found: bool
    _written: float = field(default=0.0)

    def __call__(self, stage: str, at_s: float, number: int) -> None:
        now = time.monotonic()
        if now - self._written < _PAUSE_S:
            return
        self._written = now
        begin, end = _SHARES[stage]
        if self.found:
            begin, end = (max(0.0, 2 * share - 1.0) for share in (begin, end))
        share = min(1.0, at_s / self.seconds) if self.seconds > 0 else 1.0
        write(
            self.folder / "progress.json",
            {"stage": stage, "fraction": round(begin + (end - begin) * share, 4), "round": number},
        )


def _done(folder: Path, job: Job) -> dict[str, Any]:
    film = Film(job.sources)
    detector = faces(job.face_model)
    key, kinds = _key(job, detector, film.altered), job.plan.purpose.kinds
    finding = _taken_up(folder, key, kinds)
    step = _Progress(folder, film.expected, finding is not None)
    if finding is None:
        if job.plan.uncovered:
            raise Refused(Why.SOURCE_ALTERED if film.altered else Why.TRACKS_CHANGED)
        finding = pipeline.find(film, detector, kinds, job.draft, step)
        _keep(folder, key, kinds, film, finding)
    file, audited = pipeline.make(film, job.plan, finding, detector, lambda: Scratch(folder), step, _notice(job.notice))
    if audited.tracks != finding.tracks:
        finding.tracks = audited.tracks
        _keep(folder, key, kinds, film, finding)
    if file is None:
        raise Refused(Why.AUDIT_LEFT, audit=_audit(audited))
    with file:
        write(folder / "progress.json", {"stage": "closing", "fraction": 0.98, "round": audited.rounds})
        publish(file, folder / MASKED)
    return _told(folder / MASKED, finding, audited)


def _told(masked: Path, finding: Finding, checked: Checked) -> dict[str, Any]:
    with open(masked, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "outcome": "done",
        "why": "",
        "pictures": checked.pictures,
        "seconds": round(sum(part.seconds for part in finding.parts), 3),
        "sha256": digest,
        "bytes": masked.stat().st_size,
        "blank": plan.blanks_data(checked.blanks),
        "found": {kind.value: sum(track.kind is kind for track in finding.tracks) for kind in Kind},
        "audit": _audit(checked),
    }


def _audit(checked: Checked) -> dict[str, int]:
    return {name: getattr(checked, name) for name in ("looked", "left", "repaired", "rounds")}


def _key(job: Job, detector: Detector, altered: Container[int]) -> str:
    """Changes whenever what stands in tracks.json might not be of this footage, found in this way."""
    seen: list[Any] = [_FINDER, detector.name, job.draft]
    for number, source in enumerate(job.sources):
        try:
            stat = source.path.stat()
        except OSError as error:
            raise Missing(number) from error
        told = ["altered"] if number in altered else []  # whoever changed it may have set size and time back
        seen.append([str(source.path), stat.st_size, stat.st_mtime_ns, source.from_s, source.to_s, *told])
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _taken_up(folder: Path, key: str, kinds: frozenset[Kind]) -> Finding | None:
    try:
        data = json.loads((folder / "tracks.json").read_bytes())
        if data["key"] != key or not kinds <= {Kind(kind) for kind in data["kinds"]}:
            return None
        parts = tuple(Part(float(one["at_s"]), float(one["seconds"])) for one in data["sources"])
        blanks = plan.blanks_of(data["blank"])
        return Finding(plan.tracks_of(data["tracks"]), parts, int(data["pictures"]), blanks)
    except (OSError, ValueError, KeyError, TypeError):
        return None  # never written whole, or not by us: it is found again


def _keep(folder: Path, key: str, kinds: frozenset[Kind], film: Film, finding: Finding) -> None:
    parts = [
        {"at_s": round(part.at_s, 3), "seconds": round(part.seconds, 3), "starts": source.starts}
        for part, source in zip(finding.parts, film.sources, strict=True)
    ]
    data = {
        "key": key,
        "kinds": sorted(kinds),
        "width": film.width,
        "height": film.height,
        "seconds": round(sum(part.seconds for part in finding.parts), 3),
        "pictures": finding.pictures,
        "sources": parts,
        "blank": plan.blanks_data(finding.blanks),
        "tracks": plan.tracks_data(finding.tracks),
    }
    write(folder / "tracks.json", data)


def _notice(path: Path | None) -> Plane | None:
    if path is None:
        return None
    picture = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if picture is None or picture.ndim != 3 or picture.shape[2] != 4:
        raise Refused(Why.JOB_UNREADABLE, {"job": "notice"})
    grey = cv2.cvtColor(np.ascontiguousarray(picture[..., :3]), cv2.COLOR_BGR2GRAY)
    return np.asarray(np.stack([grey, picture[..., 3]], axis=-1), np.uint8)
