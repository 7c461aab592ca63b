"""Copies go: with their request, at the end of their term, when their originals went; never a hold's original (R17)."""

from __future__ import annotations

import logging
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beholden.site.access import footage
from beholden.site.access.models import microseconds
from beholden.site.access.refusals import Shut
from beholden.site.redactions.models import KEPT, Gone, Redaction, State

logger = logging.getLogger(__name__)
LEFT: Final = (State.FAILED, State.CANCELLED)  # nothing usable: the row stays, the folder goes


def remove(redaction: Redaction, why: str, at: datetime) -> Redaction:
    """Take a copy off the disk; what was decided and logged stays. The caller holds the row."""
    redaction.state, redaction.gone, redaction.removed_at, redaction.why = State.REMOVED, why, at, ""
    redaction.revision += 1
    redaction.save()
    transaction.on_commit(lambda: clear(redaction))
    return redaction


def clear(redaction: Redaction) -> None:
    """Its folder goes; what is not there is no error. A file that resists is tried again by the job."""
    try:
        if redaction.work.is_dir():
            shutil.rmtree(redaction.work)
    except OSError as error:
        logger.error("redaction %s: not removed yet: %s", redaction.code, error)


def remove_old(now: datetime | None = None) -> int:
    """What is over goes; how many copies. Folders without a row that keeps them go too."""
    at = now or timezone.now()
    gone = 0
    for pk in Redaction.objects.filter(state__in=KEPT).values_list("pk", flat=True):
        with transaction.atomic():
            one = Redaction.objects.select_for_update(of=("self",)).select_related("camera").get(pk=pk)
            why = _over(one, at) if one.state in KEPT else ""
            if why:
                remove(one, why, at)
                gone += 1
    _sweep(at)
    return gone


def _over(redaction: Redaction, at: datetime) -> str:
    if redaction.until is not None and redaction.until <= at:
        return Gone.TERM
    # a held original stays, and its copy with it
    return "" if _originals(redaction) else Gone.ORIGINAL


def _originals(redaction: Redaction) -> bool:
    """Whether any of the recorded interval is still there; True when nobody can say."""
    try:
        rows = footage.index().span(redaction.camera.code, microseconds(redaction.starts), microseconds(redaction.ends))
    except Shut as shut:
        return shut.code != "no_footage"
    return bool(rows)


def _sweep(at: datetime) -> None:
    folder = Path(settings.DATA) / "redactions"
    kept = set(Redaction.objects.exclude(state__in=(State.REMOVED, *LEFT)).values_list("code", flat=True))
    recent = at - timedelta(minutes=10)
    young = Redaction.objects.filter(at__gte=recent).values_list("code", flat=True)
    for work in folder.iterdir() if folder.is_dir() else ():
        if work.is_dir() and work.name not in kept and work.name not in young:
            shutil.rmtree(work, ignore_errors=True)
