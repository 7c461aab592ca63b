"""Orders as the cast makes them, through the services only; for tests of every room."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from beholden.ground.documents.tests.undrawn import undrawn
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import Inspection
from beholden.registry.inspections.tests import made as visits
from beholden.registry.orders import services
from beholden.registry.orders.models import Order, Reinspection

NOW = visits.NOW  # ten in the morning of Friday 2026-11-20
TODAY = visits.TODAY
PDF = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n"
WORDS = services.Wording("在主要出入口设置显著的提示标识。")
LIMITED = services.Wording("完成备案，备案信息与实际一致。", 10, "需要整理点位清单并办理授权书")
SIGN, FILED = 2, 4  # items of the checklist: P-0a orders at once, P-29 within a term


def at(day: date, hour: int = 10) -> datetime:
    """An hour of a day in China."""
    return timezone.make_aware(datetime.combine(day, time(hour))).astimezone(UTC)


def found(cast: Cast, *bad: int, now: datetime = NOW, **changed: Any) -> Inspection:
    """A closed inspection with these items violated; its letters are drawn in its own room's tests."""
    with undrawn():
        return visits.closed(cast, bad=bad, now=now, **{"scheduled_on": timezone.localdate(now), **changed})


def drafted(cast: Cast, kind: str = "immediate", *, now: datetime = NOW, **changed: Any) -> Order:
    """A draft, worded: a missing sign, or a missing filing."""
    item, words = (SIGN, WORDS) if kind == "immediate" else (FILED, LIMITED)
    visit = found(cast, item, now=now, **changed)
    violation = "P-0a" if kind == "immediate" else "P-29"
    return services.draft_from(visit, cast.station_officer, [violation], kind=kind, wording=words, now=now)


def issued(cast: Cast, kind: str = "immediate", *, now: datetime = NOW, **changed: Any) -> Order:
    """One that was given."""
    return services.issue(cast.station_officer, drafted(cast, kind, now=now, **changed), now=now)


def handed(on: date = TODAY, **changed: Any) -> services.Service:
    """A service in person."""
    return services.Service(**{"manner": "direct", "on": on, "receiver": "李经理", **changed})


def served(cast: Cast, kind: str = "immediate", *, now: datetime = NOW, **changed: Any) -> Order:
    """One the unit has received."""
    order = issued(cast, kind, now=now, **changed)
    return services.serve(cast.station_officer, order, handed(timezone.localdate(now)), proof(), now=now)


def proof() -> list[tuple[str, list[bytes]]]:
    """A signed receipt, scanned."""
    return [("送达回证.pdf", [PDF])]


def looked(cast: Cast, order: Order, *, bad: Iterable[int] = (), now: datetime) -> Reinspection:
    """The planned re-inspection is carried out and closed, these items still violated."""
    last = fresh(order).reinspections.last()
    assert last is not None
    walk(cast, last.inspection, bad=bad, now=now)
    heard(last.inspection, now)
    return fresh(order).reinspections.get(pk=last.pk)


def heard(visit: Inspection, now: datetime) -> None:
    """What the signal after the transaction does; tests run inside one that never ends."""
    services.visit_closed(visits.fresh(visit), now=now)


def walk(cast: Cast, visit: Inspection, *, bad: Iterable[int], now: datetime) -> Inspection:
    """Carry out a planned visit to its end."""
    from beholden.registry.inspections import services as visiting

    officer = visit.officers.order_by("pk").first()
    assert officer is not None
    visit = visiting.begin(officer, visit, shown=["identification", "code"], now=now)
    wrong = set(bad)
    for item in visit.items:
        result, words = ("violation", f"第 {item} 项仍不符合") if item in wrong else ("conform", "")
        visiting.answer(officer, visit, item, result, words=words, now=now)
    visiting.announce(officer, visit, "body_camera", reference="记录仪 A-0013", now=now)
    visits.signed(visit, now=now)
    return visiting.close(officer, visits.fresh(visit), now + timedelta(minutes=30))


def fresh(order: Order) -> Order:
    """The row as it is now."""
    return Order.objects.select_related("inspection", "unit", "authority").get(pk=order.pk)


def refused(act: Any) -> services.Refused:
    """The refusal ``act`` raises."""
    import pytest

    with pytest.raises(services.Refused) as caught:
        act()
    return caught.value


def kinds(offers: Sequence[Any]) -> dict[str, tuple[str, ...]]:
    """Violation → the orders it allows."""
    return {one.violation: one.kinds for one in offers}
