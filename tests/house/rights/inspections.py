"""Inspections. The visit is one of the unit's county, begun."""

from __future__ import annotations

from typing import Any

from tests.house.rights.right import EVERYONE, OFFICERS, Right, get, post

API = [
    get("/api/inspections/today", OFFICERS, stranger=401),
    post("/api/inspections/outbox", EVERYONE, then=422, stranger=401),  # without actions
    post("/api/inspections/outbox/<action>/file", OFFICERS, then=404, stranger=401),  # nothing waits for it
]

PHONE = [
    get("/inspections/phone", OFFICERS),
    get("/inspections/phone/session", OFFICERS, stranger=401),
    get("/phone-worker.js", EVERYONE, stranger=200),  # code, no data
    get("/phone.webmanifest", EVERYONE, stranger=200),
]

RIGHTS: list[Right] = [*PHONE, *API]


def _api(_world: Any, _address: str) -> dict[str, Any]:
    return {"action": "00000000-0000-4000-8000-000000000000"}


VALUES = {"/api/inspections/": _api}
