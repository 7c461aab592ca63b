"""Deletion of footage whose term is over (R17): decided, written to the evidence log, then done (R23(1)(5)).

A writer of this room beside `services`. Four steps, each of which may be the last before a power cut: 1 the decision
is a row · 2 the log of footage says what is going to be deleted, and why · 3 a signed checkpoint covers that entry,
cosigned where a witness is kept; else it waits · 4 files and index rows go, the row is closed.
A row that isn't closed is taken up again at the next run. A hold placed in between wins: step 4 asks again.
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

from beholden.engines.ledger import canonical
from beholden.engines.ledger.footage import Deletion as DeletionEntry
from beholden.engines.ledger.footage import Spared, runs_of
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.index.deleting import finish
from beholden.ground.evidence import footage
from beholden.ground.evidence.book import Book
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.systems.models import Camera, System
from beholden.site.recordings import figures, floors, footage_log, holds, services
from beholden.site.recordings.instants import micros, moment
from beholden.site.recordings.models import AlarmKind, Deletion, RetentionRun
from beholden.site.recordings.retention import Delete, Floor, due_us, plan

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
    done: list[Deletion] = []
    waits = ""
    try:
        footage_log.follow(now=at, data=root)
        for camera in Camera.objects.select_related("system").order_by("pk"):
            _camera(camera, index, at)
        with footage.opened() as book:
            done, waits = _covered(book, index, root, at)
        finish(index, root)
        if left := index.garbage():
            raise OSError(f"{len(left)} files could not be removed, the first is {left[0]}")
    except (LogUnavailable, OSError) as error:
        log.error("deletion stopped: %s", error)
        services.raise_alarm(AlarmKind.DELETION, level="tight", detail={"why": str(error)[:200]}, now=at)
    else:
        if waits:
            detail = {"why": waits[:200], "waits": True}
            services.raise_alarm(AlarmKind.DELETION, level="tight", detail=detail, now=at)
        else:
            services.clear_alarm(AlarmKind.DELETION, now=at)
    _recount(done, index)
    return done


def _camera(camera: Camera, index: Index, at: datetime) -> None:
    """Decide what of a camera is due and not decided yet."""
    answer = floors.floor_of(camera, timezone.localdate(at))
    if answer.floor is None:
        if index.behind(camera.code, 0) is not None:
            services.raise_alarm(
                AlarmKind.NO_RULE, camera=camera, level="watch", detail={"why": answer.why[:300]}, now=at
            )
        return
    services.clear_alarm(AlarmKind.NO_RULE, subject=camera.code, now=at)
    waiting = {
        (start, sha)
        for segments in Deletion.objects.filter(camera=camera, done_at=None).values_list("segments", flat=True)
        for start, sha in segments
    }
    rows = (row for row in _due(camera, index, answer.floor, at) if (row.start_us, row.root) not in waiting)
    while batch := list(islice(rows, _BATCH)):
        _decide(camera, batch, answer, at)


def _covered(book: Book, index: Index, root: Path, at: datetime) -> tuple[list[Deletion], str]:
    """Steps 2 to 4 of every open decision; those done, and why the others wait. Raises LogUnavailable, OSError."""
    decided = list(Deletion.objects.filter(done_at__isnull=True).select_related("camera__system").order_by("pk"))
    if not decided:
        return [], ""
    for deletion in decided:
        _enter(deletion, book, index, at)
    cover = footage.cover()
    ready = [one for one in decided if one.log_index is not None and one.log_index < cover.size]
    done = [_carry_out(one, book, index, root, at) for one in ready]
    return done, "" if len(ready) == len(decided) else cover.why or "no checkpoint covers it yet"


def _recount(done: Sequence[Deletion], index: Index) -> None:
    zone = timezone.get_current_timezone()
    for camera in {one.camera for one in done}:
        own = [one for one in done if one.camera == camera]
        first = min(one.from_at for one in own).astimezone(zone).date()
        last = max(one.to_at for one in own).astimezone(zone).date()
        figures.recount(index, camera, first, last, zone)


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


def _enter(deletion: Deletion, book: Book, index: Index, at: datetime) -> None:
    """Step 2, unless the entry stands there already. Raises LogError, OSError."""
    known = deletion.log_index
    if known is not None and known < book.log.size and book.log.tree.leaf(known).hex() == deletion.leaf_hash:
        return
    entry = _entry(deletion, index)
    with book.writing():
        # entered before a power cut that the row did not hear of
        stands = (place for place in book.deletions(entry.camera, entry.from_us) if book.read(place) == entry)
        deletion.log_index = next(stands, None)
        if deletion.log_index is None:
            (deletion.log_index,) = book.write([entry], at)
    deletion.leaf_hash = book.log.tree.leaf(deletion.log_index).hex()
    deletion.save(update_fields=["log_index", "leaf_hash"])


def _carry_out(deletion: Deletion, book: Book, index: Index, root: Path, at: datetime) -> Deletion:
    """Step 4. Raises LogError, OSError."""
    with transaction.atomic():
        # a hold is placed under the same lock: it comes wholly before or wholly after
        System.objects.select_for_update().get(pk=deletion.camera.system_id)
        rows, spared = _still_due(deletion, book, index, at)
        if spared:  # before anything goes: the log must not call deleted what is kept
            entry = Spared(deletion.pk, deletion.camera.code, runs_of([(row.run, row.seq) for row in spared]))
            with book.writing():
                book.write([entry], at)
        index.delete([row.id for row in rows], root)
        deletion.spared = [[row.start_us, row.root] for row in spared]
        deletion.done_at = at
        deletion.save(update_fields=["spared", "done_at"])
    return deletion


def _still_due(deletion: Deletion, book: Book, index: Index, at: datetime) -> tuple[list[SegmentRow], list[SegmentRow]]:
    meant = {(start, sha) for start, sha in deletion.segments}
    found = [row for row in _span(deletion, index) if (row.start_us, row.root) in meant]
    floor = Floor(deletion.floor_days, ())
    decisions = plan(found, floor, holds.for_plan(at), micros(at), timezone.get_current_timezone())
    due = {id(decision.segment) for decision in decisions if isinstance(decision, Delete)}
    code = deletion.camera.code
    going = {id(row) for row in found if id(row) in due and not book.spared(code, row.run, row.seq, row.start_us)}
    return [row for row in found if id(row) in going], [row for row in found if id(row) not in going]


def _entry(deletion: Deletion, index: Index) -> DeletionEntry:
    """What the log says of a deletion: facts about footage, no person in them."""
    zone = timezone.get_current_timezone()
    meant = {(start, sha) for start, sha in deletion.segments}
    rows = [row for row in _span(deletion, index) if (row.start_us, row.root) in meant]
    ends = [row.end_us for row in rows if row.end_us is not None]
    return DeletionEntry(
        deletion=deletion.pk,
        camera=deletion.camera.code,
        from_us=micros(deletion.from_at),
        to_us=micros(deletion.to_at),
        runs=runs_of([(row.run, row.seq) for row in rows]),
        rule=floors.RULE,
        floor_days=deletion.floor_days,
        due_us=max((due_us(end, deletion.floor_days, zone) for end in ends), default=0),
        document=hashlib.sha256(canonical(deletion.because)).hexdigest(),
    )


def _span(deletion: Deletion, index: Index) -> list[SegmentRow]:
    return index.span(deletion.camera.code, micros(deletion.from_at), micros(deletion.to_at) + 1)


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
