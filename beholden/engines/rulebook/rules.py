"""Rules and their provisions: each value dated, placed, ranked by the text it cites, with the facts it needs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from beholden.engines.rulebook.conditions import Tests, read_tests
from beholden.engines.rulebook.errors import BadLawData, Spot, UnknownCitation
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.instruments import Instrument, Passage, Shelf
from beholden.engines.rulebook.ranks import NAMES, Rank
from beholden.engines.rulebook.reading import Entry, Items, Lines, read_yaml

KINDS = ("value", "term", "list", "duty", "ban", "right")
COMBINE = ("single", "greatest", "least", "union")
READINGS = ("law", "infer", "param", "unverified")
VARY = ("none", "raise", "lower", "any")
NATION = "000000"


@dataclass(frozen=True, slots=True)
class Exemption:
    """Facts under which a provision does not reach, and the article that says so."""

    tests: Tests
    cite: str


@dataclass(frozen=True, slots=True)
class Provision:
    """One dated value of a rule. ``until`` is the last day; interval is also cut by the text's own validity."""

    rule: str
    value: Any
    passage: Passage
    quote: str
    from_: date
    until: date | None
    at: str
    when: Tests
    unless: tuple[Exemption, ...]
    special: bool
    reading: str
    restated: tuple[str, ...]
    note: tuple[str, str]
    spot: Spot

    @property
    def cite(self) -> str:
        """The citation it rests on."""
        return self.passage.cite

    @property
    def instrument(self) -> Instrument:
        """The text it rests on."""
        return self.passage.instrument

    @property
    def rank(self) -> Rank:
        """The rank of that text."""
        return self.instrument.rank

    def in_force(self, on: date) -> bool:
        """Whether both the provision and its text hold on the day."""
        return self.from_ <= on and (self.until is None or on <= self.until) and self.instrument.in_force(on)

    def facts(self) -> set[str]:
        """The names of the facts it reads."""
        names = {test.fact for test in self.when}
        return names | {test.fact for exemption in self.unless for test in exemption.tests}


@dataclass(frozen=True, slots=True)
class Myth:
    """A value people believe in that is not law, and the text it really comes from; shown, never used."""

    passage: Passage
    value: Any
    when: Tests
    says: tuple[str, str]


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

    def facts(self) -> set[str]:
        """The names of the facts the rule reads."""
        return set().union(*(provision.facts() for provision in self.provisions)) if self.provisions else set()

    def cites(self) -> set[str]:
        """Every citation the rule rests on, restatements and exemptions included."""
        result = {self.vary.cite} - {""}
        for provision in self.provisions:
            result |= {provision.cite, *provision.restated, *(part.cite for part in provision.unless)}
        return result


def load_rules(root: Path, shelf: Shelf, facts: dict[str, Fact]) -> dict[str, Rule]:
    """Every rule under `rules/`, then the overlays. Raises BadLawData."""
    rules: dict[str, Rule] = {}
    for path in sorted((root / "rules").rglob("*.yaml")):
        if path.name in ("facts.yaml", "violations.yaml"):
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
            rule.provisions.append(_provision(part, name, at, shelf, facts))
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
        myths=tuple(_myth(part, shelf, facts) for part in entry.entries("myths")),
        spot=entry.spot,
    )
    for part in entry.entries("provisions"):
        rule.provisions.append(_provision(part, rule.id, at, shelf, facts))
    entry.done()
    if not rule.provisions:
        raise entry.wrong(
            "provisions", "规则没有任何规定", "the rule has no provision", "补上 provisions", "add 'provisions'"
        )
    _check_values(rule, entry)
    return rule


def _myth(entry: Entry, shelf: Shelf, facts: dict[str, Fact]) -> Myth:
    passage = _passage(entry, "cite", entry.text("cite"), shelf)
    says = (entry.text("zh"), entry.text("en"))
    myth = Myth(passage, _frozen(entry.raw("value")), read_tests(entry, "when", facts), says)
    entry.done()
    return myth


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
        _passage(part, "cite", cite, shelf)
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


def _passage(entry: Entry, key: str, cite: str, shelf: Shelf) -> Passage:
    try:
        return shelf.passage(cite)
    except UnknownCitation as error:
        raise entry.wrong(
            key,
            error.zh,
            error.en,
            "改正引用，或在 instruments/ 收录该条",
            "correct it, or add the article to instruments/",
        ) from error


def _provision(entry: Entry, rule: str, at: str, shelf: Shelf, facts: dict[str, Fact]) -> Provision:
    passage = _passage(entry, "cite", entry.text("cite"), shelf)
    instrument = passage.instrument
    if instrument.status == "history":
        zh, en = instrument.title
        raise entry.wrong(
            "cite", f"{zh}只是历史，不是法", f"{en} is history, never law", "引用现行文本", "cite a text in force"
        )
    start = entry.day_or_none("from") or instrument.from_
    if start is None:
        raise entry.wrong("from", "没有起始日", "there is no first day", "补上 from", "add 'from'")
    until = entry.day_or_none("until")
    if until is not None and until < start:
        raise entry.wrong("until", "止日早于起日", "the last day is before the first", "改正日期", "correct the dates")
    unless = []
    for part in entry.entries("unless"):
        cite = part.text("cite")
        _passage(part, "cite", cite, shelf)
        unless.append(Exemption(read_tests(part, "when", facts), cite))
        part.done()
    for cite in entry.words("restated"):
        _passage(entry, "restated", cite, shelf)
    provision = Provision(
        rule=rule,
        value=_frozen(entry.raw("value")),
        passage=passage,
        quote=_quote(entry, passage),
        from_=start,
        until=until,
        at=entry.text_or("at", at if at != NATION else instrument.at),
        when=read_tests(entry, "when", facts),
        unless=tuple(unless),
        special=entry.flag("special", False),
        reading=entry.choice("reading", READINGS, "law"),
        restated=entry.words("restated"),
        note=entry.both_or("note"),
        spot=entry.spot,
    )
    entry.done()
    if provision.value is None and not provision.note[0]:
        raise entry.wrong("value", "值为空须写明原因", "an empty value needs its reason", "补上 note", "add 'note'")
    return provision


def _quote(entry: Entry, passage: Passage) -> str:
    if not entry.has("quote"):
        if passage.verbatim:
            raise entry.wrong(
                "quote", "缺少原文摘引", "the quote is missing", f"从 {passage.cite} 摘引", f"quote from {passage.cite}"
            )
        return passage.text
    quote = entry.text("quote")
    if quote not in passage.text:
        raise entry.wrong(
            "quote",
            f"“{quote}”不在 {passage.cite} 的文本中",
            f"'{quote}' is not in the text of {passage.cite}",
            f"照录原文：{passage.text[:60]}",
            f"copy it from the text: {passage.text[:60]}",
        )
    return quote


def _frozen(value: Any) -> Any:
    if isinstance(value, Items):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, Lines):
        return {key: _frozen(item) for key, item in value.items()}
    return value
