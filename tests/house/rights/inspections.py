"""Inspections. The visit is one of the unit's county, begun."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.registry.inspections import services
from beholden.registry.inspections.services import choosing
from beholden.registry.inspections.tests.made import JPEG, NOW, TODAY, begun, closed
from tests.house.rights.right import EVERYONE, MANAGERS, NOBODY, OFFICERS, Right, form, get, post

API = [
    get("/api/inspections/today", OFFICERS, stranger=401),
    post("/api/inspections/outbox", EVERYONE, then=422, stranger=401),  # without actions
    post("/api/inspections/outbox/<action>/file", OFFICERS, then=404, stranger=401),  # nothing waits for it
    post("/api/attestations", EVERYONE, then=422, stranger=422),  # a log's signature counts, not a sign-in
]

PHONE = [
    get("/inspections/phone", OFFICERS),
    get("/inspections/phone/session", OFFICERS, stranger=401),
    get("/phone-worker.js", EVERYONE, stranger=200),  # code, no data
    get("/phone.webmanifest", EVERYONE, stranger=200),
]

SEES_THE_RECORD = frozenset({"county_officer", "station_officer", "supervisor", "manager"})
RECORD = [get("/inspections/<str:code>/record.pdf", SEES_THE_RECORD, hidden=(OFFICERS | MANAGERS) - SEES_THE_RECORD)]

HERE = frozenset({"county_officer", "station_officer", "supervisor", "city_officer"})
OVERSEERS = OFFICERS - {"station_officer"}
ELSEWHERE = frozenset({"other_county_officer"})
OTHER_MANAGER = frozenset({"other_manager"})

# The visit is the unit's, in its county, begun; its team is the station officer and the county officer.
VISITS = [
    get("/inspections", OFFICERS | MANAGERS),
    get("/inspections/table.xlsx", OFFICERS | MANAGERS),
    *form("/inspections/new", OFFICERS),
    get("/inspections/oversight", OVERSEERS),
    get("/inspections/oversight.xlsx", OVERSEERS),
    get("/inspections/plans", OFFICERS),
    *form("/inspections/plans/new", OFFICERS),
    get("/inspections/plans/<str:code>", HERE, hidden=ELSEWHERE),
    get("/inspections/plans/<str:code>/draw.json", HERE, then=422, hidden=ELSEWHERE),  # nothing drawn yet
    post("/inspections/plans/<str:code>/do/<str:act>", HERE, then=422, hidden=ELSEWHERE),  # approved already
    get("/inspections/<str:code>", HERE | {"manager"}, hidden=ELSEWHERE | OTHER_MANAGER),
    post("/inspections/<str:code>/do/<str:act>", HERE, then=422, hidden=ELSEWHERE),  # nothing typed
    get(
        "/inspections/<str:code>/files/<str:piece>",
        SEES_THE_RECORD,
        then=302,
        hidden=(OFFICERS | MANAGERS) - SEES_THE_RECORD,
    ),
    get("/evidence/<str:token>", NOBODY, no=404, stranger=404),
]

RIGHTS: list[Right] = [*PHONE, *VISITS, *RECORD, *API]


def _api(_world: Any, _address: str) -> dict[str, Any]:
    return {"action": "00000000-0000-4000-8000-000000000000"}


def _closed(world: Any, _address: str) -> dict[str, Any]:
    return {
        "code": closed(
            world.stage.cast, override_reason="同一场所另有一次", now=datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
        ).code
    }


def _visit(world: Any, _address: str) -> dict[str, Any]:
    cast = world.stage.cast
    visit = begun(cast, override_reason="同一场所另有一次")
    photo = services.attach(cast.station_officer, visit, "photo", "标识.jpg", [JPEG], now=NOW)
    return {"code": visit.code, "piece": photo.code, "act": "note"}


def _plan(world: Any, _address: str) -> dict[str, Any]:
    cast = world.stage.cast
    told: dict[str, Any] = {"kind": "general", "starts": TODAY, "ends": TODAY, "note": "随机抽查商贸中心"}
    plan = choosing.draw_up(cast.county_officer, title="抽查", now=NOW, **told)
    return {"code": choosing.approve(cast.supervisor, plan, now=NOW).code, "act": "approve"}


VALUES = {
    "/inspections/<str:code>/record.pdf": _closed,
    "/inspections/plans/<": _plan,
    "/inspections/<": _visit,
    "/api/inspections/": _api,
}
