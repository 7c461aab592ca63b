"""Making packages: a job that may be killed at any instant and goes on where it was (R15(1), R20).

The manifest's hash is on the log before the package is ready, under a signed head, which the witness has cosigned where
one is kept and answers.
"""

from __future__ import annotations

import errno
import fcntl
import logging
import secrets
import shutil
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beholden.engines.packaging import building, closing
from beholden.engines.packaging.building import Built, Wanted
from beholden.engines.sealing import KeyFileError
from beholden.engines.video.index import Index, SegmentRow
from beholden.ground.evidence import footage as footage_log
from beholden.ground.evidence import heads, keys, logs
from beholden.ground.evidence import services as evidence
from beholden.ground.evidence.book import Book
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.permissions import may
from beholden.ground.people.roles import Action
from beholden.site.access import footage
from beholden.site.access.refusals import Shut
from beholden.site.exports.models import Export, State, Why, interval_us
from beholden.site.exports.services import finishing
from beholden.site.exports.services.asking import clear
from beholden.site.recordings import footage_log as following

logger = logging.getLogger(__name__)
TOLD_EVERY: Final = 1.0  # seconds between two looks at the row: progress out, cancelling in
SALT_BYTES: Final = 32


def make_all() -> int:
    """Go on with every export that is to be made; returns how many were finished. One process at a time."""
    waiting = Export.objects.filter(state=State.BUILDING).order_by("pk")
    if not waiting.exists():
        return 0
    folder = Path(settings.DATA) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(folder / ".lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return 0
        return sum(make(export) for export in waiting)


def make(export: Export, now: datetime | None = None) -> bool:
    """Go on with one export; True when it is ready now. What went wrong stands in its row."""
    now = now or timezone.now()
    try:
        if export.log_index is None:
            _build(export, now)
        return _close(export)
    except building.Cancelled:
        if Export.objects.filter(pk=export.pk, state=State.CANCELLED).exists():
            clear(export)
    except building.StillRecording:
        _say(export, Why.RECORDING)
    except LogUnavailable as error:
        logger.error("export %s waits for the log: %s", export.code, error)
        _say(export, Why.LOG)
    except building.NotRecorded as error:
        logger.error("export %s: no file of it is the one that was recorded", export.code)
        _tell_left_out(export, error.built)
        _fail(export, Why.ALTERED)
    except building.Nothing:
        _fail(export, Why.NOTHING)
    except (Shut, sqlite3.Error) as error:
        logger.error("export %s: the index: %s", export.code, error)
        _fail(export, Why.INDEX)
    except (KeyFileError, ValueError) as error:
        logger.error("export %s: the C2PA credential: %s", export.code, error)
        _fail(export, Why.CREDENTIAL)
    except PermissionError as error:
        logger.error("export %s: %s", export.code, error)
        _fail(export, Why.REVOKED if not error.errno else Why.ERROR)
    except OSError as error:
        logger.error("export %s: %s", export.code, error)
        _fail(export, Why.DISK if error.errno in (errno.ENOSPC, errno.EDQUOT) else Why.ERROR)
    return False


def remove_old(now: datetime | None = None) -> int:
    """Take packages off the disk whose time is over, and what was cancelled or never finished; returns how many."""
    now = now or timezone.now()
    over = Export.objects.filter(state=State.READY, until__lte=now)
    removed = sum(
        Export.objects.filter(pk=pk, state=State.READY).update(state=State.REMOVED)
        for pk in over.values_list("pk", flat=True)
    )
    folder = Path(settings.DATA) / "exports"
    kept = set(
        Export.objects.filter(state__in=(State.BUILDING, State.READY, State.FAILED)).values_list("code", flat=True)
    )
    for work in folder.iterdir() if folder.is_dir() else ():
        if work.is_dir() and work.name not in kept:
            shutil.rmtree(work)
    return removed


def _build(export: Export, now: datetime) -> None:
    cameras = list(export.cameras.select_related("camera__system__unit"))
    if not all(may(export.by, Action.EXPORT, one.camera, now).allowed for one in cameras):
        raise PermissionError
    begin, end = interval_us(export)
    wanted = [
        Wanted(one.camera.code, one.camera.name, one.camera.system.name, one.number, begin, end) for one in cameras
    ]
    if not footage.root().joinpath("index.sqlite").is_file():
        raise building.Nothing
    export.work.mkdir(mode=0o700, parents=True, exist_ok=True)
    finish = finishing.finish(export, [one.camera for one in cameras], now)
    with Index(footage.root() / "index.sqlite", readonly=True) as index:
        built = building.build(index, footage.root(), export.work, wanted, _Meter(export).told, finish)
    made, unit = timezone.localtime(export.at), export.unit.name
    with _proofs() as proof_of:
        digest = closing.write_manifest(export.work / "package", built, export.code, unit, made, proof_of, finish)
    _log(export, digest, built)


def _log(export: Export, digest: str, built: list[Built]) -> None:
    """Put the manifest's hash on the log; killed before the row is saved, it is logged again."""
    salt = secrets.token_bytes(SALT_BYTES)
    with transaction.atomic():
        _tell_left_out(export, built)
        receipt = evidence.append("export", _body(export, digest), randomness=lambda count: salt[:count])
        saved = Export.objects.filter(pk=export.pk, state=State.BUILDING).update(
            manifest=digest, salt=salt.hex(), log_index=receipt.index, why=""
        )
    if not saved:
        raise building.Cancelled
    export.refresh_from_db()


def _tell_left_out(export: Export, built: Sequence[Built]) -> None:
    """Keep what the package lacks: stretches of one reason that touch are one, within what was asked for."""
    for one in built:
        told: list[list[int | str]] = []
        for begin, end, why in one.left_out:
            begin, end = max(begin, one.wanted.from_us), min(end, one.wanted.to_us)
            if told and told[-1][1:] == [begin, why]:
                told[-1][1] = end
            else:
                told.append([begin, end, why])
        export.cameras.filter(number=one.wanted.register).update(left_out=told)


def _body(export: Export, digest: str) -> dict[str, object]:
    numbers = list(export.cameras.values_list("number", flat=True))
    return {"number": export.code, "export": export.code, "manifest": digest, "register": numbers}


def _close(export: Export) -> bool:
    assert export.log_index is not None
    package = export.work / "package"
    if not (package / closing.MANIFEST).is_file():
        raise FileNotFoundError(errno.ENOENT, "the package is gone", str(package))
    heads.publish()
    heads.cosign()
    proof = heads.proof(export.log_index)
    if proof is None:
        raise LogUnavailable("the last checkpoint does not cover the export yet")
    vkeys = [one.vkey for name in logs.LOGS for one in keys.verifiers(settings.DATA, name)]
    witnesses = [one.vkey for one in heads.witnesses(logs.log())]
    body = _body(export, export.manifest)
    closing.close(package, body, bytes.fromhex(export.salt), proof, vkeys, witnesses)
    size = sum(path.stat().st_size for path in package.rglob("*") if path.is_file())
    now = timezone.now()
    until = now + timedelta(hours=settings.EXPORT_HOURS)
    ready = Export.objects.filter(pk=export.pk, state=State.BUILDING).update(
        state=State.READY, why="", bytes=size, ready_at=now, until=until, done=export.total
    )
    return bool(ready)


@contextmanager
def _proofs() -> Iterator[closing.FootageProof]:
    """What finds a file's proof in the log of footage; without that log nothing is claimed of when it was recorded."""
    with ExitStack() as stack:
        try:
            following.follow()  # what was closed a moment ago is entered now, not at the job's next turn
            book: Book | None = stack.enter_context(footage_log.opened())
            if book is not None:
                book.catch_up()
            heads.publish(logs.FOOTAGE)
        except LogUnavailable as error:
            logger.warning("no proofs of footage in this export: %s", error)
            book = None

        def proof_of(row: SegmentRow) -> bytes | None:
            if book is None or not book.knows(row.camera, row.run, row.seq):
                return None
            places = [place for start, _end, place in book.segs(row.camera, row.start_us, row.start_us + 1)]
            return heads.proof(places[-1], logs.FOOTAGE) if places else None

        yield proof_of


class _Meter:
    """Tells the row how far it is, and hears from it whether to go on; once a second."""

    def __init__(self, export: Export) -> None:
        self._export, self._next = export, 0.0

    def told(self, done: int, total: int) -> bool:
        if time.monotonic() < self._next and done < total:
            return True
        self._next = time.monotonic() + TOLD_EVERY
        going = Export.objects.filter(pk=self._export.pk, state=State.BUILDING)
        self._export.total = total
        return bool(going.update(done=done, total=total, why=""))


def _say(export: Export, why: Why) -> None:
    Export.objects.filter(pk=export.pk, state=State.BUILDING).update(why=why)


def _fail(export: Export, why: Why) -> None:
    Export.objects.filter(pk=export.pk, state=State.BUILDING).update(state=State.FAILED, why=why, log_index=None)
