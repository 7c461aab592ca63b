"""What this room does again and again: files whose form was refused after they came are removed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.registry.tips.models import TipFile

STRAY_AFTER: Final = timedelta(days=1)  # a form under way has its files already


def sweep() -> int:
    """Remove files no tip knows; how many."""
    known = set(TipFile.objects.values_list("sha256", flat=True))
    before = (timezone.now() - STRAY_AFTER).timestamp()
    gone = 0
    for path in [*(Path(settings.DATA) / "tips").glob("*/*"), *(Path(settings.DATA) / "tips").glob(".*.part")]:
        if path.name not in known and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


JOBS: Final = [("tip_files", 6 * 3600.0, sweep)]
