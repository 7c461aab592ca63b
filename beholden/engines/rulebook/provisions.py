"""Provisions: one dated, placed value of a rule, the passage it cites and quotes, and the facts it needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from beholden.engines.rulebook.conditions import Tests, read_tests
from beholden.engines.rulebook.errors import Spot, UnknownCitation
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.instruments import Instrument, Passage, Shelf
from beholden.engines.rulebook.ranks import Rank
from beholden.engines.rulebook.reading import Entry, Items, Lines

READINGS = ("law", "infer", "param", "unverified")
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
    restated: tuple[Passage, ...]
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

    def tests(self) -> Tests:
        """Every test of its conditions and exemptions."""
        return (*self.when, *(test for exemption in self.unless for test in exemption.tests))

    def facts(self) -> set[str]:
        """The names of the facts it reads."""
        return {test.fact for test in self.tests()}


@dataclass(frozen=True, slots=True)
class Myth:
    """A value people believe in that is not law, and the text it really comes from; shown, never used."""

    passage: Passage
    value: Any
    when: Tests
    says: tuple[str, str]


def read_myth(entry: Entry, shelf: Shelf, facts: dict[str, Fact]) -> Myth:
    """A belief to be shown and set aside. Raises BadLawData."""
    passage = cited(entry, "cite", entry.text("cite"), shelf)
    says = (entry.text("zh"), entry.text("en"))
    myth = Myth(passage, frozen(entry.raw("value")), read_tests(entry, "when", facts), says)
    entry.done()
    return myth


def cited(entry: Entry, key: str, cite: str, shelf: Shelf) -> Passage:
    """The passage a citation in the data points at. Raises BadLawData."""
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


def read_exemptions(entry: Entry, shelf: Shelf, facts: dict[str, Fact]) -> tuple[Exemption, ...]:
    """The `unless` list of an entry. Raises BadLawData."""
    result = []
    for part in entry.entries("unless"):
        cite = part.text("cite")
        cited(part, "cite", cite, shelf)
        result.append(Exemption(read_tests(part, "when", facts), cite))
        part.done()
    return tuple(result)


def read_provision(entry: Entry, rule: str, at: str, shelf: Shelf, facts: dict[str, Fact]) -> Provision:
    """One provision of a rule; ``at`` is where it holds unless it or its text says otherwise. Raises BadLawData."""
    passage = cited(entry, "cite", entry.text("cite"), shelf)
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
    provision = Provision(
        rule=rule,
        value=frozen(entry.raw("value")),
        passage=passage,
        quote=quoted(entry, passage),
        from_=start,
        until=until,
        at=entry.text_or("at", at if at != NATION else instrument.at),
        when=read_tests(entry, "when", facts),
        unless=read_exemptions(entry, shelf, facts),
        special=entry.flag("special", False),
        reading=entry.choice("reading", READINGS, "law"),
        restated=tuple(cited(entry, "restated", cite, shelf) for cite in entry.words("restated")),
        note=entry.both_or("note"),
        spot=entry.spot,
    )
    entry.done()
    if provision.value is None and not provision.note[0]:
        raise entry.wrong("value", "值为空须写明原因", "an empty value needs its reason", "补上 note", "add 'note'")
    return provision


def quoted(entry: Entry, passage: Passage) -> str:
    """The quote, which must stand verbatim in the passage; the gist where only that is held. Raises BadLawData."""
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


def frozen(value: Any) -> Any:
    """The value with lists as tuples, so that nobody changes the law in memory."""
    if isinstance(value, Items):
        return tuple(frozen(item) for item in value)
    if isinstance(value, Lines):
        return {key: frozen(item) for key, item in value.items()}
    return value
