"""One System with one Camera for the unit of the cast, and one for the other unit."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import Camera, PlaceCategory, System


@dataclass(frozen=True)
class Places:
    """What there is to look at."""

    system: System
    camera: Camera
    second_camera: Camera
    other_system: System
    other_camera: Camera


def make_places(cast: Cast) -> Places:
    """Rows as the systems room writes them; written here so that these tests need nothing of its services."""

    def system(unit: Organisation, name: str) -> System:
        return System.objects.create(
            unit=unit,
            name=name,
            division=unit.division,
            place_category=PlaceCategory.CROWD,
            created_at=timezone.now(),
        )

    def camera(where: System, name: str) -> Camera:
        return Camera.objects.create(system=where, name=name, url="rtsp://192.0.2.1/live", created_at=timezone.now())

    ours, theirs = system(cast.unit, "城南商场"), system(cast.other_unit, "第三小学")
    return Places(ours, camera(ours, "大门"), camera(ours, "收银台"), theirs, camera(theirs, "校门"))
