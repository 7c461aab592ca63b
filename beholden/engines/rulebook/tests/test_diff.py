"""What a change of the law would change for open cases, before it lands (F5)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from beholden.engines.rulebook import Rulebook, load
from beholden.engines.rulebook.diff import Question, changed_answers, changed_rules
from beholden.engines.rulebook.tests.planting import plant

DAY = date(2026, 4, 1)


def test_the_same_law_changes_nothing(book: Rulebook, law: Path) -> None:
    question = Question("a", "retention.floor", DAY, "130203", {})
    assert changed_rules(book, load(law)) == []
    assert changed_answers(book, load(law), [question]) == []


def test_a_changed_number_names_the_rule_and_the_open_cases_it_touches(book: Rulebook, law: Path) -> None:
    plant(law, "rules/inspection.yaml", "- {value: 3, cite: M15", "- {value: 5, cite: M15")
    new = load(law)
    assert [(change.rule, change.how) for change in changed_rules(book, new)] == [("reinspection.term", "changed")]
    touched = Question("order 40", "reinspection.term", date(2026, 3, 9), "130203", {}, start=True)
    untouched = Question("system 7", "retention.floor", DAY, "130203", {})
    changes = changed_answers(book, new, [touched, untouched])
    assert [(change.question.id, change.before, change.after) for change in changes] == [
        ("order 40", "2026-03-12 M15", "2026-03-16 M15")
    ]


def test_added_and_removed_rules_are_told_apart(book: Rulebook, law: Path) -> None:
    plant(law, "rules/register.yaml", "- id: register.fields", "- id: register.columns")
    found = {change.rule: change.how for change in changed_rules(book, load(law))}
    assert found == {"register.fields": "removed", "register.columns": "added"}
    gone = changed_answers(book, load(law), [Question("look 1", "register.fields", DAY, "130203", {})])
    assert gone[0].after == "unknown rule"


def test_a_changed_fine_shows_in_open_penalties(book: Rulebook, law: Path) -> None:
    plant(law, "rules/violations.yaml", "fines: {unit: [0, 10000]}", "fines: {unit: [0, 8000]}")
    changes = changed_answers(book, load(law), [Question("case 3", "P-29", DAY, "130203", {})])
    assert len(changes) == 1
    assert "8000" in changes[0].after
