"""Packages of footage. The one here is the manager's and still being made: nobody has its bytes yet."""

from __future__ import annotations

from typing import Any

from beholden.site.exports.tests.made import an_export
from tests.house.rights.right import AUDITOR, EVERYONE, LOOKERS, MANAGER, form, get, post

READERS = MANAGER | AUDITOR
HIDDEN = LOOKERS - MANAGER

RIGHTS = [
    get("/exports", LOOKERS | AUDITOR),
    *form("/exports/new", LOOKERS),
    get("/exports/<str:code>", READERS, hidden=HIDDEN),
    post("/exports/<str:code>/download", READERS, then=302, hidden=HIDDEN),  # back to the page that says why not
    get("/api/exports", LOOKERS | AUDITOR, stranger=401),
    post("/api/exports", EVERYONE, then=422, stranger=401),  # an empty wish
    get("/api/exports/<code>", READERS, no=404, stranger=401),
    post("/api/exports/<code>/acts/<action>", READERS, then=422, no=404, stranger=401),  # without a key
    post("/api/exports/<code>/download", READERS, then=409, no=404, stranger=401),  # not made yet
    post("/exports/<str:code>/acts/<str:action>", READERS, then=302, hidden=HIDDEN),  # the auditor is told why not
]


def _values(world: Any, address: str) -> dict[str, Any]:
    return {"code": an_export(world.stage).code, "action": "retry"}


VALUES = {"/exports/": _values, "/api/exports/": _values}
