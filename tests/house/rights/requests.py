"""Requests for the unit's footage. The request was taken in by the unit's guard, so its manager may decide it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.site.requests.tests.made import a_request
from tests.house.rights.right import AUDITOR, EVERYONE, MANAGER, NOBODY, OWN, UNITS, get, post

READERS = UNITS | AUDITOR
OTHERS = UNITS - OWN
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


VALUES = {
    "/requests/<": _values,
    "/requests/new": _values,
    "/ask/<": lambda world, address: {"system": world.stage.system.code},
}
