"""What this room does again and again. Each is idempotent; the law's clocks are computed from data, not from a run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.utils import timezone

from beholden.ground.systems.models import Camera
from beholden.site.recordings import deletion, figures, footage_log, services, watch


def count() -> None:
    """Bring the daily figures up to now."""
    index = figures.index_of(settings.DATA)
    if index is not None:
        with index:
            figures.refresh(index, Camera.objects.all(), timezone.now(), timezone.get_current_timezone())


# name, seconds between runs, callable
JOBS: Final[list[tuple[str, float, Callable[[], object]]]] = [
    ("roster", 10, services.publish_roster),  # a change whose process died before it could tell the recorder
    ("cameras", 3, watch.look_at_cameras),
    ("figures", 60, count),
    ("footage_log", footage_log.EVERY, footage_log.work),
    ("disk", 60, watch.look_at_disk),
    ("retention", 600, deletion.run),
]
