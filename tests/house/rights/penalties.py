"""Penalties. The case is the own authority's, against the unit, which was told of it and may argue."""

from __future__ import annotations

from typing import Any

from tests.house.rights.right import EVERYONE, MANAGER, MANAGERS, OFFICERS, Right, form, get, post

READERS = MANAGERS | OFFICERS
SEES = frozenset({"manager", "county_officer", "station_officer", "supervisor", "city_officer"})
HANDLES = frozenset({"county_officer", "supervisor"})
OTHER_COUNTY, SUPERVISOR = frozenset({"other_county_officer"}), frozenset({"supervisor"})
HIDDEN = {"officer": OTHER_COUNTY, "party": OTHER_COUNTY | {"other_manager"}}

NOW_POSSIBLE = ("give-up", "submit", "none", "evidence", "departments")
NOT_NOW = (
    "answer",
    "facts",
    "parties",
    "propose",
    "notice",
    "hearing/call",
    "hearing/record",
    "on-spot",
    "serve",
    "pay",
)
NOT_NOW_EITHER = ("measures", "review", "review/end", "close")


def shut(address: str, yes: frozenset[str], hidden: frozenset[str]) -> list[Right]:
    """An act that the state of the case does not allow: back to the case with the reason."""
    return [get(address, yes, then=302, hidden=hidden), post(address, yes, then=302, hidden=hidden)]


RIGHTS = [
    get("/penalties", READERS),
    *form("/penalties/new", HANDLES | OTHER_COUNTY),
    get("/penalties/parties/<str:code>", SEES, then=302, hidden=READERS - SEES),
    get("/penalties/<str:code>", SEES, hidden=READERS - SEES),
    get("/penalties/<str:code>/documents/<str:document>", frozenset(), hidden=READERS),  # there is no such document
    post("/penalties/<str:code>/parties/<str:party>/reveal", HANDLES, then=302, hidden=OTHER_COUNTY),
    *(right for act in NOW_POSSIBLE for right in form(f"/penalties/<str:code>/{act}", HANDLES, hidden=OTHER_COUNTY)),
    *(
        right
        for act in (*NOT_NOW, *NOT_NOW_EITHER)
        for right in shut(f"/penalties/<str:code>/{act}", HANDLES, OTHER_COUNTY)
    ),
    *form("/penalties/<str:code>/defend", HANDLES | MANAGER, hidden=HIDDEN["party"]),
    *form("/penalties/<str:code>/hearing/ask", HANDLES | MANAGER, hidden=HIDDEN["party"]),
    *shut("/penalties/<str:code>/hearing/withdraw", HANDLES | MANAGER, HIDDEN["party"]),
    *form("/penalties/<str:code>/transfer", SUPERVISOR),
    *shut("/penalties/<str:code>/return", SUPERVISOR, frozenset()),
    *shut("/penalties/<str:code>/approve", SUPERVISOR, frozenset()),
    get("/api/penalties", EVERYONE, stranger=401),
    get("/api/penalties/<code>", SEES, no=404, stranger=401),
]
assert SEES <= EVERYONE


def _a_case(world: Any, address: str) -> dict[str, Any]:
    from beholden.registry.penalties.tests.made import main, noticed

    case = noticed(world.stage.cast, inspection=None, unit=world.stage.cast.unit)
    code = main(case).code if address.startswith("/penalties/parties/") else case.code
    return {"code": code, "party": main(case).code, "document": "unknown"}


VALUES = {"/penalties/": _a_case, "/api/penalties/": _a_case}
