"""The rulebook: the whole of `law/`, loaded and checked, with one method for each question it answers."""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beholden.engines.rulebook import clock
from beholden.engines.rulebook.answers import Answer
from beholden.engines.rulebook.calendars import Calendars, load_calendars
from beholden.engines.rulebook.checklists import Checklist, load_checklists
from beholden.engines.rulebook.coverage import Plan, load_plan
from beholden.engines.rulebook.divisions import Divisions, load_divisions
from beholden.engines.rulebook.errors import BadFacts, NoRuleInForce, UnknownRule
from beholden.engines.rulebook.facts import Fact, check_facts, load_facts
from beholden.engines.rulebook.instruments import Passage, Shelf, load_shelf
from beholden.engines.rulebook.penalty import READS as PENALTY_READS
from beholden.engines.rulebook.penalty import Penalty, penalty
from beholden.engines.rulebook.provisions import NATION
from beholden.engines.rulebook.resolve import resolve
from beholden.engines.rulebook.rules import Rule, load_rules, load_words
from beholden.engines.rulebook.violations import Violation, load_violations
from beholden.engines.rulebook.wording import UNITS, shown

LAW_FOLDERS = ("instruments", "rules", "checklists", "overlays", "calendars", "divisions")


@dataclass(frozen=True, slots=True)
class Term:
    """A term and the days it yields."""

    answer: Answer
    due: clock.Due

    def as_dict(self) -> dict[str, Any]:
        """For JSON, in the shape scripts rely on."""
        counted = self.due
        rule = self.answer.as_dict()
        return {
            "due": counted.due.isoformat(), "strict": counted.strict.isoformat(), "provisional": counted.provisional,
            "calendar": counted.calendar, "calendars": list(counted.calendars), "from": counted.start.isoformat(),
            "rule": rule["rule"], "value": rule["value"], "unit": rule["unit"], "because": rule["because"],
            "counted_by": list(counted.cites), "considered": rule["considered"], "assumed": rule["assumed"],
            "certain": rule["certain"], "at": rule["at"], "rulebook": rule["rulebook"],
        }  # fmt: skip


class Rulebook:
    """Loaded law. Immutable in use; ``sha256`` names exactly this state of the data."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf: Shelf = load_shelf(root)
        self.facts: dict[str, Fact] = load_facts(root)
        self.divisions: Divisions = load_divisions(root)
        self.rules: dict[str, Rule] = load_rules(root, self.shelf, self.facts)
        self.words: dict[str, tuple[str, str]] = load_words(root)
        self.violations: dict[str, Violation] = load_violations(root, self.shelf, self.facts)
        self.checklists: dict[str, tuple[Checklist, ...]] = load_checklists(root, self.shelf)
        self.calendars: Calendars = load_calendars(root)
        self.plan: Plan = load_plan(root, self.shelf)
        self.sha256 = digest(root)

    def rule(self, name: str) -> Rule:
        """A rule by id. Raises UnknownRule with near names."""
        found = self.rules.get(name)
        if found is None:
            raise UnknownRule(name, tuple(difflib.get_close_matches(name, self.rules, 3, 0.5)))
        return found

    def resolve(self, rule: str, on: date, at: str, facts: Mapping[str, object] | None = None) -> Answer:
        """What the rule says on that day at that place (GB/T 2260 code) for these facts.

        Raises UnknownRule, UnknownPlace, BadFacts, NoRuleInForce, TiedRules.
        """
        found = self.rule(rule)
        chain = self.divisions.chain(at, on)
        return resolve(found, on, chain, check_facts(self.facts, facts or {}), self.facts, self.sha256)

    def due(self, rule: str, start: date, at: str, facts: Mapping[str, object] | None = None) -> Term:
        """The last day of a term that begins on ``start``, resolved as the law stood that day.

        Raises what `resolve` raises, BadFacts when the rule is no term, NoRuleInForce when it has no number
        ("及时"): a clock without a number is never guessed.
        """
        if self.rule(rule).kind != "term":
            raise BadFacts(f"“{rule}”不是期限", f"'{rule}' is not a term")
        answer = self.resolve(rule, start, at, facts)
        if answer.value is None:
            raise NoRuleInForce(rule, start, at, answer.considered)
        return Term(answer, clock.due(self.calendars, start, answer.value, answer.unit))

    def penalty(self, violation: str, on: date, at: str = NATION, facts: Mapping[str, object] | None = None) -> Penalty:
        """The law's frame for a violation (`P-26` …) on a day.

        Raises UnknownRule, UnknownPlace, BadFacts, NoRuleInForce.
        """
        found = self.violations.get(violation)
        if found is None:
            raise UnknownRule(violation, tuple(difflib.get_close_matches(violation, self.violations, 3, 0.4)))
        return penalty(self, found, on, at, check_facts(self.facts, facts or {}))

    def shown(self, rule: str, value: Any, language: str) -> str:
        """A value of a rule as a person reads it, with its unit."""
        found = self.rule(rule)
        unit = UNITS.get(found.unit, (found.unit, found.unit))[language.startswith("en")]
        text = shown(value, {**self.words, **found.labels}, language)
        return f"{text} {unit}".strip() if value is not None else text

    def reads(self, name: str) -> tuple[str, ...]:
        """The facts a rule or violation reads, in the order of `facts.yaml`. Raises UnknownRule."""
        what = self.violations.get(name)
        if what is None:
            read = self.rule(name).facts()
        else:
            read = {test.fact for part in what.unless for test in part.tests} | (
                set(PENALTY_READS) if what.fines else set()
            )
        return tuple(fact for fact in self.facts if fact in read)

    def checklist(self, on: date, name: str = "inspection") -> Checklist:
        """The version of a checklist in force on a day. Raises UnknownRule, NoRuleInForce."""
        versions = self.checklists.get(name)
        if versions is None:
            raise UnknownRule(name, tuple(self.checklists))
        for version in versions:
            if version.from_ <= on and (version.until is None or on <= version.until):
                return version
        raise NoRuleInForce(name, on, NATION, ())

    def passage(self, cite: str) -> Passage:
        """The text behind a citation. Raises UnknownCitation."""
        return self.shelf.passage(cite)


def load(law: Path) -> Rulebook:
    """Read and check the folder `law/`. Raises BadLawData with file, line and what would mend it."""
    return Rulebook(law)


@functools.lru_cache(maxsize=4)
def opened(law: Path) -> Rulebook:
    """Like `load`, once per process and folder: what rooms ask."""
    return load(law)


def digest(root: Path) -> str:
    """SHA-256 over the names and bytes of all files that can change an answer."""
    total = hashlib.sha256()
    for folder in LAW_FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".yaml", ".csv"):
                body = hashlib.sha256(path.read_bytes()).hexdigest()
                total.update(f"{path.relative_to(root).as_posix()} {body}\n".encode())
    return total.hexdigest()
