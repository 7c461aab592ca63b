"""What a change of the law would change: rules that come, go or differ, and answers that would differ (F5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from beholden.engines.rulebook.book import Rulebook
from beholden.engines.rulebook.errors import LawError
from beholden.engines.rulebook.provisions import Provision


@dataclass(frozen=True, slots=True)
class Question:
    """An open case: which rule it asks, as of when and where. ``start`` makes it ask for a due date."""

    id: str
    rule: str
    on: date
    at: str
    facts: dict[str, Any]
    start: bool = False


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One rule or violation: ``how`` is added, removed or changed; lines name the provisions that differ."""

    rule: str
    how: str
    lines: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"rule": self.rule, "how": self.how, "lines": list(self.lines)}


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One open case whose answer would differ."""

    question: Question
    before: str
    after: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        asked = self.question
        return {
            "case": asked.id, "rule": asked.rule, "on": asked.on.isoformat(), "at": asked.at,
            "before": self.before, "after": self.after,
        }  # fmt: skip


def changed_rules(old: Rulebook, new: Rulebook) -> list[RuleChange]:
    """Rules and violations that differ between two states of the law."""
    before, after = _lines(old), _lines(new)
    changes = []
    for name in sorted(before.keys() | after.keys()):
        one, other = before.get(name), after.get(name)
        if one == other:
            continue
        if one is None or other is None:
            lines = tuple(sorted(one or other or ()))
            changes.append(RuleChange(name, "added" if one is None else "removed", lines))
        else:
            gone, come = sorted(one - other), sorted(other - one)
            changes.append(
                RuleChange(name, "changed", tuple(f"- {line}" for line in gone) + tuple(f"+ {line}" for line in come))
            )
    return changes


def _lines(book: Rulebook) -> dict[str, frozenset[str]]:
    result = {rule.id: frozenset(map(_line, rule.provisions)) for rule in book.rules.values()}
    for what in book.violations.values():
        words = (what.passage.cite, what.first_step, what.escalates_on, what.measures, what.fines, what.quote)
        result[what.id] = frozenset([" · ".join(map(str, words))])
    return result


def _line(item: Provision) -> str:
    until = item.until or "—"
    conditions = "、".join(sorted(item.facts())) or "—"
    return f"{item.cite} = {item.value} [{item.from_} … {until}] @{item.at} ({conditions}) “{item.quote}”"


def changed_answers(old: Rulebook, new: Rulebook, questions: Iterable[Question]) -> list[AnswerChange]:
    """The questions whose answer differs; a refusal is an answer, too."""
    changes = []
    for question in questions:
        before, after = _answer(old, question), _answer(new, question)
        if before != after:
            changes.append(AnswerChange(question, before, after))
    return changes


def _answer(book: Rulebook, question: Question) -> str:
    try:
        if question.rule in book.violations:
            frame = book.penalty(question.rule, question.on, question.at, question.facts)
            return f"{frame.first_step[0]} {frame.range} {[item.code for item in frame.blocked]} {frame.owed}"
        if question.start:
            term = book.due(question.rule, question.on, question.at, question.facts)
            return f"{term.due.due}{'（暂定）' if term.due.provisional else ''} {term.answer.because[0].cite}"
        answer = book.resolve(question.rule, question.on, question.at, question.facts)
    except LawError as error:
        return f"{error.code}"
    return f"{answer.value} {answer.unit} {answer.because[0].cite}".replace("  ", " ")
