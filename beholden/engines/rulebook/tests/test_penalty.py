"""The law's frame for violations: what blocks a fine, what is owed, inclusive bounds (P-26 to P-33, PX-1 to PX-7)."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.rulebook import BadFacts, NoRuleInForce, Rulebook, UnknownRule, opened
from beholden.engines.rulebook.formulas import REGISTRY, kept_until, surcharge
from beholden.engines.rulebook.penalty import Penalty
from beholden.engines.rulebook.tests.conftest import LAW

BOOK = opened(LAW)
DAY = date(2026, 5, 6)
ORDERED = {"order.issued": "2026-04-01", "order.expires": "2026-04-20"}
REFUSED = {**ORDERED, "reinspection.done": "2026-04-22", "reinspection.refused": True}
WITH_GRACE = ("P-26", "P-27-2", "P-29", "P-30")
WITHOUT_GRACE = ("P-27-1", "P-28")


def frame(what: str, on: date = DAY, **facts: object) -> Penalty:
    return BOOK.penalty(what, on, "130202", {name.replace("__", "."): value for name, value in facts.items()})


def codes(found: Penalty) -> list[str]:
    return [item.code for item in found.blocked]


@pytest.mark.parametrize("what", WITH_GRACE)
def test_a_fine_is_blocked_until_order_expiry_and_recorded_refusal(what: str) -> None:
    assert codes(frame(what)) == ["no order", "no refusal"]
    assert codes(BOOK.penalty(what, DAY, "130202", ORDERED)) == ["no refusal"]
    assert codes(BOOK.penalty(what, DAY, "130202", REFUSED)) == []


@pytest.mark.parametrize("what", WITHOUT_GRACE)
def test_where_the_law_gives_no_grace_nothing_blocks_and_a_hearing_is_owed(what: str) -> None:
    found = frame(what)
    assert found.violation.immediate
    assert codes(found) == []
    assert "hearing" in found.owed
    assert found.range == {"unit": (10000, 20000), "individual": (5000, 10000), "responsible": (5000, 10000)}


@pytest.mark.parametrize(
    ("what", "blocked"),
    [("P-27-2", []), ("P-30", []), ("P-26", ["no order", "no refusal"]), ("P-29", ["no order", "no refusal"])],
)
def test_serious_consequences_open_the_fine_only_where_the_article_says_so(what: str, blocked: list[str]) -> None:
    assert codes(frame(what, consequences="serious")) == blocked


def test_the_last_day_of_the_order_still_belongs_to_the_party() -> None:
    facts = {**ORDERED, "reinspection.refused": True}
    assert codes(BOOK.penalty("P-29", date(2026, 4, 20), "130202", facts)) == ["not expired"]
    assert codes(BOOK.penalty("P-29", date(2026, 4, 21), "130202", facts)) == []


def test_a_reinspection_before_expiry_proves_no_refusal() -> None:
    facts = {**ORDERED, "reinspection.done": "2026-04-20", "reinspection.refused": True}
    assert codes(BOOK.penalty("P-29", DAY, "130202", facts)) == ["early reinspection"]


def test_an_order_that_expires_before_it_was_issued_is_refused() -> None:
    assert codes(BOOK.penalty("P-29", DAY, "130202", REFUSED)) == []
    with pytest.raises(BadFacts, match="早于"):
        BOOK.penalty("P-29", DAY, "130202", {"order.issued": "2026-04-21", "order.expires": "2026-04-20"})


def test_an_order_of_tomorrow_is_no_order_today() -> None:
    assert codes(frame("P-30", **{"order.issued": "2026-05-07"}))[0] == "no order"


@pytest.mark.parametrize(
    ("party", "amount", "owed"),
    [("individual", 1999, False), ("individual", 2000, True), ("unit", 9999, False), ("unit", 10000, True)],
)
def test_hearing_thresholds_are_inclusive(party: str, amount: int, owed: bool) -> None:
    found = BOOK.penalty("P-26", DAY, "130202", {**REFUSED, "party": party, "fine.proposed": amount})
    assert ("hearing" in found.owed) == owed


def test_what_was_done_is_no_longer_owed() -> None:
    assert frame("P-28").owed == ["notice", "hearing", "fix_evidence"]
    done = {"notice.given": True, "hearing.offered": True, "evidence.fixed": True}
    assert BOOK.penalty("P-28", DAY, "130202", done).owed == []


@given(st.sampled_from(sorted(BOOK.violations)), st.sampled_from(("unit", "individual")), st.integers(0, 60_000))
def test_an_amount_is_out_of_range_exactly_outside_the_inclusive_bounds(what: str, party: str, amount: int) -> None:
    found = BOOK.penalty(what, DAY, "130202", {**REFUSED, "party": party, "fine.proposed": amount})
    if not found.violation.fines:
        assert codes(found) == []
        return
    bounds = found.violation.fines.get(party)
    expected = ["no fine"] if bounds is None else [] if bounds[0] <= amount <= bounds[1] else ["out of range"]
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({"minor": True, "corrected": True, "consequences": "none"}, ["minor"]),
        ({"minor": True, "corrected": True, "consequences": "minor"}, []),
        ({"no_fault": True}, ["no fault"]),
        ({"act.ended": "2024-05-05", "act.found": "2026-05-06"}, ["limitation"]),
        ({"act.ended": "2024-05-06", "act.found": "2026-05-06"}, []),
        ({"act.ended": "2024-05-05"}, ["limitation"]),
        ({"act.ended": "2024-05-05", "act.found": "2026-05-06", "act.continuing": True}, []),
        ({"act.ended": "2022-05-05", "act.found": "2026-05-06", "life_or_health": True}, []),
    ],
)
def test_leniency_and_limitation_block_as_the_penalty_law_says(facts: dict[str, object], wanted: list[str]) -> None:
    assert codes(BOOK.penalty("P-27-1", DAY, "130202", facts)) == wanted


def test_a_first_violation_may_be_waived_but_isnt_blocked() -> None:
    found = frame("P-27-1", first_time=True, corrected=True, consequences="minor")
    assert codes(found) == []
    assert [item.code for item in found.lenient] == ["may waive"]


def test_agreed_works_are_a_defence() -> None:
    assert "not a violation" in codes(frame("P-30", authorised_works=True))
    assert "not a violation" not in codes(frame("P-30", authorised_works=False))


def test_before_the_regulation_there_is_no_frame() -> None:
    assert frame("P-26", date(2025, 4, 1)).violation.id == "P-26"
    with pytest.raises(NoRuleInForce):
        frame("P-26", date(2025, 3, 31))
    with pytest.raises(UnknownRule, match="P-2"):
        frame("P-99")


def test_every_violation_has_a_frame_that_json_can_carry(book: Rulebook) -> None:
    for what in book.violations:
        body = json.loads(json.dumps(book.penalty(what, DAY, "130202").as_dict(), ensure_ascii=False))
        assert set(body) >= {"violation", "first_step", "immediate", "range", "measures", "blocked", "owed"}
        assert set(body["range"]) == {"unit", "individual", "responsible"}
        assert body["because"][0]["quote"] in book.passage(body["because"][0]["cite"]).text


@given(st.integers(0, 100_000), st.integers(0, 400))
def test_a_surcharge_grows_by_the_day_and_never_passes_the_fine(fine: int, late: int) -> None:
    now, next_day = surcharge(fine, late, 3, 100), surcharge(fine, late + 1, 3, 100)
    assert 0 <= now <= next_day <= fine
    assert surcharge(fine, 0, 3, 100) == 0


def test_footage_may_go_only_after_the_end_of_its_last_day() -> None:
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo

    recorded = datetime(2026, 4, 1, 18, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    free = kept_until(recorded, 30)
    assert free == datetime(2026, 5, 2, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert free - recorded >= timedelta(days=30)


def test_every_formula_cites_articles_that_resolve(book: Rulebook) -> None:
    assert {"clock.due", "penalty.surcharge", "retention.kept_until"} <= set(REGISTRY)
    for formula in REGISTRY.values():
        assert formula.says
        for cite in formula.cites:
            assert book.passage(cite).text
