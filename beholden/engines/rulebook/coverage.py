"""What carries each article: rules, violations, checklist items, screens and cases, or a human duty with its reason."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beholden.engines.rulebook.cases import Outcome
from beholden.engines.rulebook.citations import parse
from beholden.engines.rulebook.errors import BadLawData, Spot
from beholden.engines.rulebook.instruments import Shelf
from beholden.engines.rulebook.provisions import cited
from beholden.engines.rulebook.reading import read_yaml

if TYPE_CHECKING:
    from beholden.engines.rulebook.book import Rulebook

KINDS = ("definition", "validity", "human")
COVERED = ("R", "M", "T", "H")


@dataclass(frozen=True, slots=True)
class Row:
    """A feature of the product, its rooms and its screens."""

    id: str
    says: tuple[str, str]
    rooms: str
    screens: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an article needs no rule."""

    cite: str
    by: str
    says: tuple[str, str]
    rows: tuple[str, ...]
    spot: Spot


@dataclass(slots=True)
class Cover:
    """All that carries one article."""

    cite: str
    rules: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    items: list[int] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    reason: Reason | None = None

    @property
    def accounted(self) -> bool:
        """Whether anything carries the article."""
        return bool(self.rules or self.violations or self.items or self.reason)

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "cite": self.cite, "accounted": self.accounted, "rules": self.rules, "violations": self.violations,
            "items": self.items, "rows": self.rows, "cases": self.cases,
            "by": self.reason.by if self.reason else "rule", "why": self.reason.says[0] if self.reason else "",
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """The rows of the product and the reasons for articles without a rule."""

    rows: dict[str, Row]
    reasons: tuple[Reason, ...]


def load_plan(root: Path, shelf: Shelf) -> Plan:
    """`rules/coverage.yaml`. Raises BadLawData."""
    top = read_yaml(root, root / "rules" / "coverage.yaml")
    table = top.entry("rows")
    rows = {}
    for name in table.names():
        entry = table.entry(name)
        rows[name] = Row(name, (entry.text("zh"), entry.text("en")), entry.text("rooms"), entry.text("screens"))
        entry.done()
    reasons = []
    for entry in top.entries("articles"):
        cite = entry.text("cite")
        cited(entry, "cite", cite, shelf)
        says = (entry.text("zh"), entry.text("en"))
        reasons.append(Reason(cite, entry.choice("by", KINDS), says, entry.words("rows"), entry.spot))
        entry.done()
        missing = [name for name in reasons[-1].rows if name not in rows]
        if missing:
            raise BadLawData(
                entry.spot,
                f"没有“{missing[0]}”这一行",
                f"there is no row '{missing[0]}'",
                "改正 rows",
                "correct 'rows'",
            )
    top.done()
    return Plan(rows, tuple(reasons))


def article_of(cite: str) -> str:
    """`R7(2)(3)` → `R7`."""
    wanted = parse(cite)
    return f"{wanted.key}{wanted.article}"


def coverage(book: Rulebook, outcomes: list[Outcome]) -> dict[str, Cover]:
    """Every article of the Regulation, the Provisions, the Measures and the Hami list, with what carries it."""
    covers = {
        f"{key}{number}": Cover(f"{key}{number}") for key in COVERED for number in book.shelf.by_key[key].articles
    }
    rows: dict[str, set[str]] = defaultdict(set)
    for rule in book.rules.values():
        for article in _articles(rule.cites(), covers):
            covers[article].rules.append(rule.id)
            rows[article] |= set(rule.rows)
    for violation in book.violations.values():
        for article in _articles(violation.cites(), covers):
            covers[article].violations.append(violation.id)
            rows[article] |= set(violation.rows)
    for versions in book.checklists.values():
        for item in versions[-1].items:
            for article in _articles(item.cites(), covers):
                covers[article].items.append(item.number)
                rows[article].add("D2")
    for reason in book.plan.reasons:
        article = article_of(reason.cite)
        covers[article].reason = reason
        rows[article] |= set(reason.rows)
    for outcome in outcomes:
        for article in _articles(outcome.cites, covers) | {f"H{number}" for number in outcome.items}:
            covers[article].cases.append(outcome.case.name)
    for article, cover in covers.items():
        cover.rows = sorted(rows[article])
    return covers


def _articles(cites: set[str] | frozenset[str], covers: dict[str, Cover]) -> set[str]:
    return {article for cite in cites if (article := article_of(cite)) in covers}
