"""Violations as data: duty, first step, what turns an order into a fine, the ranges, and what other laws add."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from beholden.engines.rulebook.errors import BadLawData, Spot
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.instruments import Passage, Shelf
from beholden.engines.rulebook.provisions import READINGS, Exemption, cited, quoted, read_exemptions
from beholden.engines.rulebook.reading import Entry, Items, read_yaml

FIRST_STEPS = ("order_time_limited", "order", "order_and_warning", "immediate", "superior_order", "other_law")
PARTIES = ("individual", "unit", "responsible")
ESCALATIONS = ("refused", "serious")
MEASURES = ("confiscate_equipment", "delete_footage", "warning", "sanction")

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Reference:
    """What another law adds."""

    cite: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Violation:
    """One row of rules P-26 to P-33. Fines are inclusive ranges in yuan; a party without one isn't fined here."""

    id: str
    title: tuple[str, str]
    duty: tuple[str, ...]
    passage: Passage
    quote: str
    restated: tuple[str, ...]
    first_step: str
    first_measures: tuple[str, ...]
    escalates_on: tuple[str, ...]
    measures: tuple[str, ...]
    fines: dict[str, Range]
    owes: tuple[str, ...]
    unless: tuple[Exemption, ...]
    refers: tuple[Reference, ...]
    crime: bool
    reading: str
    note: tuple[str, str]
    history: tuple[str, ...]
    rows: tuple[str, ...]
    spot: Spot

    @property
    def immediate(self) -> bool:
        """Whether the law gives no grace to correct."""
        return self.first_step == "immediate"

    def cites(self) -> set[str]:
        """Every citation the violation rests on."""
        others = {part.cite for part in self.unless} | {part.cite for part in self.refers}
        return {self.passage.cite, *self.duty, *self.restated} | others


def load_violations(root: Path, shelf: Shelf, facts: dict[str, Fact]) -> dict[str, Violation]:
    """The violations of `rules/violations.yaml`. Raises BadLawData."""
    top = read_yaml(root, root / "rules" / "violations.yaml")
    result: dict[str, Violation] = {}
    for entry in top.entries("violations"):
        violation = _violation(entry, shelf, facts)
        if violation.id in result:
            raise BadLawData(
                violation.spot, f"“{violation.id}”重复", f"'{violation.id}' stands twice", "删去一处", "delete one"
            )
        result[violation.id] = violation
    top.done()
    return result


def _violation(entry: Entry, shelf: Shelf, facts: dict[str, Fact]) -> Violation:
    passage = cited(entry, "cite", entry.text("cite"), shelf)
    violation = Violation(
        id=entry.text("id"),
        title=entry.both("title"),
        duty=_cites(entry, "duty", shelf),
        passage=passage,
        quote=quoted(entry, passage),
        restated=_cites(entry, "restated", shelf),
        first_step=entry.choice("first_step", FIRST_STEPS),
        first_measures=_known(entry, "first_measures", MEASURES),
        escalates_on=_known(entry, "escalates_on", ESCALATIONS),
        measures=_known(entry, "measures", MEASURES),
        fines=_fines(entry),
        owes=entry.words("owes"),
        unless=read_exemptions(entry, shelf, facts),
        refers=tuple(_reference(part, shelf) for part in entry.entries("refers")),
        crime=entry.flag("crime", False),
        reading=entry.choice("reading", READINGS, "law"),
        note=entry.both_or("note"),
        history=entry.words("history"),
        rows=entry.words("rows"),
        spot=entry.spot,
    )
    entry.done()
    ordered = violation.first_step in ("order_time_limited", "order", "order_and_warning")
    if violation.fines and ordered and not violation.escalates_on:
        raise entry.wrong(
            "escalates_on",
            "先责令后罚款的须写明何时可以罚款",
            "a fine after an order needs its condition",
            "refused 或 serious",
            "refused or serious",
        )
    return violation


def _reference(entry: Entry, shelf: Shelf) -> Reference:
    cite = entry.text("cite")
    cited(entry, "cite", cite, shelf)
    reference = Reference(cite, entry.text("zh"), entry.text("en"))
    entry.done()
    return reference


def _cites(entry: Entry, key: str, shelf: Shelf) -> tuple[str, ...]:
    listed = entry.words(key)
    for cite in listed:
        cited(entry, key, cite, shelf)
    return listed


def _known(entry: Entry, key: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
    listed = entry.words(key)
    for word in listed:
        if word not in allowed:
            raise entry.wrong(
                key, f"“{word}”不在可用的词中", f"'{word}' is not a known word", "、".join(allowed), ", ".join(allowed)
            )
    return listed


def _fines(entry: Entry) -> dict[str, Range]:
    if not entry.has("fines"):
        return {}
    table = entry.entry("fines")
    result: dict[str, Range] = {}
    for party in PARTIES:
        bounds = table.raw(party)
        if bounds is None:
            continue
        whole = isinstance(bounds, Items) and len(bounds) == 2 and all(type(bound) is int for bound in bounds)
        if not whole or not 0 <= bounds[0] <= bounds[1]:
            raise table.wrong(
                party,
                f"“{party}”的幅度不对",
                f"the range of '{party}' is wrong",
                "写作 [下限, 上限]",
                "write [low, high]",
            )
        result[party] = (bounds[0], bounds[1])
    table.done()
    return result
