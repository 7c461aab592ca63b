"""Deletion of footage whose term is over (R17): decided, written to the evidence log, then done (R23(1)(5)).

A writer of this room beside `services`. Three steps, each of which may be the last before a power cut: 1 the decision
is a row · 2 the log says what is going to be deleted, and why · 3 files and index rows go, the row is closed.
A row that isn't closed is taken up again at the next run. A hold placed in between wins: step 3 asks again.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.index.deleting import finish
from beholden.ground.evidence.services import LogUnavailable, append
from beholden.ground.systems.models import Camera, System
from beholden.site.recordings import figures, floors, holds, services
from beholden.site.recordings.instants import micros, moment
from beholden.site.recordings.models import AlarmKind, Deletion, RetentionRun
from beholden.site.recordings.retention import Delete, Floor, plan

log = logging.getLogger(__name__)

TRUSTED: Final = timedelta(days=3)  # a clock that moved more than this since the last run is doubted
_BATCH: Final = 200  # segments a decision; a hold never waits longer than such a batch takes
_DAY_US: Final = 86_400_000_000


def run(*, now: datetime | None = None, data: Path | None = None) -> list[Deletion]:
    """Delete what is due; returns the deletions that were done. Nothing when another run is under way."""
    at, root = now or timezone.now(), data or settings.DATA
    with _alone(root) as alone:
        if not alone or not (root / "index.sqlite").is_file():
            return []
        with Index(root / "index.sqlite") as index:
            if not _clock_is_trusted(index, at):
                return []
            done = _run(index, root, at)
        services.note_retention_run(at)
    return done


def _run(index: Index, root: Path, at: datetime) -> list[Deletion]:
    done = []
    try:
        for unfinished in Deletion.objects.filter(done_at__isnull=True).select_related("camera__system"):
            done.append(_carry_out(unfinished, index, root, at))
        for camera in Camera.objects.select_related("system").order_by("pk"):
            done += _camera(camera, index, root, at)
        finish(index, root)
        if left := index.garbage():
            raise OSError(f"{len(left)} files could not be removed, the first is {left[0]}")
    except (LogUnavailable, OSError) as error:
        log.error("deletion stopped: %s", error)
        services.raise_alarm(AlarmKind.DELETION, level="tight", detail={"why": str(error)[:200]}, now=at)
    else:
        services.clear_alarm(AlarmKind.DELETION, now=at)
    return done


def _camera(camera: Camera, index: Index, root: Path, at: datetime) -> list[Deletion]:
    answer = floors.floor_of(camera, timezone.localdate(at))
    if answer.floor is None:
        if index.behind(camera.code, 0) is not None:
            services.raise_alarm(
                AlarmKind.NO_RULE, camera=camera, level="watch", detail={"why": answer.why[:300]}, now=at
            )
        return []
    services.clear_alarm(AlarmKind.NO_RULE, subject=camera.code, now=at)
    rows = iter(_due(camera, index, answer.floor, at))
    done = []
    while batch := list(islice(rows, _BATCH)):
        decision = _decide(camera, batch, answer, at)
        done.append(_carry_out(decision, index, root, at))
    if done:
        zone = timezone.get_current_timezone()
        first, last = (moment_.astimezone(zone).date() for moment_ in (done[0].from_at, done[-1].to_at))
        figures.recount(index, camera, first, last, zone)
    return done


def _due(camera: Camera, index: Index, floor: Floor, at: datetime) -> list[SegmentRow]:
    now_us = micros(at)
    rows = index.span(camera.code, 0, now_us - floor.days * _DAY_US)
    decisions = plan(rows, floor, holds.for_plan(at), now_us, timezone.get_current_timezone())
    return [
        row
        for decision in decisions
        if isinstance(decision, Delete) and isinstance(row := decision.segment, SegmentRow)
    ]


def _decide(camera: Camera, rows: Sequence[SegmentRow], answer: floors.FloorAnswer, at: datetime) -> Deletion:
    return Deletion.objects.create(
        camera=camera,
        from_at=moment(rows[0].start_us),
        to_at=moment(max(row.end_us or row.start_us for row in rows)),
        segments=[[row.start_us, row.root] for row in rows],
        bytes=sum(row.bytes for row in rows),
        floor_days=answer.floor.days if answer.floor else 0,
        because=answer.answer,
        decided_at=at,
    )


def _carry_out(deletion: Deletion, index: Index, root: Path, at: datetime) -> Deletion:
    """Steps 2 and 3, as far as they aren't done. Raises LogUnavailable, OSError."""
    if deletion.log_index is None:
        receipt = append("del", _entry(deletion), at=at)
        deletion.log_index, deletion.leaf_hash = receipt.index, receipt.leaf_hash
        deletion.save(update_fields=["log_index", "leaf_hash"])
    with transaction.atomic():
        # a hold is placed under the same lock: it comes wholly before or wholly after
        System.objects.select_for_update().get(pk=deletion.camera.system_id)
        rows, spared = _still_due(deletion, index, at)
        index.delete([row.id for row in rows], root)
        deletion.spared = [[row.start_us, row.root] for row in spared]
        deletion.done_at = at
        deletion.save(update_fields=["spared", "done_at"])
    if spared:
        append("del", {**_entry(deletion), "spared": len(spared), "spared_sha256": _digest(deletion.spared)}, at=at)
    return deletion


