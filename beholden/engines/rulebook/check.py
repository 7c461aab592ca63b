"""What `beholden law check` looks at beyond what loading refuses: ties, bounds, labels, places, cases, coverage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from beholden.engines.rulebook import penalty
from beholden.engines.rulebook.book import Rulebook
from beholden.engines.rulebook.cases import Outcome, load_cases, run_case
from beholden.engines.rulebook.coverage import coverage
from beholden.engines.rulebook.errors import BadLawData, LawError, Spot
from beholden.engines.rulebook.formulas import REGISTRY
from beholden.engines.rulebook.instruments import Instrument
from beholden.engines.rulebook.provisions import NATION, Provision
from beholden.engines.rulebook.rules import Rule
from beholden.engines.rulebook.violations import PARTIES


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: where, what, and what would mend it, in two languages."""

    spot: Spot
    zh: str
    en: str

    def sentence(self, language: str) -> str:
        """`file:line: …`."""
        return f"{self.spot}: {self.en if language.startswith('en') else self.zh}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; ``book`` is None when the data could not even be loaded."""

    findings: tuple[Finding, ...]
    book: Rulebook | None
    outcomes: tuple[Outcome, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


def check(root: Path) -> Report:
    """Load the law, run every further check and every case."""
    try:
        book = Rulebook(root)
        cases = load_cases(root)
    except BadLawData as error:
        prefix = f"{error.spot}: "
        return Report((Finding(error.spot, error.zh.removeprefix(prefix), error.en.removeprefix(prefix)),), None, ())
    outcomes = [run_case(book, case) for case in cases]
    findings = [found for part in CHECKS for found in part(book)]
    findings += [
        Finding(outcome.case.spot, f"案例“{outcome.case.name}”：{text}", f"case '{outcome.case.name}': {text}")
        for outcome in outcomes
        for text in outcome.differences
    ]
    findings += list(_uncovered(book, outcomes))
    return Report(tuple(findings), book, tuple(outcomes))


def _meets(one: Provision, other: Provision) -> bool:
    """Whether two provisions are in force together on some day."""

    def bounds(item: Provision) -> tuple[date, date]:
        starts = max(item.from_, item.instrument.from_ or item.from_)
        ends = min(item.until or date.max, item.instrument.until or date.max)
        return starts, ends

    (first, last), (start, end) = bounds(one), bounds(other)
    return first <= end and start <= last


def finding(spot: Spot, zh: str, en: str, mend_zh: str, mend_en: str) -> Finding:
    """A finding whose sentence ends with what would mend it."""
    return Finding(spot, f"{zh}；改法：{mend_zh}", f"{en}; to mend: {mend_en}")


def overlaps(book: Rulebook) -> Iterator[Finding]:
    """Two provisions of one rule, place, rank and condition whose days overlap and whose values differ or repeat."""
    for rule in book.rules.values():
        if rule.combine == "union":
            continue
        for one, other in combinations(rule.provisions, 2):
            same = (one.at, one.rank, one.when, one.special) == (other.at, other.rank, other.when, other.special)
            if same and _meets(one, other) and (one.value != other.value or one.cite == other.cite):
                yield finding(
                    other.spot,
                    f"“{rule.id}”的 {other.cite} 与 {one.spot} 的 {one.cite} 期间重叠",
                    f"'{rule.id}': {other.cite} overlaps {one.cite} of {one.spot}",
                    "写明 until，或以 when、special 区分",
                    "give an 'until', or part them by 'when' or 'special'",
                )


def lowered(book: Rulebook) -> Iterator[Finding]:
    """Lower texts that ask less than a higher floor, or differ where nothing is left open to them."""
    for rule in book.rules.values():
        for low in rule.provisions:
            for high in rule.provisions:
                if low.rank < high.rank and not high.when and _meets(low, high) and _against(rule, low, high):
                    yield finding(
                        low.spot,
                        f"{low.cite}（{low.rank.zh}）的 {low.value} 不得变通 {high.cite} 的 {high.value}",
                        f"{low.value} of {low.cite} ({low.rank.en}) may not vary {high.value} of {high.cite}",
                        "删去，或在 may_vary 写明上位法的授权",
                        "delete it, or cite in 'may_vary' what opens it",
                    )


def _against(rule: Rule, low: Provision, high: Provision) -> bool:
    if low.value is None or high.value is None or low.value == high.value or low.rank < rule.least_rank:
        return False
    if rule.combine == "union":
        return low.rank not in rule.vary.ranks
    if isinstance(low.value, int) and isinstance(high.value, int) and rule.combine != "single":
        lesser = low.value < high.value if rule.combine == "greatest" else low.value > high.value
        return lesser or low.rank not in rule.vary.ranks
    return low.rank not in rule.vary.ranks


def labels(book: Rulebook) -> Iterator[Finding]:
    """Lists of words need a label for each word, in both languages, and no label may be idle."""
    idle = set(book.words) - set(PARTIES)
    for rule in book.rules.values():
        used = set()
        for item in rule.provisions:
            for word in item.value if isinstance(item.value, tuple) else (item.value,):
                if not isinstance(word, str):
                    continue
                used.add(word)
                idle -= {word} - set(rule.labels)
                if word not in rule.labels and word not in book.words:
                    zh, en = f"“{rule.id}”的“{word}”没有 labels", f"'{word}' of '{rule.id}' has no label"
                    yield finding(item.spot, zh, en, "补上中英文名称", "add it in both languages")
        for word in sorted(set(rule.labels) - used):
            zh, en = f"“{rule.id}”的 labels 有多余的“{word}”", f"'{rule.id}' has an idle label '{word}'"
            yield finding(rule.spot, zh, en, "删去", "delete it")
    for word in sorted(idle):
        zh, en = f"rules/words.yaml 的“{word}”没有规则使用", f"no rule uses the word '{word}' of rules/words.yaml"
        yield finding(Spot("rules/words.yaml", 1), zh, en, "删去", "delete it")


def places(book: Rulebook) -> Iterator[Finding]:
    """Every place a text, a provision or an overlay names must exist."""
    named = [(text.at, text.spot) for text in book.shelf.by_key.values()]
    named += [(item.at, item.spot) for rule in book.rules.values() for item in rule.provisions]
    for at, spot in named:
        if at != NATION and at not in book.divisions.by_code:
            zh, en = f"行政区划代码“{at}”不在 divisions/ 中", f"division '{at}' is not in divisions/"
            yield finding(spot, zh, en, "改正代码", "correct the code")


def references(book: Rulebook) -> Iterator[Finding]:
    """Rows and violations that something names must exist; facts nobody reads are idle."""
    for id, rows, _, spot in _carriers(book):
        for row in rows:
            if row not in book.plan.rows:
                zh, en = f"“{id}”的 rows 中的“{row}”不存在", f"'{id}' names the row '{row}', which does not exist"
                yield finding(spot, zh, en, "见 rules/coverage.yaml", "see rules/coverage.yaml")
    for versions in book.checklists.values():
        for item in versions[-1].items:
            if item.violation not in book.violations:
                zh, en = f"没有违法行为“{item.violation}”", f"there is no violation '{item.violation}'"
                yield finding(item.spot, zh, en, "见 rules/violations.yaml", "see rules/violations.yaml")
    read = set(penalty.READS).union(*(rule.facts() for rule in book.rules.values()))
    read |= {test.fact for what in book.violations.values() for part in what.unless for test in part.tests}
    for name in sorted(set(book.facts) - read):
        zh, en = f"没有规则读事实“{name}”", f"no rule reads the fact '{name}'"
        yield finding(book.facts[name].spot, zh, en, "删去，或在规则中使用", "delete it or use it")


def _carriers(book: Rulebook) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...], Spot]]:
    for rule in book.rules.values():
        yield rule.id, rule.rows, rule.history, rule.spot
    for what in book.violations.values():
        yield what.id, what.rows, what.history, what.spot


