"""Inspections. The visit is one of the unit's county, begun."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.registry.inspections.tests.made import closed
from tests.house.rights.right import EVERYONE, MANAGERS, OFFICERS, Right, get, post

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

RIGHTS: list[Right] = [*PHONE, *RECORD, *API]


def _api(_world: Any, _address: str) -> dict[str, Any]:
    return {"action": "00000000-0000-4000-8000-000000000000"}


def _closed(world: Any, _address: str) -> dict[str, Any]:
    return {"code": closed(world.stage.cast, now=datetime(2026, 11, 20, 11, 0, tzinfo=UTC)).code}


VALUES = {"/inspections/<str:code>/record.pdf": _closed, "/api/inspections/": _api}
