"""The log of footage follows the index: every file, every gap, every day, every hold is an entry (R15(1), R17).

The recorder knows nothing of it and never waits. What is on the log is found from the log itself, so that a run killed
anywhere neither loses nor doubles an entry; what the index says of a file only tells where to look first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.engines.ledger import canonical, footage
from beholden.engines.ledger.footage import Gap, Seg, Value
from beholden.engines.video.index import Index, SegmentRow
from beholden.engines.video.reasons import GONE
from beholden.ground.evidence import logs, reading
from beholden.ground.evidence.book import Book
from beholden.ground.evidence.footage import opened, stale
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.systems.models import Camera, CameraState
from beholden.site.recordings import figures, holds, services
from beholden.site.recordings.instants import micros, midnight, moment
from beholden.site.recordings.models import AlarmKind, Hold

log = logging.getLogger(__name__)

EVERY: Final = 30.0  # seconds between runs
SETTLE: Final = timedelta(minutes=10)  # after midnight, before a day is sealed
_BATCH: Final = 500  # files a sync
_DAY_US: Final = 86_400_000_000
_WAIT_US: Final = 2 * _DAY_US  # a day is sealed without a file that stays open for longer
_MOST_SEALS: Final = 400  # of a camera a run
_MOST_CAMERAS: Final = 3000  # named by one entry of a hold


def work(*, now: datetime | None = None, data: Path | None = None) -> int:
    """Bring the log up to date and say so when that fails; returns how many entries were written."""
    at = now or timezone.now()
    try:
        reading.refreshed(logs.ACCESS)
        written = follow(now=at, data=data)
        late = [why for name in logs.LOGS if (why := stale(name, now=at))]
    except LogUnavailable as error:
        log.error("%s", error)
        services.raise_alarm(AlarmKind.LEDGER, detail={"why": str(error)[:200]}, now=at)
        return 0
    services.clear_alarm(AlarmKind.LEDGER, now=at)
    if late:
        services.raise_alarm(AlarmKind.WITNESS, level="tight", detail={"why": late[0][:200]}, now=at)
    else:
        services.clear_alarm(AlarmKind.WITNESS, now=at)
    return written


def follow(*, now: datetime | None = None, data: Path | None = None) -> int:
    """Write what the index says and the log does not; returns how many entries. Raises LogUnavailable."""
    at, root = now or timezone.now(), data or settings.DATA
    index = figures.index_of(root)
    if index is None and not Hold.objects.exists():
        return 0  # nothing was ever recorded: a registry has no log of footage
    with opened() as book:
        count = tell_holds(book, at)
        if index is None:
            return count
        with index:
            _same_index(book, root / "index.sqlite")
            active = set(Camera.objects.filter(state=CameraState.ACTIVE).values_list("code", flat=True))
            for camera in sorted({*index.cameras(), *book.cameras()}):
                with book.writing():
                    count += _files(book, index, camera, at)
                    count += _seals(book, index, camera, at, going_on=camera in active)
    return count


def tell_holds(book: Book, at: datetime) -> int:
    """Enter holds that were placed, changed or are over since the last time."""
    with book.writing():
        standing, running = book.holds(), {one.hold: one for one in _holds(at)}
        changed: list[Value] = [one for key, one in running.items() if standing.get(key) != _says(one)]
        changed += [footage.Release(key) for key in standing if key not in running]
        return len(book.write(changed, at))


def differences(book: Book, index: Index) -> list[str]:
    """Files of the index that the log does not know, as `camera/start`: none, once it has followed."""
    return [
        f"{row.camera}/{footage.shown(row.start_us)}"
        for camera in index.cameras()
        for rows in _rows(index, camera, 0)
        for row in rows
        if row.end_us is not None and not book.knows(camera, row.run, row.seq)
    ]


def _files(book: Book, index: Index, camera: str, at: datetime) -> int:
    """Files and the gaps between them."""
    known, full_us = book.row(camera)
    now_us = micros(at)
    if abs(now_us - full_us) > _DAY_US:  # once a day all rows: one may have been closed long after it was opened
        known, full_us = 0, now_us
    count, reach, waiting = 0, book.reach(camera), False
    days: set[date] = set()
    for rows in _rows(index, camera, known):
        values: list[Value] = []
        for row in rows:
            if row.end_us is None:
                waiting = True
            elif row.root and not book.knows(camera, row.run, row.seq):
                if reach is not None and row.start_us > reach:
                    values.append(Gap(camera, reach, row.start_us, row.after or GONE))
                values.append(_seg(row, row.end_us))
                reach = max(reach or 0, row.end_us)
                days |= _late(book, camera, row.start_us)
            if not waiting:
                known = row.id
        count += len(book.write(values, at))
    book.note_row(camera, known, full_us)
    return count + len(book.write([_seal(book, camera, day) for day in sorted(days)], at))


def _rows(index: Index, camera: str, known: int) -> Iterator[list[SegmentRow]]:
    while rows := index.since(camera, known, _BATCH):
        yield rows
        known = rows[-1].id


def _seals(book: Book, index: Index, camera: str, at: datetime, *, going_on: bool) -> int:
    """The days that are over. Of a camera that is no longer in use none behind its last footage."""
    zone, first, reach = timezone.get_current_timezone(), book.first(camera), book.reach(camera)
    if first is None or reach is None:
        return 0
    opened_us = min((row.start_us for row in index.open_rows() if row.camera == camera), default=2**62)
    day = moment(book.sealed_to(camera) or first).astimezone(zone).date()
    values: list[Value] = []
    while len(values) < _MOST_SEALS:
        begin, end = micros(midnight(day, zone)), micros(midnight(day + timedelta(days=1), zone))
        still_open = opened_us < end and micros(at) - opened_us < _WAIT_US
        if moment(end) + SETTLE > at or still_open or (not going_on and begin >= reach):
            break
        values.append(_seal(book, camera, day))
        day += timedelta(days=1)
    return len(book.write(values, at))


def _seal(book: Book, camera: str, day: date) -> footage.DaySeal:
    zone: tzinfo = timezone.get_current_timezone()
    begin, end = micros(midnight(day, zone)), micros(midnight(day + timedelta(days=1), zone))
    return book.seal(camera, day.isoformat(), begin, end)


def _late(book: Book, camera: str, start_us: int) -> set[date]:
    """The day of a file that comes after its day was sealed: it is sealed again."""
    if start_us >= book.sealed_to(camera):
        return set()
    return {moment(start_us).astimezone(timezone.get_current_timezone()).date()}


def _seg(row: SegmentRow, end_us: int) -> Seg:
    return Seg(row.camera, row.run, row.seq, row.start_us, end_us, row.bytes, row.root)


def _holds(at: datetime) -> Iterator[footage.Hold]:
    for hold, held in holds.told(at):
        cameras = sorted(held.cameras)
        parts: Sequence[list[str]] = [cameras[n : n + _MOST_CAMERAS] for n in range(0, len(cameras), _MOST_CAMERAS)]
        for number, part in enumerate(parts):
            name = hold.code if not number else f"{hold.code}/{number + 1}"
            yield footage.Hold(name, tuple(part), held.from_us, held.to_us, held.until_us, held.cite)


def _says(hold: footage.Hold) -> bytes:
    return canonical(footage.body(hold))


def _same_index(book: Book, path: Path) -> None:
    """An index made anew hands out ids anew: then every row is looked at again."""
    told = path.stat()
    which = f"{told.st_dev}:{told.st_ino}"
    if book.said("index") != which:
        book.forget_rows()
        book.say("index", which)
