"""Visits as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections import services
from beholden.registry.inspections.models import Inspection

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # ten in the morning, a Friday
TODAY = date(2026, 11, 20)
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 64
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 64
STROKE = {"path": "M10 10L40 40L70 12L90 38", "width": 300, "height": 100}


def team(cast: Cast) -> list[Account]:
    """Two officers of the authority: of the station and of the technology department."""
    return [cast.station_officer, cast.county_officer]


def planned(cast: Cast, *, by: Account | None = None, now: datetime = NOW, **changed: Any) -> Inspection:
    """A general inspection of the unit's mall, planned for today; ``changed`` are arguments of `plan_visit`."""
    told: dict[str, Any] = {
        "unit": cast.unit,
        "place": "唐山市路北区北新道 1 号城南商场",
        "division": "130203",
        "place_category": "op_crowd",
        "kind": "general",
        "method": "on_site",
        "reason": "routine",
        "scheduled_on": TODAY,
        "officers": team(cast),
        "override_reason": "",
        **changed,
    }
    return services.plan_visit(by or cast.station_officer, now=now, **told)


def begun(cast: Cast, *, now: datetime = NOW, **changed: Any) -> Inspection:
    """One that has begun."""
    visit = planned(cast, now=now, **changed)
    officer = visit.officers.order_by("pk").first()
    assert officer is not None
    return services.begin(officer, visit, shown=["identification", "code"], now=now)


def walked(cast: Cast, *, bad: Iterable[int] = (), now: datetime = NOW, **changed: Any) -> Inspection:
    """One with every item answered, filmed and signed: ready to be closed. ``bad`` items are violations."""
    visit = begun(cast, now=now, **changed)
    officers = list(visit.officers.order_by("pk"))
    wrong = set(bad)
    for item in visit.items:
        result, words = ("violation", f"第 {item} 项不符合") if item in wrong else ("conform", "")
        services.answer(officers[0], visit, item, result, words=words, now=now)
    services.announce(officers[0], visit, "body_camera", reference="记录仪 A-0013", now=now)
    signed(visit, now=now)
    return fresh(visit)


def signed(visit: Inspection, *, now: datetime = NOW) -> None:
    """Everybody signs."""
    officers = list(visit.officers.order_by("pk"))
    for officer in officers:
        services.sign(officers[0], visit, "officer", "drawn", account=officer, now=now, **STROKE)
    if not visit.outcome and visit.method == "on_site":
        services.sign(officers[0], visit, "unit", "drawn", name="李经理", title="经理", now=now, **STROKE)


def closed(cast: Cast, *, bad: Iterable[int] = (), now: datetime = NOW, **changed: Any) -> Inspection:
    """One that is over, with its written record."""
    visit = walked(cast, bad=bad, now=now, **changed)
    officer = visit.officers.order_by("pk").first()
    assert officer is not None
    return services.close(officer, visit, now + timedelta(minutes=30))


def fresh(visit: Inspection) -> Inspection:
    """The row as it is now."""
    return Inspection.objects.get(pk=visit.pk)


def action(visit: Inspection, kind: str, /, *, at: datetime = NOW, **body: Any) -> dict[str, Any]:
    """An action of a phone, as the outbox takes it."""
    extra = {name: body.pop(name) for name in ("id", "base", "offset_ms") if name in body}
    sent = {"id": str(uuid.uuid4()), "visit": visit.code, "kind": kind, "at": at.isoformat(), "offset_ms": 0, "base": 0}
    return {**sent, **extra, "body": body}


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()
