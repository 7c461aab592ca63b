"""Every case of `law/cases/` holds; there are enough of them, and they touch every article that has a rule."""

from __future__ import annotations

import pytest

from beholden.engines.rulebook import Rulebook
from beholden.engines.rulebook.cases import Case, load_cases, run_case
from beholden.engines.rulebook.coverage import article_of, coverage
from beholden.engines.rulebook.tests.conftest import LAW

CASES = load_cases(LAW)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_case_holds(book: Rulebook, case: Case) -> None:
    assert run_case(book, case).differences == ()


def test_there_are_at_least_one_hundred_and_fifty_cases() -> None:
    assert len(CASES) >= 150
    assert {case.ask for case in CASES} >= {"resolve", "due", "penalty", "refused"}


def test_every_rule_scripts_use_has_a_case(book: Rulebook) -> None:
    asked = {case.rule for case in CASES}
    promised = {
        "filing.term.new", "filing.term.legacy", "filing.review.online", "filing.archive.window", "retention.floor",
        "retention.delete", "register.fields", "inspection.items", "inspection.annual_cap", "reinspection.term",
        "hearing.threshold",
    }  # fmt: skip
    assert promised <= set(book.rules)
    assert promised <= asked
    assert set(book.violations) <= asked


def test_every_article_is_accounted_for_and_those_with_rules_have_cases(book: Rulebook) -> None:
    covers = coverage(book, [run_case(book, case) for case in CASES])
    for key, count in (("R", 34), ("M", 22), ("T", 42), ("H", 13)):
        articles = [cover for cite, cover in covers.items() if article_of(cite)[0] == key]
        assert len(articles) == count
        assert all(cover.accounted for cover in articles)
    without = [cite for cite, cover in covers.items() if cover.reason is None and not cover.cases]
    assert without == []


def test_each_article_names_rooms_of_the_product(book: Rulebook) -> None:
    covers = coverage(book, [])
    assert all(cover.rows for cover in covers.values())
    assert book.plan.rows["B1"].rooms == "site/access"
    assert "register.fields" in covers["R16"].rules
    assert covers["R4"].reason is not None
    assert covers["R4"].reason.by == "human"
