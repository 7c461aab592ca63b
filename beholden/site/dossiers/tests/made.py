"""Dossiers as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.ground.systems.services import CameraFields, SystemFields, add_camera, add_system
from beholden.site.dossiers import services
from beholden.site.dossiers.kinds import KINDS
from beholden.site.dossiers.models import DossierEntry, StaffMember

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning, a Friday
TODAY = date(2026, 11, 20)
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
FULL: dict[str, object] = {
    "title": "城南商场视频系统材料",
    "party": "冀安科技有限公司",
    "party_uscc": "",
    "number": "CN-2026-01",
    "signed_on": "2026-01-10",
    "from_on": "2026-02-01",
    "until_on": "2027-12-31",
    "happened_on": "2026-10-10",
    "interval_days": "90",
    "service": "maintenance",
    "result": "镜头清洁，录像抽查正常。",
}
STAFF: dict[str, object] = {
    "name": "王敏",
    "post": "监看",
    "joined_on": "2026-03-01",
    "id_number": "11010519491231002X",
    "telephone": "13900000000",
}


def a_system(by: Account, name: str = "商场视频系统", place_category: str = "op_crowd", **facts: object) -> System:
    """A System of the manager's unit with two cameras."""
    assert by.organisation is not None
    made = add_system(by, by.organisation, SystemFields(name, "130203", place_category, facts=facts))
    for number, where in enumerate(("01 大门", "02 收银"), 1):
        add_camera(by, made, CameraFields(where, f"rtsp://10.0.0.{number}/main"))
    return made


def an_entry(
    by: Account, where: System | StaffMember, kind: str, *, file: bytes | None = PDF, now: datetime = NOW, **given: Any
) -> DossierEntry:
    """An entry of this kind in order today, with its file; ``given`` values differ, None ones are empty."""
    values = {name: FULL.get(name) for name in KINDS[kind].fields} | given
    made = services.add(by, where, kind, {name: value for name, value in values.items() if value is not None}, now=now)
    if file is not None:
        services.attach(by, made, f"{kind}.pdf", [file + kind.encode()], now=now)
    return DossierEntry.objects.get(pk=made.pk)


def a_person(by: Account, *, now: datetime = NOW, **given: object) -> StaffMember:
    """A person in a key post."""
    return services.add_staff(by, {**STAFF, **given}, now=now)