def _still_due(deletion: Deletion, index: Index, at: datetime) -> tuple[list[SegmentRow], list[SegmentRow]]:
    meant = {(start, sha) for start, sha in deletion.segments}
    found = [
        row
        for row in index.span(deletion.camera.code, micros(deletion.from_at), micros(deletion.to_at) + 1)
        if (row.start_us, row.root) in meant
    ]
    floor = Floor(deletion.floor_days, ())
    decisions = plan(found, floor, holds.for_plan(at), micros(at), timezone.get_current_timezone())
    going = {id(decision.segment) for decision in decisions if isinstance(decision, Delete)}
    return [row for row in found if id(row) in going], [row for row in found if id(row) not in going]


def _entry(deletion: Deletion) -> dict[str, object]:
    """What the log says of a deletion: facts about footage, no person in them."""
    because = deletion.because.get("because", [])
    return {
        "deletion": deletion.pk,
        "camera": deletion.camera.code,
        "from_us": micros(deletion.from_at),
        "to_us": micros(deletion.to_at),
        "segments": len(deletion.segments),
        "bytes": deletion.bytes,
        "sha256": _digest(deletion.segments),
        "floor_days": deletion.floor_days,
        "because": [ground["cite"] for ground in because],
    }


def _digest(segments: Sequence[Sequence[object]]) -> str:
    """One hash over the hashes of the files, in order: whoever holds a copy can show that it was among them."""
    return hashlib.sha256("".join(f"{start} {sha}\n" for start, sha in segments).encode()).hexdigest()


def _clock_is_trusted(index: Index, at: datetime) -> bool:
    """False, with an alarm that a person must answer, when the clock has moved far since the last run."""
    last = RetentionRun.objects.filter(pk=1).values_list("at", flat=True).first() or _newest(index)
    if last is None or abs(at - last) <= TRUSTED:
        return True
    detail = {"last": last.isoformat(timespec="seconds"), "now": at.isoformat(timespec="seconds")}
    services.raise_alarm(AlarmKind.CLOCK, level="tight", detail=detail, now=at)
    return False


def _newest(index: Index) -> datetime | None:
    ends = [row.end_us or row.start_us for name in index.cameras() if (row := index.before(name, 2**62)) is not None]
    return moment(max(ends)) if ends else None


@contextmanager
def _alone(root: Path) -> Iterator[bool]:
    (root / "run").mkdir(parents=True, exist_ok=True)
    with (root / "run" / ".retention.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
