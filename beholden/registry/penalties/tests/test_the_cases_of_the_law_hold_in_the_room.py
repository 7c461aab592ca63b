"""`law/cases/penalty.yaml` through the room: rows of cases, orders and re-inspections instead of typed facts."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from django.db import transaction

from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.tests import made as visits
from beholden.registry.orders.models import Order, Reinspection
from beholden.registry.penalties import framing
from beholden.registry.penalties.models import Case, EventKind, Outcome, Party
from tests.law_cases import law_cases

CASES = [case for case in law_cases("penalty") if case.get("ask") == "penalty"]
HALFWAY = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


def noon(day: date) -> datetime:
    return datetime.combine(day, time(4), UTC)


def order_row(cast: Cast, visit: Any, case: dict[str, Any]) -> Order:
    """An order as it stands when these dates are on record; written here, as no service goes back in time."""
    facts = case["facts"]
    issued, expires = facts["order.issued"], facts.get("order.expires")
    order = Order.objects.create(
        kind="time_limited" if expires else "immediate",
        state="served",
        number=f"责〔2026〕130203-{Order.objects.count() + 1:04d}号",
        inspection=visit,
        authority=cast.authority,
        unit=cast.unit,
        party_name=cast.unit.name,
        place="北新道 1 号",
        division="130203",
        place_category="op_crowd",
        violations=[case["rule"]],
        term_days=(expires - issued).days if expires else None,
        rulebook="0" * 64,
        drafted_by=cast.county_officer,
        created_at=noon(issued),
        changed_at=noon(issued),
        issued_at=noon(issued),
        issued_on=issued,
        issued_by=cast.county_officer,
        served_on=issued,
        served_manner="direct",
        expires_on=expires,
    )
    if facts.get("reinspection.refused"):
        done = facts.get("reinspection.done") or case["date"]
        Reinspection.objects.create(
            order=order,
            inspection=visit,
            scheduled_on=done,
            at=noon(done),
            done_on=done,
            result="refused",
            why="拒不改正",
            refused=[case["rule"]],
            concluded_at=noon(done),
            by=cast.county_officer,
        )
    return order


def in_the_room(cast: Cast, visit: Any, case: dict[str, Any]) -> tuple[Case, dict[str, Any]]:
    """The case as rows, and what remains to be told because no row stands for it."""
    told = dict(case.get("facts", {}))
    order = order_row(cast, visit, case) if "order.issued" in told else None
    party = told.pop("party", "unit")
    made = Case.objects.create(
        number=f"案〔2026〕130203-{Case.objects.count() + 1:04d}",
        violation=case["rule"],
        order=order,
        authority=cast.authority,
        unit=cast.unit,
        division=str(case["at"]),
        place_category=told.pop("place_category", ""),
        facts={
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in told.items()
            if name in framing.TYPED
        },
        story="事实",
        opened_by=cast.county_officer,
        opened_at=HALFWAY,
        changed_at=HALFWAY,
        opened_on=case["date"],
        noticed_on=case["date"] if told.get("notice.given") else None,
        outcome=Outcome.PENALTY,
        rulebook="0" * 64,
    )
    Party.objects.create(case=made, kind=party, shown="当事人", hearing_owed=told.get("hearing.offered") is True)
    if told.get("evidence.fixed"):
        made.events.create(kind=EventKind.EVIDENCE, what="副本", on=case["date"], by=cast.county_officer, at=HALFWAY)
    return made, {name: told[name] for name in ("fine.proposed", "payment.days_late") if name in told}


def shown(frame: Any) -> dict[str, Any]:
    found = frame.as_dict()
    return {
        "first_step": found["first_step"],
        "immediate": found["immediate"],
        **{name: found["range"][name] for name in ("unit", "individual", "responsible")},
        "measures": found["measure_codes"],
        "blocked": [block["code"] for block in found["blocked"]],
        "owed": found["owed"],
        "surcharge": found["surcharge"],
        "lenient": [block["code"] for block in found["leniency"]],
    }


# A row of an order needs its last day: the room cannot hold one of a term without it.
NO_ROW = {"没有说明期满日不得罚款"}


def test_every_case_of_the_law_gives_its_answer_from_rows(cast: Cast) -> None:
    visit = visits.closed(cast)
    wrong, tried = [], 0
    for case in CASES:
        if case["name"] in NO_ROW:
            continue
        with transaction.atomic():
            made, extra = in_the_room(cast, visit, case)
            given = shown(framing.frame(made, case["date"], extra))
            transaction.set_rollback(True)
        tried += 1
        for name, value in case["expect"].items():
            if name in given and given[name] != value:
                wrong.append(f"{case['name']}: {name} {given[name]} for {value}")
    assert not wrong, "\n".join(wrong)
    assert tried > 40


@pytest.mark.parametrize(("kind", "limit"), [("unit", 10_000), ("individual", 2_000), ("responsible", 2_000)])
def test_a_hearing_is_owed_from_the_very_yuan_the_law_names(cast: Cast, kind: str, limit: int) -> None:
    case = Case(violation="P-26", division="130203", facts={})
    day = date(2026, 5, 6)
    assert not framing.owes_hearing(case, Party(kind=kind, fine=limit - 1), [], day)
    assert framing.owes_hearing(case, Party(kind=kind, fine=limit), [], day)
    case.facts = {"confiscation.large_value": True}
    large = framing.owes_hearing(case, Party(kind=kind, fine=1), ["confiscate_equipment"], day)
    assert large is (kind != "responsible")
