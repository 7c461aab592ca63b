"""Rules and their provisions: each value dated, placed, ranked by the text it cites, with the facts it needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from beholden.engines.rulebook.conditions import Test
from beholden.engines.rulebook.errors import BadLawData, Spot
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.instruments import Shelf
from beholden.engines.rulebook.provisions import NATION, Myth, Provision, cited, read_myth, read_provision
from beholden.engines.rulebook.ranks import NAMES, Rank
from beholden.engines.rulebook.reading import Entry, read_yaml

KINDS = ("value", "term", "list", "duty", "ban", "right")
COMBINE = ("single", "greatest", "least", "union")
NOT_RULES = ("facts.yaml", "violations.yaml", "coverage.yaml", "words.yaml")
VARY = ("none", "raise", "lower", "any")


@dataclass(frozen=True, slots=True)
class Vary:
    """What a text of lower rank or narrower place may do to the value, and under which article."""

    only: str
    ranks: frozenset[Rank]
    cite: str


@dataclass(slots=True)
class Rule:
    """A duty, number, list or ban. ``also`` borrows the provisions of another rule; ``least_rank`` bars lower texts."""

    id: str
    kind: str
    title: tuple[str, str]
    says: tuple[str, str]
    unit: str
    combine: str
    vary: Vary
    least_rank: Rank
    also: str
    conflict: tuple[Rank, str, str] | None
    labels: dict[str, tuple[str, str]]
    starts: tuple[str, str]
    rows: tuple[str, ...]
    history: tuple[str, ...]
    myths: tuple[Myth, ...]
    spot: Spot
    provisions: list[Provision] = field(default_factory=list)

    def tests(self) -> list[Test]:
        """Every test of its provisions and myths."""
        found = [test for provision in self.provisions for test in provision.tests()]
        return found + [test for myth in self.myths for test in myth.when]

    def facts(self) -> set[str]:
        """The names of the facts the rule reads."""
        return {test.fact for test in self.tests()}

    def cites(self) -> set[str]:
        """Every citation the rule rests on, restatements and exemptions included."""
        result = {self.vary.cite} - {""}
        for provision in self.provisions:
            result |= {
                provision.cite,
                *(passage.cite for passage in provision.restated),
                *(part.cite for part in provision.unless),
            }
        return result


def load_words(root: Path) -> dict[str, tuple[str, str]]:
    """The words values share (`rules/words.yaml`). Raises BadLawData."""
    top = read_yaml(root, root / "rules" / "words.yaml")
    table = top.entry("words")
    top.done()
    return {word: table.both(word) for word in table.names()}


def load_rules(root: Path, shelf: Shelf, facts: dict[str, Fact]) -> dict[str, Rule]:
    """Every rule under `rules/`, then the overlays. Raises BadLawData."""
    rules: dict[str, Rule] = {}
    for path in sorted((root / "rules").rglob("*.yaml")):
        if path.name in NOT_RULES:
            continue
        top = read_yaml(root, path)
        for entry in top.entries("rules"):
            _add(rules, _rule(entry, NATION, shelf, facts))
        top.raw("about")
        top.done()
    for path in sorted((root / "overlays").rglob("*.yaml")):
        _overlay(read_yaml(root, path), rules, shelf, facts)
    for rule in rules.values():
        if rule.also:
            _borrow(rule, rules)
    return rules


def _add(rules: dict[str, Rule], rule: Rule) -> None:
    other = rules.get(rule.id)
    if other is not None:
        raise BadLawData(
            rule.spot,
            f"规则“{rule.id}”已在 {other.spot}",
            f"the rule '{rule.id}' already stands at {other.spot}",
            "合并或改名",
            "merge them or rename one",
        )
    rules[rule.id] = rule


def _overlay(top: Entry, rules: dict[str, Rule], shelf: Shelf, facts: dict[str, Fact]) -> None:
    at = top.text("at")
    top.raw("about")
    for entry in top.entries("amends"):
        name = entry.text("rule")
        rule = rules.get(name)
        if rule is None:
            raise entry.wrong(
                "rule", f"没有规则“{name}”可变通", f"there is no rule '{name}' to amend", "改正规则名", "correct the id"
            )
        for part in entry.entries("provisions"):
            rule.provisions.append(read_provision(part, name, at, shelf, facts))
        entry.done()
    for entry in top.entries("rules"):
        _add(rules, _rule(entry, at, shelf, facts))
    top.done()


def _borrow(rule: Rule, rules: dict[str, Rule]) -> None:
    source = rules.get(rule.also)
    if source is None:
        raise BadLawData(
            rule.spot, f"没有规则“{rule.also}”", f"there is no rule '{rule.also}'", "改正 also", "correct 'also'"
        )
    own = {provision.cite for provision in rule.provisions}
    rule.provisions += [replace(item, rule=rule.id) for item in source.provisions if item.cite not in own]


def _rule(entry: Entry, at: str, shelf: Shelf, facts: dict[str, Fact]) -> Rule:
    conflict = None
    if entry.has("conflict"):
        part = entry.entry("conflict")
        conflict = (Rank[part.choice("below", NAMES)], part.text("zh"), part.text("en"))
        part.done()
    rule = Rule(
        id=entry.text("id"),
        kind=entry.choice("kind", KINDS),
        title=entry.both("title"),
        says=entry.both_or("says"),
        unit=entry.text_or("unit", ""),
        combine=entry.choice("combine", COMBINE, "single"),
        vary=_vary(entry, shelf),
        least_rank=Rank[entry.choice("least_rank", NAMES, "standard")],
        also=entry.text_or("also", ""),
        conflict=conflict,
        labels=_labels(entry),
        starts=entry.both_or("starts"),
        rows=entry.words("rows"),
        history=entry.words("history"),
        myths=tuple(read_myth(part, shelf, facts) for part in entry.entries("myths")),
        spot=entry.spot,
    )
    for part in entry.entries("provisions"):
        rule.provisions.append(read_provision(part, rule.id, at, shelf, facts))
    entry.done()
    if not rule.provisions:
        raise entry.wrong(
            "provisions", "规则没有任何规定", "the rule has no provision", "补上 provisions", "add 'provisions'"
        )
    _check_values(rule, entry)
    return rule


def _vary(entry: Entry, shelf: Shelf) -> Vary:
    if not entry.has("may_vary"):
        return Vary("none", frozenset(), "")
    part = entry.entry("may_vary")
    names = part.words("ranks")
    wrong = [name for name in names if name not in NAMES]
    if wrong or not names:
        raise part.wrong("ranks", f"不认识的位阶“{'、'.join(wrong)}”", f"unknown rank '{', '.join(wrong)}'",
                         f"用：{'、'.join(NAMES)}", f"use: {', '.join(NAMES)}")  # fmt: skip
    cite = part.text_or("cite", "")
    if cite:
        cited(part, "cite", cite, shelf)
    vary = Vary(part.choice("only", VARY), frozenset(Rank[name] for name in names), cite)
    part.done()
    return vary


def _labels(entry: Entry) -> dict[str, tuple[str, str]]:
    if not entry.has("labels"):
        return {}
    table = entry.entry("labels")
    return {name: table.both(name) for name in table.names()}


def _check_values(rule: Rule, entry: Entry) -> None:
    for provision in rule.provisions:
        number = isinstance(provision.value, int) and not isinstance(provision.value, bool)
        good = {
            "greatest": number, "least": number, "union": isinstance(provision.value, tuple), "single": True,
        }[rule.combine]  # fmt: skip
        if rule.kind == "term" and not (number or provision.value is None):
            good = False
        if not good:
            raise BadLawData(
                provision.spot,
                f"“{rule.id}”的值“{provision.value}”与其种类不合",
                f"the value '{provision.value}' does not fit '{rule.id}' ({rule.kind}, {rule.combine})",
                "数用整数，列表用列表",
                "write a whole number, or a list",
            )
    if rule.kind == "term" and rule.unit not in ("day", "working_day", "month", "hour"):
        raise entry.wrong(
            "unit",
            "期限须有单位",
            "a term needs its unit",
            "day、working_day、month 或 hour",
            "day, working_day, month or hour",
        )
