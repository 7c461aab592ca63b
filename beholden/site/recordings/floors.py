"""The floor of a System's footage, asked from the law for place, facts and day (R17). No number here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from beholden.engines import rulebook
from beholden.ground.systems.models import Camera
from beholden.site.recordings.retention import Floor

RULE = "retention.floor"


@dataclass(frozen=True, slots=True)
class FloorAnswer:
    """``floor`` None: no rule is in force, ``why`` says so. ``answer`` is the rulebook's working, for keeping."""

    floor: Floor | None
    answer: dict[str, Any]
    why: str = ""


def floor_of(camera: Camera, on: date) -> FloorAnswer:
    """What the law asks for this camera's footage on this day. A law that cannot be read gives no floor either."""
    try:
        answer = rulebook.opened(settings.LAW).resolve(RULE, on, camera.system.division[:6], camera.law_facts())
    except rulebook.LawError as error:
        return FloorAnswer(None, {"rule": RULE, "error": str(error)}, str(error))
    return FloorAnswer(Floor(int(answer.value), tuple(ground.cite for ground in answer.because)), answer.as_dict())
