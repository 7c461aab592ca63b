"""Requests for the unit's footage. The request was taken in by the unit's guard, so its manager may decide it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.site.requests import services
from beholden.site.requests.models import EmergencyAccess
from beholden.site.requests.tests.made import a_contractors_guard, a_request
from tests.house.rights.right import AUDITOR, EVERYONE, MANAGER, MANAGERS, NOBODY, OWN, SECURITY_ADMIN, UNITS, get, post

READERS = UNITS | AUDITOR
OTHERS = UNITS - OWN
REVIEWERS = SECURITY_ADMIN | AUDITOR
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

RIGHTS = [
    get("/requests", READERS),
    get("/requests/new/<str:kind>", UNITS),
    post("/requests/new/<str:kind>", UNITS, then=422),
    get("/requests/<str:code>", OWN | AUDITOR, hidden=OTHERS),
    get("/requests/<str:code>/acts/<str:action>", MANAGER, hidden=OTHERS),
    post("/requests/<str:code>/acts/<str:action>", MANAGER, then=302, hidden=OTHERS),  # from no page of ours
    post("/requests/<str:code>/look", OWN, then=302, hidden=OTHERS),  # not yet: back with a sentence
    post("/requests/<str:code>/files", OWN, then=302, hidden=OTHERS),  # without a file
    get("/requests/<str:code>/files/<str:file>", OWN, hidden=OTHERS),
    get("/requests/<str:code>/documents/<str:document>", NOBODY, hidden=UNITS | AUDITOR),  # none yet
    post("/requests/<str:code>/reveal", OWN, then=302, hidden=OTHERS),  # without a reason
    get("/api/requests", READERS, stranger=401),
    post("/api/requests", EVERYONE, then=422, stranger=401),  # an empty wish
    get("/api/requests/<code>", OWN | AUDITOR, no=404, stranger=401),
    post("/api/requests/<code>/papers", EVERYONE, then=422, stranger=401),  # without a file
    post("/api/requests/<code>/acts/<action>", OWN | AUDITOR, then=422, no=404, stranger=401),  # without a key
    get("/unusual", AUDITOR),
    post("/unusual", AUDITOR, then=302),  # nothing such
    get("/emergency", MANAGERS | REVIEWERS),
    post("/emergency", NOBODY),  # for a contractor's guard
    get("/emergency/<str:code>", MANAGER | REVIEWERS, hidden=MANAGERS - MANAGER),
    post("/emergency/<str:code>/review", REVIEWERS, then=422),
    get("/ask/<str:system>", EVERYONE, stranger=200),
    post("/ask/<str:system>", EVERYONE, then=422, stranger=422),
    get("/ask/follow", EVERYONE, stranger=200),
    post("/ask/follow", EVERYONE, then=422, stranger=422),
    post("/ask/follow/notice.pdf", EVERYONE, then=302),
]


def _values(world: Any, address: str) -> dict[str, Any]:
    made = a_request(world.stage.cast.guard, world.stage.system, now=AT)
    return {
        "code": made.code,
        "kind": "state_organ",
        "action": "approve",
        "file": made.files.get().code,
        "document": "d-nothing",
    }


def _an_emergency(world: Any, address: str) -> dict[str, Any]:
    known = EmergencyAccess.objects.first()
    if known is not None:
        return {"code": known.code}
    guard = a_contractors_guard(world.stage.cast, world.stage.system, now=AT)
    return {"code": services.break_glass(guard, world.stage.system, "收银台有人倒地，无人值守", now=AT).code}


VALUES = {
    "/requests/": _values,
    "/api/requests/": _values,
    "/emergency/": _an_emergency,
    "/ask/<": lambda world, address: {"system": world.stage.system.code},
}
