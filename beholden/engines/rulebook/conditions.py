"""When a provision applies: a flat table of facts, all of which must hold. No expressions, nothing to evaluate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from beholden.engines.rulebook.facts import Fact, Facts, Value
from beholden.engines.rulebook.reading import Entry, Lines

COMPARES = ("at_least", "at_most", "before", "from")


@dataclass(frozen=True, slots=True)
class Test:
    """One fact and what it must be: any of ``values``, or on the right side of ``bound``."""

    fact: str
    values: frozenset[Value]
    compare: str = ""
    bound: Value | None = None

    def holds(self, facts: Facts) -> bool | None:
        """True, False, or None when the fact isn't known."""
        value = facts.get(self.fact)
        if value is None:
            return None
        if not self.compare:
            return value in self.values
        bound = self.bound
        if isinstance(value, date) and isinstance(bound, date):
            return value < bound if self.compare == "before" else value >= bound
        if isinstance(value, int) and isinstance(bound, int):
            return value >= bound if self.compare == "at_least" else value <= bound
        return None


Tests = tuple[Test, ...]


def hold(tests: Tests, facts: Facts) -> bool | None:
    """All tests: False as soon as one fails, None when none fails but some fact isn't known."""
    answers = [test.holds(facts) for test in tests]
    if False in answers:
        return False
    return None if None in answers else True


def unknown(tests: Tests, facts: Facts) -> tuple[str, ...]:
    """The facts that are missing to decide."""
    return tuple(test.fact for test in tests if test.fact not in facts)


def read_tests(entry: Entry, key: str, known: dict[str, Fact]) -> Tests:
    """The tests under a key. Raises BadLawData for an unknown fact or a value it cannot have."""
    if not entry.has(key):
        return ()
    table = entry.entry(key)
    return tuple(_test(table, name, known) for name in table.names())


def _test(table: Entry, name: str, known: dict[str, Fact]) -> Test:
    fact = known.get(name)
    value = table.raw(name)
    if fact is None:
        raise table.wrong(
            name,
            f"不认识的事实“{name}”",
            f"unknown fact '{name}'",
            "先在 rules/facts.yaml 写明",
            "declare it in rules/facts.yaml",
        )
    if isinstance(value, Lines):
        ((compare, bound),) = value.items() if len(value) == 1 else ((None, None),)
        right = (date,) if fact.kind == "date" else (int,)
        fits = compare in (COMPARES[2:] if fact.kind == "date" else COMPARES[:2]) and isinstance(bound, right)
        if fact.kind not in ("date", "number") or not fits:
            raise table.wrong(
                name,
                f"“{name}”的比较写法不对",
                f"'{name}' is compared in a wrong way",
                "数用 at_least / at_most，日期用 before / from",
                "numbers take at_least or at_most, dates before or from",
            )
        return Test(name, frozenset(), str(compare), bound)
    values = value if isinstance(value, list) else [value]
    for item in values:
        good = {
            "flag": isinstance(item, bool),
            "word": item in fact.words if isinstance(item, str) else False,
            "number": isinstance(item, int) and not isinstance(item, bool),
            "date": isinstance(item, date),
            "text": isinstance(item, str),
        }[fact.kind]
        if not good:
            raise table.wrong(
                name,
                f"“{name}”没有“{item}”这个值",
                f"'{name}' has no value '{item}'",
                f"用：{'、'.join(fact.words) or fact.kind}",
                f"use: {', '.join(fact.words) or fact.kind}",
            )
    return Test(name, frozenset(values))
