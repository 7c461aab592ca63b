"""A copy outlives neither its term nor its originals; one of held originals stays (R17)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from beholden.engines.video.index import open_index
from beholden.site.access.tests.stage import Stage
from beholden.site.redactions import services
from beholden.site.redactions.models import Aim, Redaction, State
from beholden.site.redactions.tests.made import a_copy


def test_what_was_published_goes_after_its_hours_and_stays_until_then(recorded: Stage) -> None:
    soon = timezone.now() + timedelta(hours=1)
    made = a_copy(recorded, State.RELEASED, Aim.PUBLICATION, until=soon)
    assert services.remove_old(soon - timedelta(seconds=1)) == 0
    assert services.remove_old(soon) == 1
    made.refresh_from_db()
    assert (made.state, made.gone) == ("removed", "term")
    assert made.log_index == 1  # what was decided stays


def test_a_copy_goes_with_its_originals_and_not_while_one_is_there(recorded: Stage) -> None:
    made = a_copy(recorded, State.CONFIRMED)
    assert services.remove_old() == 0
    with open_index(Path(settings.DATA) / "index.sqlite").index as index:
        index.delete([row.id for row in index.span(recorded.gate.code, 0, 2**60)], Path(settings.DATA))
    assert services.remove_old() == 1
    made.refresh_from_db()
    assert (made.state, made.gone) == ("removed", "original")


def test_folders_nobody_answers_for_are_swept_and_young_ones_left(recorded: Stage) -> None:
    kept = a_copy(recorded, State.CONFIRMED)
    old, young = a_copy(recorded), a_copy(recorded)
    Redaction.objects.filter(pk__in=(old.pk, young.pk)).update(state="failed", why="error")
    Redaction.objects.filter(pk=young.pk).update(at=datetime.now(UTC))
    stray = settings.DATA / "redactions" / "m-unknown"
    stray.mkdir()
    services.remove_old()
    assert kept.copy.is_file()
    assert young.work.exists()
    assert not old.work.exists()
    assert not stray.exists()
