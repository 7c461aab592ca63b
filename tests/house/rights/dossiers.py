"""Dossiers of a unit. The entry is a drill of the unit's System, which guards may read too."""

from __future__ import annotations

from typing import Any

from beholden.site.dossiers import services
from beholden.site.dossiers.tests.made import a_person, an_entry
from tests.house.rights.right import AUDITOR, MANAGER, MANAGERS, NOBODY, OWN, UNITS, form, get, post

READERS = UNITS | AUDITOR
ALL_READ = OWN | AUDITOR
OTHER_MANAGER = MANAGERS - MANAGER
FOREIGN_READERS = READERS - ALL_READ
STAFF_READERS = MANAGERS | AUDITOR

RIGHTS = [
    get("/dossiers", READERS),
    get("/dossiers/staff", STAFF_READERS),
    get("/dossiers/staff.xlsx", STAFF_READERS),
    *form("/dossiers/staff/new", MANAGERS),
    get("/dossiers/staff/<str:code>", MANAGER | AUDITOR, hidden=OTHER_MANAGER),
    get("/dossiers/staff/<str:code>/edit", MANAGER, hidden=OTHER_MANAGER),
    post("/dossiers/staff/<str:code>/edit", MANAGER, then=409, hidden=OTHER_MANAGER),  # from no page of ours
    post("/dossiers/staff/<str:code>/leave", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/dossiers/staff/<str:code>/reveal", MANAGER, then=302, hidden=OTHER_MANAGER),  # without a reason
    *form("/dossiers/staff/<str:code>/<str:kind>/new", MANAGER, hidden=OTHER_MANAGER),
    get("/dossiers/entries/<str:code>", ALL_READ, hidden=FOREIGN_READERS),
    get("/dossiers/entries/<str:code>/edit", MANAGER, hidden=OTHER_MANAGER),
    post("/dossiers/entries/<str:code>/edit", MANAGER, then=409, hidden=OTHER_MANAGER),  # from no page of ours
    get("/dossiers/entries/<str:code>/acts/<str:action>", MANAGER, hidden=OTHER_MANAGER),
    post(
        "/dossiers/entries/<str:code>/acts/<str:action>", MANAGER, then=302, hidden=OTHER_MANAGER
    ),  # from no page of ours
    post("/dossiers/entries/<str:code>/files", MANAGER, then=302, hidden=OTHER_MANAGER),  # without a file
    get("/dossiers/entries/<str:code>/files/<str:file>", ALL_READ, hidden=FOREIGN_READERS),
    post("/dossiers/entries/<str:code>/files/<str:file>/drop", MANAGER, then=302, hidden=OTHER_MANAGER),
    get("/dossiers/entries/<str:code>/shifts", MANAGER, then=302, hidden=OTHER_MANAGER),  # a drill has none
    post("/dossiers/entries/<str:code>/shifts", MANAGER, then=302, hidden=OTHER_MANAGER),
    *form("/dossiers/entries/<str:code>/shortcomings", MANAGER, hidden=OTHER_MANAGER),
    get("/dossiers/entries/<str:code>/print.pdf", ALL_READ, hidden=FOREIGN_READERS),
    post("/dossiers/shifts/<str:code>/off", NOBODY, hidden=MANAGERS),  # there is no such shift
    get("/dossiers/shortcomings/<str:code>/<str:action>", MANAGER, hidden=OTHER_MANAGER),
    post(
        "/dossiers/shortcomings/<str:code>/<str:action>", MANAGER, then=302, hidden=OTHER_MANAGER
    ),  # from no page of ours
    get("/dossiers/<str:code>", ALL_READ, hidden=FOREIGN_READERS),
    get("/dossiers/<str:code>/maintenance.xlsx", MANAGER | AUDITOR, hidden=UNITS - MANAGER),
    get("/dossiers/<str:code>/confidentiality.pdf", MANAGER, hidden=OTHER_MANAGER),
    get("/dossiers/<str:code>/<str:kind>", ALL_READ, hidden=FOREIGN_READERS),
    *form("/dossiers/<str:code>/<str:kind>/new", MANAGER, hidden=OTHER_MANAGER),
]


def _values(world: Any, address: str) -> dict[str, Any]:
    by, system = world.stage.cast.manager, world.stage.system
    if address.startswith("/dossiers/staff"):
        return {"code": a_person(by).code, "kind": "vetting"}
    if address.startswith(("/dossiers/entries", "/dossiers/shortcomings")):
        drill = an_entry(by, system, "drill", happened_on="2026-11-01")
        found = services.find(by, drill, "对讲机没有电", "2026-12-01")
        code = found.code if address.startswith("/dossiers/shortcomings") else drill.code
        kept = drill.files.get()
        return {"code": code, "file": kept.code, "action": "fix" if code == found.code else "retire"}
    if address.startswith("/dossiers/shifts"):
        return {"code": "j-nothing"}
    return {"code": system.code, "kind": "drill"}


VALUES = {"/dossiers/": _values}
