"""What this room asks of inspections: what one found, how its items stand, and a visit to look again (M15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from beholden.ground.people.models import Account
from beholden.registry.inspections import queries as inspections
from beholden.registry.inspections import services as visiting
from beholden.registry.inspections.models import Inspection
from beholden.registry.orders.models import Order

REASON = "reinspection"


@dataclass(frozen=True, slots=True)
class Seen:
    """How one item of an order stood at a re-inspection; ``result`` is that of the visit's answer, "" when none."""

    item: int
    violation: str
    result: str
    note: str

    @property
    def violated(self) -> bool:
        """Whether it still is not as it must be."""
        return self.result == "violation"

    @property
    def right(self) -> bool:
        """Whether it is as it must be, or no longer asked for."""
        return self.result in ("conform", "not_applicable")


def findings(inspection: Inspection) -> list[inspections.Finding]:
    """The violated items of a closed inspection."""
    return inspections.findings(inspection)


def seen(order: Order, inspection: Inspection) -> list[Seen]:
    """Each item of the order as the visit recorded it."""
    answers = {answer.item: answer for answer in inspection.answers.filter(superseded=False)}
    found = []
    for ground in order.grounds:
        answer = answers.get(ground["item"])
        result, words = (answer.result, answer.note) if answer else ("", "")
        found.append(Seen(ground["item"], ground["violation"], result, words))
    return found


def complete(found: Sequence[Seen]) -> bool:
    """Whether the visit looked at every item."""
    return bool(found) and all(one.violated or one.right for one in found)


def over(inspection: Inspection) -> bool:
    """Whether nothing more will come of the visit."""
    return inspection.state in ("closed", "cancelled")


def plan(by: Account, order: Order, on: date, officers: Sequence[Account], why: str, now: datetime) -> Inspection:
    """A visit of the same kind to the same place for the order's items. Raises Refused of either room."""
    first = order.inspection
    return visiting.plan_visit(
        by,
        unit=order.unit,
        filing=first.filing,
        unit_name=order.party_name,
        place=order.place,
        division=order.division,
        place_category=order.place_category,
        kind=first.kind,
        method=first.method,
        method_reason=first.method_reason,
        reason=REASON,
        reason_code=order.code,
        items=list(order.items),
        scheduled_on=on,
        officers=officers,
        override_reason=why,
        now=now,
    )


def call_off(by: Account, order: Order, why: str, now: datetime) -> None:
    """Cancel what is planned and not begun. Raises Refused."""
    for one in order.reinspections.filter(inspection__state="planned").select_related("inspection"):
        visiting.cancel(by, one.inspection, why=why, now=now)
