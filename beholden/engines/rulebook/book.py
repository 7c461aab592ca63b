"""The rulebook: the whole of `law/`, loaded and checked, with one method for each question it answers."""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from beholden.engines.rulebook.answers import Answer
from beholden.engines.rulebook.divisions import Divisions, load_divisions
from beholden.engines.rulebook.errors import UnknownRule
from beholden.engines.rulebook.facts import Fact, check_facts, load_facts
from beholden.engines.rulebook.instruments import Passage, Shelf, load_shelf
from beholden.engines.rulebook.resolve import resolve
from beholden.engines.rulebook.rules import Rule, load_rules

LAW_FOLDERS = ("instruments", "rules", "checklists", "overlays", "calendars", "divisions")


class Rulebook:
    """Loaded law. Immutable in use; ``sha256`` names exactly this state of the data."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.shelf: Shelf = load_shelf(root)
        self.facts: dict[str, Fact] = load_facts(root)
        self.divisions: Divisions = load_divisions(root)
        self.rules: dict[str, Rule] = load_rules(root, self.shelf, self.facts)
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
