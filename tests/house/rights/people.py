"""Passkeys: everybody's own, at an address that can have none (the tests' server has no https)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.ground.people.models import Passkey
from tests.house.rights.right import EVERYONE, GUARD, Right, form, get, post

RIGHTS: list[Right] = [
    *form("/account/passkeys", EVERYONE),
    post("/account/passkeys/wish", EVERYONE, then=422),
    get("/account/passkeys/<str:code>/remove", GUARD, no=404),
    post("/account/passkeys/<str:code>/remove", GUARD, then=422, no=404),
    post("/sign-in/passkey", EVERYONE, then=302, stranger=401),
    post("/sign-in/passkey/wish", EVERYONE, then=422, stranger=422),
]


def passkey(world: Any, address: str) -> dict[str, Any]:
    """A passkey of the guard's."""
    kept = Passkey.objects.create(
        account=world.stage.cast.guard,
        name="值班室电脑",
        credential=f"key-{Passkey.objects.count()}",
        public_key=b"key",
        host="localhost",
        added_at=datetime(2026, 11, 20, tzinfo=UTC),
    )
    return {"code": kept.code}


VALUES = {"/account/passkeys/<": passkey}
