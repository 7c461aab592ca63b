"""All rules over a million filings: the same answers as one by one, each distinct situation asked only once.

Rows that no rule can tell apart are one situation: a day lies between two days on which some law begins or ends, a
place in the innermost area that any provision names, a fact has one of few values. So a million rows become some
thousands of situations, and each group of rules asks only the facts it reads.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from typing import Any

from beholden.engines.rulebook.answers import Answer
from beholden.engines.rulebook.book import Rulebook
from beholden.engines.rulebook.clock import Due, due
from beholden.engines.rulebook.errors import BadFacts, LawError, NoRuleInForce
from beholden.engines.rulebook.facts import Fact, Value, check_facts
from beholden.engines.rulebook.provisions import NATION
from beholden.engines.rulebook.resolve import resolve
from beholden.engines.rulebook.rules import Rule

Outcome = Answer | LawError
Column = Sequence[Any]


class _Memo(dict[Any, int]):
    """Numbers distinct keys in the order they come; ``keys_in_order`` gets them back."""

    def __missing__(self, key: Any) -> int:
        number = self[key] = len(self)
        return number


class _Bucketed(dict[Any, Any]):
    """Maps a raw value to its bucket, reckoned once for each distinct value."""

    def __init__(self, reckon: Any) -> None:
        super().__init__()
        self._reckon = reckon

    def __missing__(self, key: Any) -> Any:
        bucket = self[key] = self._reckon(key)
        return bucket


@dataclass(frozen=True, slots=True)
class Filings:
    """A million filings in columns: the day and place of each, and one column for each fact (None: not known)."""

    on: Column
    at: Column
    facts: Mapping[str, Column]

    def __len__(self) -> int:
        return len(self.on)

    def row(self, number: int) -> tuple[date, str, dict[str, Value]]:
        """One filing as the one-by-one engine takes it."""
        known = {name: column[number] for name, column in self.facts.items() if column[number] is not None}
        return self.on[number], self.at[number], known


def from_rows(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> Filings:
    """Filings from rows of a database cursor: `on`, `at`, then facts, in the order of ``names``."""
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    table = dict(zip(names, columns, strict=True))
    return Filings(table.pop("on"), table.pop("at"), table)


class Batch:
    """The answers of all rules for all filings. Ask with `answer(rule, row)`, or run through `values(rule)`."""

    def __init__(self, book: Rulebook, filings: Filings) -> None:
        self.book = book
        self._turns = sorted({*_turning_days(book.rules.values()), *_division_days(book)})
        self._places = _named_places(book.rules.values())
        for name in filings.facts:
            if name not in book.facts:
                raise BadFacts(f"不认识的事实“{name}”", f"unknown fact '{name}'")
        self._names = [name for name in book.facts if name in filings.facts]
        self.situation, keys = self._situations(filings)
        self._tables = dict(self._groups(keys))

    def _situations(self, filings: Filings) -> tuple[array[int], list[tuple[Any, ...]]]:
        """The number of each row's situation, and the situations."""
        days = _Bucketed(_stretch(self._turns))
        areas = _Bucketed(self._area)
        columns: list[Iterator[Any]] = [map(days.__getitem__, filings.on), map(areas.__getitem__, filings.at)]
        for name in self._names:
            column = filings.facts[name]
            reckon = self._reckoner(name)
            columns.append(map(_Bucketed(reckon).__getitem__, column))
        memo = _Memo()
        try:
            situation = array("I", map(memo.__getitem__, zip(*columns, strict=True)))
        except (TypeError, ValueError) as error:
            raise BadFacts(
                f"列长不一或有不能用的值（{error}）", f"columns differ in length or hold unusable values ({error})"
            ) from error
        return situation, list(memo)

    def _area(self, code: str) -> str:
        """The innermost named area the place lies in; a place no rule can stand on stays itself and is refused."""
        division = self.book.divisions.by_code.get(code)
        if division is None or division.until or division.from_ or division.kind == "outside":
            return code
        return _innermost(code, self._places)

    def _reckoner(self, name: str) -> Any:
        fact = self.book.facts[name]
        bounds = _bounds(self.book, name)

        def reckon(value: Any) -> Any:
            if value is None:
                return None
            checked = check_facts({name: fact}, {name: value})[name]
            return _bucket(fact, checked, bounds)

        return reckon

    def _groups(self, keys: list[tuple[Any, ...]]) -> Iterator[tuple[str, tuple[array[int], list[Outcome]]]]:
        """For each rule: the number of each situation's answer, and the answers."""
        groups: dict[tuple[int, ...], list[Rule]] = {}
        for rule in self.book.rules.values():
            read = rule.facts()
            groups.setdefault(tuple(i for i, name in enumerate(self._names) if name in read), []).append(rule)
        for places, rules in groups.items():
            pick = itemgetter(0, 1, *(place + 2 for place in places))
            memo = _Memo()
            codes = array("I", map(memo.__getitem__, map(pick, keys)))
            names = [self._names[place] for place in places]
            for rule in rules:
                yield rule.id, (codes, self._asked(rule, list(memo), names))

    def _asked(self, rule: Rule, keys: list[tuple[Any, ...]], names: list[str]) -> list[Outcome]:
        """The answer of each key, asked once for keys this rule cannot tell apart."""
        if not keys:
            return []
        when_where = _Bucketed(self._reduced(rule))
        answers = _Bucketed(lambda key: self._ask(rule, key, names))
        days, areas, *values = zip(*keys, strict=True)
        tables = [_Bucketed(_representative(rule, name)) for name in names]
        alike = [map(table.__getitem__, column) for table, column in zip(tables, values, strict=True)]
        spots = map(when_where.__getitem__, zip(days, areas, strict=True))
        return list(map(answers.__getitem__, zip(spots, *alike, strict=True)))

    def _reduced(self, rule: Rule) -> Callable[[tuple[date, str]], tuple[date, str]]:
        """Day and area as this rule sees them; a code that is no named area keeps its day, for it may be refused."""
        stretch = _stretch(_turning_days([rule]))
        named = _named_places([rule])
        areas = {*self._places, NATION}

        def reckon(spot: tuple[date, str]) -> tuple[date, str]:
            day, code = spot
            return (stretch(day), _innermost(code, named)) if code in areas else spot

        return reckon

    def _ask(self, rule: Rule, key: tuple[Any, ...], names: list[str]) -> Outcome:
        (on, at), *values = key
        facts = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        try:
            chain = self.book.divisions.chain(at, on)
            return resolve(rule, on, chain, facts, self.book.facts, self.book.sha256)
        except LawError as error:
            return error

    def answer(self, rule: str, row: int) -> Outcome:
        """The answer for one row: of its situation, so `on` and `at` are those of the stretch and the area."""
        codes, answers = self._tables[rule]
        return answers[codes[self.situation[row]]]

    def values(self, rule: str) -> Iterator[Any]:
        """The rule's value for every row, None where no rule is in force."""
        codes, answers = self._tables[rule]
        value = [None if isinstance(answer, LawError) else answer.value for answer in answers]
        by_situation = [value[code] for code in codes]
        return map(by_situation.__getitem__, self.situation)

    def dues(self, rule: str, starts: Column) -> Iterator[Due | None]:
        """The last day of a term for every row that starts on ``starts``; None where there is no term."""
        unit = self.book.rule(rule).unit
        calendars = self.book.calendars

        def reckon(asked: tuple[Any, date]) -> Due | None:
            count, start = asked
            return None if count is None or start is None else due(calendars, start, count, unit)

        return map(_Bucketed(reckon).__getitem__, zip(self.values(rule), starts, strict=True))


