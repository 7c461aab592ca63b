"""Orders to correct. The order is a time-limited one of the unit's, served this morning; its term runs."""

from __future__ import annotations

from typing import Any

from tests.house.rights.right import EVERYONE, MANAGER, MANAGERS, NOBODY, OFFICERS, Right, get, post

READERS = MANAGERS | OFFICERS
GIVES = frozenset({"county_officer", "station_officer", "supervisor"})
SEES = GIVES | MANAGER | {"city_officer"}
BLIND = READERS - SEES  # the other unit's manager, the other county
OTHER_COUNTY = frozenset({"other_county_officer"})


def act(address: str, then: int = 302) -> Right:
    """An act of the authority: police above may only read, other counties don't learn of the order."""
    return post(address, GIVES, then=then, hidden=OTHER_COUNTY)


def page(address: str, shown: int, wrong: int) -> list[Right]:
    """The same with a page; where the order is past it, back with the reason (302)."""
    return [get(address, GIVES, then=shown, hidden=OTHER_COUNTY), act(address, wrong)]


RIGHTS = [
    get("/orders", READERS),
    get("/orders/table.xlsx", READERS),
    get("/orders/new/<str:visit>", GIVES, hidden=OFFICERS - GIVES),
    post("/orders/new/<str:visit>", GIVES, then=422, hidden=OFFICERS - GIVES),
    get("/orders/<str:code>", SEES, hidden=BLIND),
    *page("/orders/<str:code>/edit", 302, 302),
    *page("/orders/<str:code>/evidence", 302, 302),
    *page("/orders/<str:code>/serve", 302, 302),
    *page("/orders/<str:code>/conclude", 302, 302),
    *page("/orders/<str:code>/extend", 200, 422),
    *page("/orders/<str:code>/reinspect", 200, 422),
    act("/orders/<str:code>/evidence/visit"),
    act("/orders/<str:code>/issue"),
    act("/orders/<str:code>/discard"),
    post("/orders/<str:code>/revoke", frozenset({"supervisor"}), then=302),
    get("/orders/<str:code>/report", MANAGER, hidden=MANAGERS - MANAGER),
    post("/orders/<str:code>/report", MANAGER, then=422, hidden=MANAGERS - MANAGER),
    post("/orders/<str:code>/reveal", SEES, then=302, hidden=BLIND),
    get("/orders/<str:code>/receipt.pdf", GIVES, hidden=OFFICERS - GIVES),
    get("/orders/<str:code>/documents/<str:document>", NOBODY, hidden=READERS),  # there is no such document
    get("/orders/<str:code>/files/<str:file>", GIVES | MANAGER, hidden=READERS - GIVES - MANAGER),
    get("/api/orders", EVERYONE, stranger=401),
    get("/api/orders/<code>", SEES, no=404, stranger=401),
    post("/api/orders/<code>/report", SEES, then=422, no=404, stranger=401),  # without a key
]


def an_order(world: Any, address: str) -> dict[str, Any]:
    from beholden.registry.orders.tests.made import found, served

    cast = world.stage.cast
    if "/new/" in address:
        return {"visit": found(cast, 2).code}
    order = served(cast, "time_limited")
    return {"code": order.code, "document": "unknown", "file": order.files.get().code}


VALUES = {"/orders/": an_order, "/api/orders/": an_order}