def histories(book: Rulebook) -> Iterator[Finding]:
    """What is said of the draft must begin with a citation of it that resolves."""
    for id, _, lines, spot in _carriers(book):
        for cite in (cite for line in lines for cite in line.split("：")[0].split("、")):
            try:
                wrong = book.passage(cite).instrument.status != "history"
            except LawError:
                wrong = True
            if wrong:
                zh, en = f"“{id}”的 history 以“{cite[:20]}”开头", f"the history of '{id}' begins with '{cite[:20]}'"
                yield finding(
                    spot, zh, en, "以草案条文开头，如“D20：…”", "begin with an article of the draft, like 'D20：…'"
                )


def formulas(book: Rulebook) -> Iterator[Finding]:
    """What a formula in code cites must resolve, too."""
    for formula in REGISTRY.values():
        for cite in formula.cites:
            try:
                book.passage(cite)
            except LawError as error:
                zh, en = f"公式“{formula.id}”：{error.zh}", f"formula '{formula.id}': {error.en}"
                yield Finding(Spot("instruments", 1), zh, en)


def validity(book: Rulebook) -> Iterator[Finding]:
    """A text's last day may not be before its first; provisions must hold on some day of their text's validity."""
    for text in book.shelf.by_key.values():
        if text.until is not None and text.from_ is not None and text.until < text.from_:
            zh, en = "止日早于起日", "the last day is before the first"
            yield finding(text.spot, zh, en, "改正日期", "correct the dates")
    for rule in book.rules.values():
        for item in rule.provisions:
            if _never(item, item.instrument):
                zh, en = f"{item.cite} 从不生效", f"{item.cite} never holds while its text is in force"
                yield finding(item.spot, zh, en, "改正 from、until", "correct 'from' and 'until'")


def _never(item: Provision, text: Instrument) -> bool:
    if text.status != "law":
        return True
    starts = max(item.from_, text.from_ or item.from_)
    return starts > min(item.until or date.max, text.until or date.max)


def _uncovered(book: Rulebook, outcomes: list[Outcome]) -> Iterator[Finding]:
    for article, cover in coverage(book, outcomes).items():
        if not cover.accounted:
            spot = book.passage(article).article.spot
            zh, en = f"{article} 没有规则、功能或者由人履行的理由", f"{article} has no rule, feature or human duty"
            mend = "写规则，或在 rules/coverage.yaml 说明", "write a rule, or give a reason in rules/coverage.yaml"
            yield finding(spot, zh, en, *mend)
        elif cover.reason is not None and cover.rules:
            zh, en = f"{article} 已有规则 {cover.rules[0]}", f"{article} has the rule {cover.rules[0]}"
            yield finding(cover.reason.spot, zh, en, "删去这一行", "delete this line")


CHECKS = (overlaps, lowered, labels, places, references, histories, formulas, validity)
