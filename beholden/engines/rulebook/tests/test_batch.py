"""All rules over many filings answer as the one-by-one engine does."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from beholden.engines.rulebook import BadFacts, LawError, NoRuleInForce, Rulebook
from beholden.engines.rulebook.batch import Batch, Filings, from_rows, same

WORDS = ("place_category", "premises", "filing.channel", "inspection.kind", "area", "installer", "requester")
FLAGS = ("guarded", "counter_terror_target", "near_secret_unit", "technical_protection", "life_or_health")


def filings(book: Rulebook, count: int, seed: int) -> Filings:
    """Random filings, unkind ones among them: every fact may be missing, places may not exist."""
    dice = random.Random(seed)
    codes = [*random.Random(1).sample(sorted(book.divisions.by_code), 300), "999999", "130203", "460105", "440305"]
    facts: dict[str, list[object]] = {name: dice.choices([None, *book.facts[name].words], k=count) for name in WORDS}
    facts |= {name: dice.choices([None, True, False], k=count) for name in FLAGS}
    starts = [date(2025, 3, 25) + timedelta(days=dice.randrange(14)) for _ in range(count)]
    facts["in_use.date"] = [start if dice.random() > 0.1 else None for start in starts]
    on = [date(2025, 1, 1) + timedelta(days=dice.randrange(1_000)) for _ in range(count)]
    return Filings(on, dice.choices(codes, k=count), facts)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_thousand_random_filings_have_the_same_answers_as_one_by_one(book: Rulebook, seed: int) -> None:
    rows = filings(book, 1_000, seed)
    batch = Batch(book, rows)
    for number in random.Random(seed).sample(range(1_000), 120):
        on, at, facts = rows.row(number)
        for rule in book.rules:
            try:
                single: object = book.resolve(rule, on, at, facts)
            except LawError as error:
                single = error
            assert same(batch.answer(rule, number), single), (rule, on, at, facts)  # type: ignore[arg-type]


def test_values_run_through_all_rows_and_none_stands_for_no_rule(book: Rulebook) -> None:
    rows = Filings(
        [date(2026, 1, 5), date(2026, 1, 5), date(2025, 3, 1)],
        ["110101", "110101", "110101"],
        {"place_category": ["op_crowd", "other_public", "op_crowd"]},
    )
    batch = Batch(book, rows)
    assert list(batch.values("retention.floor")) == [30, None, None]
    assert list(batch.values("filing.duty")) == ["required", "exempt", None]
    assert isinstance(batch.answer("retention.floor", 1), NoRuleInForce)


def test_due_dates_are_those_of_the_clock(book: Rulebook) -> None:
    starts = [date(2026, 1, 15), date(2025, 9, 2), date(2026, 1, 15)]
    rows = Filings(starts, ["130202"] * 3, {"place_category": ["op_crowd", "op_hub", "other_public"]})
    found = list(Batch(book, rows).dues("filing.term.new", starts))
    assert [one.due if one else None for one in found] == [date(2026, 2, 14), date(2025, 10, 9), None]


def test_rows_of_a_database_cursor_become_columns(book: Rulebook) -> None:
    import sqlite3

    store = sqlite3.connect(":memory:")
    store.execute("create table filing (on_day text, at text, place_category text)")
    rows = [("2026-01-05", "110101", "op_crowd"), ("2026-01-05", "110101", "other_public")]
    store.executemany("insert into filing values (?, ?, ?)", rows)
    cursor = ((date.fromisoformat(day), at, kind) for day, at, kind in store.execute("select * from filing"))
    batch = Batch(book, from_rows(("on", "at", "place_category"), cursor))
    store.close()
    assert list(batch.values("filing.duty")) == ["required", "exempt"]


def test_no_filings_have_no_answers(book: Rulebook) -> None:
    batch = Batch(book, from_rows(("on", "at"), []))
    assert list(batch.values("retention.floor")) == []


@pytest.mark.parametrize(
    "facts",
    [{"no_such_fact": [True]}, {"place_category": ["shop"]}, {"guarded": ["yes"]}, {"guarded": [[]]}, {"guarded": []}],
)
def test_malformed_columns_are_refused(book: Rulebook, facts: dict[str, list[object]]) -> None:
    assert len(Batch(book, Filings([date(2026, 1, 5)], ["110101"], {"guarded": [True]})).situation) == 1
    with pytest.raises(BadFacts):
        Batch(book, Filings([date(2026, 1, 5)], ["110101"], facts))


def test_rows_no_rule_can_tell_apart_are_one_situation(book: Rulebook) -> None:
    days = [date(2026, 4, 1) + timedelta(days=offset) for offset in range(60)]
    batch = Batch(book, Filings(days, ["110101", "110102"] * 30, {}))
    assert set(batch.situation) == {0}
