"""An export for tests that need one there, without footage."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from beholden.ground.documents.codes import document_code
from beholden.site.access.tests.stage import Stage
from beholden.site.exports.models import Export, ExportCamera, State


def an_export(stage: Stage, state: State = State.BUILDING) -> Export:
    """One of the gate, asked for by the unit's manager."""
    now = timezone.now()
    made = Export.objects.create(
        code=document_code(),
        state=state,
        at=now,
        by=stage.cast.manager,
        unit=stage.system.unit,
        starts=now - timedelta(minutes=10),
        ends=now - timedelta(minutes=5),
        purpose="值班监看",
    )
    ExportCamera.objects.create(export=made, camera=stage.gate, number=1, order=0)
    return made