def same(batch: Outcome, single: Outcome) -> bool:
    """Whether two outcomes say the same: value, grounds and what was set aside, or the same refusal."""
    if isinstance(batch, LawError) or isinstance(single, LawError):
        if isinstance(batch, NoRuleInForce) and isinstance(single, NoRuleInForce):
            return batch.rule == single.rule and batch.considered == single.considered
        return type(batch) is type(single)
    one = (batch.value, batch.unit, batch.because, batch.considered, batch.conflicts, batch.assumed)
    return one == (single.value, single.unit, single.because, single.considered, single.conflicts, single.assumed)


def _stretch(turns: list[date]) -> Callable[[date], date]:
    """Maps a day to the first day of the stretch in which no law begins or ends."""
    return lambda day: turns[max(bisect_right(turns, day) - 1, 0)]


def _representative(rule: Rule, name: str) -> Callable[[Any], Any]:
    """Maps a fact's value to the first one seen that every test of the rule judges alike."""
    tests = [test for test in rule.tests() if test.fact == name]
    seen: dict[tuple[bool | None, ...], Any] = {}

    def reckon(value: Any) -> Any:
        return None if value is None else seen.setdefault(tuple(test.holds({name: value}) for test in tests), value)

    return reckon


def _innermost(code: str, named: set[str]) -> str:
    return next((part for part in (code, code[:4] + "00", code[:2] + "0000") if part in named), NATION)


def _turning_days(rules: Iterable[Rule]) -> list[date]:
    """Every day on which some provision or text begins, or has just ended."""
    days = {date.min}
    for rule in rules:
        for item in rule.provisions:
            days |= {day for day in (item.from_, item.instrument.from_) if day}
            days |= {day + timedelta(days=1) for day in (item.until, item.instrument.until) if day and day < date.max}
            days |= {day for text in item.restated for day in (text.instrument.from_,) if day}
            days |= {text.instrument.until + timedelta(days=1) for text in item.restated if text.instrument.until}
    return sorted(days)


def _division_days(book: Rulebook) -> set[date]:
    ends = {one.until + timedelta(days=1) for one in book.divisions.by_code.values() if one.until}
    return ends | {one.from_ for one in book.divisions.by_code.values() if one.from_}


def _named_places(rules: Iterable[Rule]) -> set[str]:
    provisions = [item for rule in rules for item in rule.provisions]
    return {item.at for item in provisions} | {text.instrument.at for item in provisions for text in item.restated}


def _bounds(book: Rulebook, name: str) -> list[Any]:
    """Where a number or date fact changes the outcome of some test."""
    found: set[Any] = set()
    for rule in book.rules.values():
        for test in rule.tests():
            step: Any = test.bound
            if test.fact != name:
                continue
            if step is not None:
                found.add(step + 1 if test.compare == "at_most" and isinstance(step, int) else step)
            found |= {edge for value in test.values for edge in _edges(value)}
    return sorted(found)


def _edges(value: Value) -> tuple[Any, ...]:
    if isinstance(value, bool | str):
        return ()
    return (value, value + 1) if isinstance(value, int) else (value, value + timedelta(days=1))


def _bucket(fact: Fact, value: Any, bounds: list[Any]) -> Any:
    if fact.kind in ("flag", "word", "text"):
        return value
    lower = date.min if fact.kind == "date" else -(10**9)
    place = bisect_right(bounds, value)
    return bounds[place - 1] if place else lower
