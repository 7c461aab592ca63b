"""Masked copies. The one here is the unit's, made by its guard for an individual's request, and waits for review."""

from __future__ import annotations

from typing import Any

from beholden.site.redactions.tests.made import a_copy
from tests.house.rights.right import AUDITOR, EVERYONE, LOOKERS, NOBODY, OWN, UNITS, form, get, post

READERS = OWN | AUDITOR
HIDDEN = LOOKERS - OWN  # may open the room, do not learn that this copy exists
OTHERS = UNITS - OWN

RIGHTS = [
    get("/redactions", LOOKERS | AUDITOR),
    *form("/redactions/new", LOOKERS),
    get("/redactions/<str:code>", READERS, hidden=HIDDEN),
    get("/redactions/<str:code>/show", READERS, then=302, hidden=HIDDEN),  # nobody confirmed it: back
    get("/redactions/<str:code>/tracks.json", OWN, hidden=HIDDEN | AUDITOR),
    post("/redactions/<str:code>/watch", OWN, then=302, hidden=HIDDEN),
    post(
        "/redactions/<str:code>/changes", OWN, then=302, hidden=OTHERS, form={"do": "uncover"}
    ),  # from no page of ours
    post("/redactions/<str:code>/acts/<str:action>", OWN, then=302, hidden=HIDDEN),  # not watched: told why not
    post("/redactions/<str:code>/download", OWN, then=302, hidden=OTHERS),  # for an individual there is none
    get("/media/masked/<str:token>/<str:code>.mp4", NOBODY, hidden=EVERYONE, stranger=404),
    get("/api/redactions", LOOKERS | AUDITOR, stranger=401),
    post("/api/redactions", EVERYONE, then=422, stranger=401),  # an empty wish
    get("/api/redactions/<code>", READERS, no=404, stranger=401),
    get("/api/redactions/<code>/tracks", OWN, no=404, stranger=401),
    post("/api/redactions/<code>/changes", EVERYONE, then=422, stranger=401),  # an empty decision
    post("/api/redactions/<code>/acts/<action>", READERS, then=422, no=404, stranger=401),  # without a key
    post("/api/redactions/<code>/watch", OWN, then=201, hidden=EVERYONE - READERS, no=409, stranger=401),
    post("/api/redactions/<code>/download", READERS, then=409, no=404, stranger=401),  # for an individual there is none
    post("/api/requests/<code>/copies", EVERYONE, then=422, stranger=401),  # an empty wish
    get("/requests/<str:code>/redact", OWN, then=302, hidden=OTHERS),  # of a state organ's request: told why not
    post("/requests/<str:code>/redact", OWN, then=302, hidden=OTHERS),
]


def _values(world: Any, address: str) -> dict[str, Any]:
    return {"code": a_copy(world.stage).code, "action": "confirm", "token": "unknown-token"}


VALUES = {"/redactions/": _values, "/api/redactions/": _values, "/media/masked/": _values}
