"""`law/cases/inspection.yaml`, answered by this room and not only by the engine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from beholden.engines import rulebook
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections import law
from tests.law_cases import law_cases

CASES = law_cases("inspection")


def _scope(on: date, at: str, facts: dict[str, Any]) -> law.Scope:
    return law.scope(facts["inspection.kind"], facts["place_category"], on, at)


ROOM: dict[str, Callable[[date, str, dict[str, Any]], Any]] = {
    "inspection.items": lambda on, at, facts: list(_scope(on, at, facts).focus),
    "inspection.items.extra": lambda on, at, facts: list(_scope(on, at, facts).extra),
    "inspection.officers_min": lambda on, at, facts: law.officers_min(on, at)[0],
    "inspection.record": lambda on, at, facts: sorted(law.records(on, at)[0], reverse=True),
    "inspection.annual_cap": lambda on, at, facts: law.cap(on, at).most,
    "hainan.off_site_first": lambda on, at, facts: law.duty(law.OFF_SITE_FIRST, on, at) and "off_site_first",
}
KNOWN = {"inspection.kind", "place_category"}
MINE = [
    case
    for case in CASES
    if case["rule"] in ROOM and (not case["rule"].startswith("inspection.items") or set(case.get("facts", {})) == KNOWN)
]


def test_the_room_answers_most_of_what_the_cases_ask_of_it() -> None:
    assert {case["rule"] for case in MINE} == set(ROOM)
    assert len(MINE) >= 11


@pytest.mark.parametrize("case", MINE, ids=[case["name"] for case in MINE])
def test_a_case(case: dict[str, Any]) -> None:
    on = case["date"] if isinstance(case["date"], date) else date.fromisoformat(case["date"])
    facts, expect = case.get("facts", {}), case["expect"]
    if case.get("ask") == "refused":
        assert law.duty(case["rule"], on, case["at"]) == ""
        return
    found = ROOM[case["rule"]](on, case["at"], facts)
    if "includes" in expect:
        assert set(expect["includes"]) <= set(found)
    elif isinstance(expect.get("value"), list):
        assert sorted(map(str, found)) == sorted(map(str, expect["value"]))
    else:
        assert found == expect["value"]


def test_before_the_provisions_there_is_nothing_to_inspect() -> None:
    with pytest.raises(Refused) as refused:
        law.scope("general", "op_crowd", date(2025, 5, 20), "650502")
    assert refused.value.code == "no_rule"
    with pytest.raises(Refused):
        law.checklist(date(2025, 5, 20))
    assert isinstance(law.book(), rulebook.Rulebook)
