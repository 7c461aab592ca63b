"""Making copies: a job that may be killed at any instant and begins anew, and leaves nothing half-done (R21, R22).

The engine works in a process of its own over the recorded files; nothing unmasked is written. A copy counts only when
the engine's audit left nothing and the file is the one it hashed.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beholden.engines.redaction import plan as engine
from beholden.engines.video.index import SegmentRow
from beholden.engines.video.segments.writer import reserve
from beholden.site.access import footage
from beholden.site.access.models import instant, microseconds
from beholden.site.access.permissions import closed
from beholden.site.access.refusals import Shut
from beholden.site.redactions import notice, permissions, plans
from beholden.site.redactions.models import Aim, Redaction, State, Why
from beholden.site.redactions.running import Busy, Running, told
from beholden.site.redactions.services.removing import clear

logger = logging.getLogger(__name__)
TOLD_EVERY: Final = 1.0  # seconds between two looks at the engine: progress out, cancelling in
MOST_TRIES: Final = 3  # runs that ended with our own process before it is given up
_WHY: Final = {
    "detector_missing": Why.DETECTOR, "detector_failed": Why.CRASHED, "source_missing": Why.NOTHING,
    "source_damaged": Why.DAMAGED, "source_altered": Why.ALTERED, "no_picture": Why.NOTHING,
    "disk_full": Why.DISK, "audit_left": Why.AUDIT,
    "stopped": Why.KILLED, "job_unreadable": Why.ERROR,
}  # fmt: skip


class _Failed(Exception):
    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Stopped(Exception):
    """Nobody wants it any more: cancelled, discarded, its request over."""


def make_all() -> int:
    """Make every copy that is asked for, one after the other; how many are done. One process at a time."""
    waiting = Redaction.objects.filter(state=State.MAKING).order_by("pk")
    if not waiting.exists():
        return 0
    folder = Path(settings.DATA) / "redactions"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        return sum(make(one) for one in waiting.select_related("camera__system__unit", "unit", "by"))


def make(redaction: Redaction, now: datetime | None = None) -> bool:
    """Make one copy; True when it lies there now. What went wrong stands in its row."""
    try:
        rows = _prepared(redaction, now or timezone.now())
        found = _run(redaction) if rows else None
        return bool(found is not None and _take_in(redaction, rows, found))
    except Busy:
        return False  # an engine of an earlier life is on its way out
    except _Stopped:
        if Redaction.objects.filter(pk=redaction.pk, state=State.CANCELLED).exists():
            clear(redaction)
    except _Failed as failed:
        _fail(redaction, failed.why)
    except Shut as shut:
        _fail(redaction, Why.NOTHING if shut.code == "no_footage" else Why.INDEX)
    except OSError as error:
        logger.error("redaction %s: %s", redaction.code, error)
        _fail(redaction, Why.DISK if error.errno in (errno.ENOSPC, errno.EDQUOT) else Why.ERROR)
    return False


def _prepared(redaction: Redaction, now: datetime) -> list[SegmentRow]:
    """The recorded files, and the job written; [] when the last of them is still being recorded."""
    _leave(redaction, now)
    if redaction.tries >= MOST_TRIES:
        raise _Failed(Why.KILLED)
    begin, end = microseconds(redaction.starts), microseconds(redaction.ends)
    rows = footage.index().span(redaction.camera.code, begin, end)
    if not rows:
        raise _Failed(Why.NOTHING)
    if any(row.end_us is None for row in rows):
        Redaction.objects.filter(pk=redaction.pk, state=State.MAKING).update(why=Why.RECORDING)
        return []
    if not all(row.root for row in rows):
        raise _Failed(Why.INDEX)  # nobody could say whether they are the files that were recorded
    redaction.work.mkdir(mode=0o700, parents=True, exist_ok=True)
    _need_room(redaction.work, sum(row.bytes for row in rows))
    if not redaction.segments or [root for *_, root in redaction.segments] != [row.root for row in rows]:
        (redaction.work / "tracks.json").unlink(missing_ok=True)  # other originals: nothing found in them counts
    _write_job(redaction, rows, begin, end)
    going = Redaction.objects.filter(pk=redaction.pk, state=State.MAKING)
    if not going.update(tries=redaction.tries + 1, why="", done=0, stage=""):
        raise _Stopped
    return rows


def _leave(redaction: Redaction, now: datetime) -> None:
    """Raises _Failed when the maker may no longer do what was asked in their name."""
    by, camera = redaction.by, redaction.camera
    seen = redaction.aim == Aim.MOSAIC or permissions.sees_identities(by, camera, now)
    if not by.is_active or not seen or closed(by, camera, "masked", now):
        raise _Failed(Why.REVOKED)


def _write_job(redaction: Redaction, rows: list[SegmentRow], begin: int, end: int) -> None:
    root = footage.root().resolve()
    sources = []
    for row in rows:
        assert row.end_us is not None
        source: dict[str, Any] = {"path": str(root / row.path), "starts": instant(row.start_us).isoformat()}
        source["root"] = row.root
        source["from_s"] = max(0, begin - row.start_us) / 1_000_000
        source["to_s"] = (min(end, row.end_us) - row.start_us) / 1_000_000
        sources.append(source)
    line = redaction.work / "notice.png"
    drawn = notice.draw(redaction, notice.first(root, rows), line)
    plan = json.loads(engine.dumps(plans.plan_of(redaction)))
    job = {"sources": sources, "plan": plan, "draft": False, "notice": str(line) if drawn else None}
    job["face_model"] = str(settings.FACE_MODEL) if settings.FACE_MODEL else None
    for name in ("masked.mp4", "result.json", "progress.json"):
        (redaction.work / name).unlink(missing_ok=True)
    (redaction.work / "job.json").write_text(json.dumps(job), encoding="utf-8")


def _run(redaction: Redaction) -> dict[str, Any]:
    """Let the engine work until it ends; what it says. Raises Busy, _Stopped, _Failed."""
    running = Running(redaction.work)
    try:
        while not running.wait(TOLD_EVERY):
            _tell(redaction)
            _need_room(redaction.work, 0)
    finally:
        running.end()
    result = told(redaction.work / "result.json")
    if result.get("outcome") == "done":
        return result
    logger.error("redaction %s: %s %s", redaction.code, result.get("why", "killed"), running.last_words())
    raise _Failed(_WHY.get(str(result.get("why")), Why.CRASHED) if result else Why.KILLED)


def _tell(redaction: Redaction) -> None:
    said = told(redaction.work / "progress.json")
    done = min(999, max(0, int(1000 * float(said.get("fraction") or 0))))
    going = Redaction.objects.filter(pk=redaction.pk, state=State.MAKING)
    if not going.update(done=done, stage=str(said.get("stage") or "")[:12]):
        raise _Stopped


def _take_in(redaction: Redaction, rows: list[SegmentRow], result: dict[str, Any]) -> bool:
    audit = result.get("audit") or {}
    if int(audit.get("left", 1)) != 0:
        raise _Failed(Why.AUDIT)
    redaction.copy.chmod(0o600)
    if _sha256(redaction.copy) != result.get("sha256"):
        raise _Failed(Why.CRASHED)
    now = timezone.now()
    with transaction.atomic():
        kept = Redaction.objects.select_for_update(of=("self",)).get(pk=redaction.pk)
        if kept.state != State.MAKING:
            raise _Stopped
        kept.sha256, kept.bytes = str(result["sha256"]), redaction.copy.stat().st_size
        kept.frames = int(result.get("pictures", 0))
        kept.milliseconds = int(1000 * float(result.get("seconds", 0)))
        _blank(kept, rows, result)
        kept.looked, kept.repaired, kept.left = int(audit.get("looked", 0)), int(audit.get("repaired", 0)), 0
        kept.segments = [[row.start_us, row.end_us, row.root] for row in rows]
        kept.made, kept.made_at = redaction.plan, now
        kept.state = State.PREVIEW if kept.aim == Aim.MOSAIC else State.REVIEW
        kept.until = now + timedelta(hours=settings.REDACTION_HOURS) if kept.aim == Aim.MOSAIC else None
        kept.why, kept.stage, kept.done, kept.tries = "", "", 1000, 0
        kept.revision += 1
        kept.save()
    return True


def _blank(kept: Redaction, rows: list[SegmentRow], result: dict[str, Any]) -> None:
    """Where there is nothing to be seen, and why: it did not decode, or its file is not the one that was recorded."""
    kept.blank, kept.altered = [], []
    for one in result.get("blank") or ():
        span = [int(1000 * one["from_s"]), int(1000 * one["to_s"])]
        if one.get("altered") is True:
            kept.altered.append([*span, int(one["source"])])
            logger.error("redaction %s: %s is not the file that was recorded", kept.code, rows[one["source"]].path)
        else:
            kept.blank.append(span)


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _need_room(folder: Path, size: int) -> None:
    """Raises OSError ENOSPC unless ``size`` bytes fit beside what recording needs: it has precedence."""
    disk = os.statvfs(folder)
    if disk.f_bavail * disk.f_frsize - size < reserve(disk.f_blocks * disk.f_frsize):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))


def _fail(redaction: Redaction, why: str) -> None:
    """No copy, a sentence why, and nothing on the disk but what was found where (no picture among it)."""
    for name in ("masked.mp4", "notice.png", "job.json"):
        (redaction.work / name).unlink(missing_ok=True)
    going = Redaction.objects.filter(pk=redaction.pk, state=State.MAKING)
    going.update(state=State.FAILED, why=why, done=0, stage="", tries=0)
