"""The self-check: its unit's manager alone; and what a registry tells a site that signs with its log's key."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.site.selfcheck import services
from beholden.site.selfcheck.services.declaring import Upload
from beholden.site.selfcheck.tests.made import JPEG, recorded
from tests.house.rights.right import EVERYONE, MANAGER, MANAGERS, form, get, post

OTHER = MANAGERS - MANAGER
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

_SYSTEM, _CHECK, _CERTIFICATE = (f"/selfcheck/{what}/<str:code>" for what in ("systems", "checks", "certificates"))
RIGHTS = [
    get("/selfcheck", MANAGERS, then=302),  # one System: shown at once
    get(_SYSTEM, MANAGER, hidden=OTHER),
    *form(f"{_SYSTEM}/items/<int:number>", MANAGER, hidden=OTHER),
    get(f"{_SYSTEM}/filing", MANAGER, hidden=OTHER),
    post(f"{_SYSTEM}/filing", MANAGER, then=422, hidden=OTHER),  # no registry answers in a test
    post(f"{_SYSTEM}/keep", MANAGER, then=302, hidden=OTHER),
    get(f"{_SYSTEM}/history", MANAGER, hidden=OTHER),
    get(f"{_SYSTEM}/retention", MANAGER, hidden=OTHER),
    post(f"{_SYSTEM}/retention", MANAGER, then=302, hidden=OTHER),
    get(_CHECK, MANAGER, hidden=OTHER),
    get(f"{_CHECK}/report.pdf", MANAGER, hidden=OTHER),
    post(f"{_CHECK}/attest", MANAGER, then=302, hidden=OTHER),
    post(f"{_CHECK}/send", MANAGER, then=302, hidden=OTHER),
    get(f"{_CHECK}/attestation", MANAGER, hidden=OTHER),
    get(f"{_CERTIFICATE}/certificate.pdf", MANAGER, hidden=OTHER),
    get(f"{_CERTIFICATE}/certificate.json", MANAGER, hidden=OTHER),
    get("/selfcheck/declarations/<str:code>/file", MANAGER, hidden=OTHER),
    post("/api/standing", EVERYONE, then=422, stranger=422),  # a log's signature counts, not a sign-in
]


def _of_system(world: Any, _address: str) -> dict[str, Any]:
    return {"code": world.stage.system.code, "number": 2}


def _of_check(world: Any, _address: str) -> dict[str, Any]:
    kept = services.keep(world.stage.cast.manager, world.stage.system, now=NOW)
    services.attest(world.stage.cast.manager, kept, now=NOW)
    return {"code": kept.code}


def _of_certificate(world: Any, _address: str) -> dict[str, Any]:
    recorded(world.stage.system, NOW, 2)
    return {"code": services.certify(world.stage.cast.manager, world.stage.system, now=NOW).code}


def _of_declaration(world: Any, _address: str) -> dict[str, Any]:
    made = services.declare(
        world.stage.cast.manager, world.stage.system, 2, "conform", upload=Upload("标识.jpg", [JPEG]), now=NOW
    )
    return {"code": made.code}


VALUES = {
    "/selfcheck/systems/<": _of_system,
    "/selfcheck/checks/<": _of_check,
    "/selfcheck/certificates/<": _of_certificate,
    "/selfcheck/declarations/<": _of_declaration,
}
