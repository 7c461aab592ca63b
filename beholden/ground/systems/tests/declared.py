"""Systems and cameras as the cast's managers declare them; for tests of every room."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.ground.systems import services
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.services import CameraFields, SystemFields


def declare_system(manager: Account, name: str = "城南商场", **fields: object) -> System:
    """A System of the manager's unit, in the unit's division."""
    assert manager.organisation is not None
    given = {"division": manager.organisation.division, "place_category": "op_crowd", **fields}
    return services.add_system(manager, manager.organisation, SystemFields(name=name, **given))  # type: ignore[arg-type]


def declare_camera(manager: Account, system: System, name: str = "01 大门", **fields: object) -> Camera:
    """A camera of it."""
    given = {"url": "rtsp://192.168.1.10:554/1", "username": "admin", "password": "geheim-7", **fields}
    return services.add_camera(manager, system, CameraFields(name=name, **given))  # type: ignore[arg-type]
