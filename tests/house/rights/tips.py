"""Tips and complaints. The tip is of the unit's county and in nobody's hand yet; the complaint is about that county."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from beholden.registry.tips.models import Tip
from beholden.registry.tips.tests.reported import complained, reported
from tests.house.rights.right import EVERYONE, NOBODY, OFFICERS, get, post

HANDLERS = OFFICERS - {"supervisor"}
OWN = frozenset({"county_officer", "station_officer"})
READS = OWN | {"supervisor"}
ELSEWHERE = OFFICERS - READS
DESK = frozenset({"discipline_officer"})
AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)

OPEN = [
    get("/tip", EVERYONE, stranger=200),
    get("/tip/report", EVERYONE, stranger=200, query="?subject=install_no_duty"),
    post("/tip/report", EVERYONE, then=302, stranger=302),  # of no subject: back to the choice
    get("/tip/follow", EVERYONE, stranger=200),
    post("/tip/follow", EVERYONE, then=422, stranger=422),
    post("/tip/follow/receipt.pdf", EVERYONE, then=302),
    post("/tip/follow/answer.pdf", EVERYONE, then=302),
    get("/complain", EVERYONE, stranger=200),
    post("/complain", EVERYONE, then=422, stranger=422),
    get("/complain/follow", EVERYONE, stranger=200),
    post("/complain/follow", EVERYONE, then=422, stranger=422),
    post("/complain/follow/answer.pdf", EVERYONE, then=302),
    get("/tip-files/<str:token>", NOBODY, no=404, stranger=404),
]


def act(name: str, then: int = 422) -> Any:
    """An act on the tip; 422: not now, or not without its words."""
    return post(f"/tips/<str:code>/{name}", OWN, then=then, hidden=HANDLERS - OWN)


TIPS = [
    get("/tips", OFFICERS),
    get("/tips/<str:code>", READS, hidden=ELSEWHERE),
    get("/tips/<str:code>/visit", OWN, then=422, hidden=HANDLERS - OWN),  # nobody has it in hand
    post("/tips/<str:code>/visit", OWN, then=422, hidden=HANDLERS - OWN),
    post("/tips/<str:code>/take", OWN, then=422, hidden=HANDLERS - OWN, form={"revision": "9"}),  # seen long ago
    act("acknowledge"),
    act("take_over"),
    act("transfer"),
    act("locate"),
    act("ask"),
    act("route"),
    act("answer"),
    act("case"),
    act("reveal"),
    get("/tips/<str:code>/files/<str:file>", NOBODY, hidden=OFFICERS),
    get("/tips/<str:code>/documents/<str:document>", NOBODY, hidden=OFFICERS),
]

COMPLAINTS = [
    get("/complaints", DESK),
    get("/complaints/<str:code>", DESK),
    post("/complaints/<str:code>/accept", DESK, then=302),
    *(post(f"/complaints/<str:code>/{name}", DESK, then=422) for name in ("route", "examine", "ask", "answer")),
]

API = [
    get("/api/tips", EVERYONE, stranger=401),
    get("/api/tips/<code>", READS, no=404, stranger=401),
    get("/api/complaints", EVERYONE, stranger=401),
    get("/api/complaints/<code>", DESK, no=404, stranger=401),
]

RIGHTS = [*API, *OPEN, *TIPS, *COMPLAINTS]


def _a_tip(world: Any, address: str) -> dict[str, Any]:
    tip, _receipt = reported(Tip.objects.count(), now=AT)
    return {"code": tip.code, "file": "tf-nothing", "document": "d-nothing"}


def _a_complaint(world: Any, address: str) -> dict[str, Any]:
    made, _receipt = complained(world.stage.cast.authority, now=AT)
    return {"code": made.code}


VALUES = {
    "/tips/<": _a_tip,
    "/complaints/<": _a_complaint,
    "/api/tips/<": _a_tip,
    "/api/complaints/<": _a_complaint,
    "/tip-files/": lambda world, address: {"token": "nothing"},
}
