"""A page a lawyer can read for each rule, violation and text, made from the data (`docs/know/law/`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from beholden.engines.rulebook.cases import Case
from beholden.engines.rulebook.conditions import Test
from beholden.engines.rulebook.provisions import Provision
from beholden.engines.rulebook.rules import Rule
from beholden.engines.rulebook.violations import Violation
from beholden.engines.rulebook.wording import READINGS

if TYPE_CHECKING:
    from beholden.engines.rulebook.book import Rulebook

HEAD = "<!-- 由 law/ 生成：beholden law pages。改数据，不改本页。 Made from law/; change the data, not this page. -->\n"


def write_pages(book: Rulebook, cases: list[Case], into: Path) -> int:
    """Write every page and remove those nothing stands behind any more; returns how many there are."""
    made = pages(book, cases)
    into.mkdir(parents=True, exist_ok=True)
    for old in into.glob("*.md"):
        if old.name not in made:
            old.unlink()
    for name, text in made.items():
        (into / name).write_text(text, encoding="utf-8")
    return len(made)


def pages(book: Rulebook, cases: list[Case]) -> dict[str, str]:
    """File name → text, the same for the same data."""
    by_rule: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        by_rule[case.rule].append(case)
    made = {f"{rule.id}.md": _page(_rule(book, rule, by_rule[rule.id])) for rule in book.rules.values()}
    for what in book.violations.values():
        made[f"{what.id}.md"] = _page(_violation(what, by_rule[what.id]))
    made["README.md"] = _page(_index(book))
    return made


def _page(lines: Iterator[str]) -> str:
    return HEAD + "\n".join(lines) + "\n"


def _index(book: Rulebook) -> Iterator[str]:
    yield "# 规则一览 · All rules\n"
    yield "| 规则 rule | 名称 title | 依据 cites |"
    yield "|---|---|---|"
    for rule in book.rules.values():
        cites = "、".join(dict.fromkeys(item.cite for item in rule.provisions))
        yield f"| [{rule.id}]({rule.id}.md) | {rule.title[0]} · {rule.title[1]} | {cites} |"
    yield "\n# 违法行为与处罚 · Violations\n"
    yield "| 违法行为 | 名称 title | 依据 cite |"
    yield "|---|---|---|"
    for what in book.violations.values():
        yield f"| [{what.id}]({what.id}.md) | {what.title[0]} · {what.title[1]} | {what.passage.cite} |"


def _rule(book: Rulebook, rule: Rule, cases: list[Case]) -> Iterator[str]:
    yield f"# {rule.title[0]} · {rule.title[1]}\n"
    yield f"`{rule.id}`\n"
    for sentence in rule.says:
        if sentence:
            yield f"{sentence}\n"
    if rule.starts[0]:
        yield f"起算：{rule.starts[0]} · starts: {rule.starts[1]}\n"
    for item in rule.provisions:
        yield from _provision(book, rule, item)
    for myth in rule.myths:
        yield f"- 不是法 · not law: {myth.passage.cite} “{myth.passage.text}” — {myth.says[0]} · {myth.says[1]}"
    if rule.vary.only != "none":
        ranks = "、".join(rank.zh for rank in sorted(rule.vary.ranks, reverse=True))
        says = {"raise": "只能更高 (only more)", "lower": "只能更低 (only less)", "any": "可以变通 (may differ)"}
        yield f"\n可以变通的下位规定：{ranks}，{says[rule.vary.only]} {rule.vary.cite}".rstrip()
    yield from _end(rule.history, rule.rows, cases)


def _provision(book: Rulebook, rule: Rule, item: Provision) -> Iterator[str]:
    yield f"## {book.shown(rule.id, item.value, 'zh')} · {book.shown(rule.id, item.value, 'en')}\n"
    text = item.instrument
    until = item.until or text.until
    span = f"{item.from_} 起" + (f"，至 {until}" if until else "")
    place = "" if item.at == "000000" else f"，{book.divisions.name(item.at)}（{item.at}）"
    yield f"**{item.cite}** {text.title[0]}（{text.rank.zh}）{span}{place}\n"
    yield f"> {item.quote}\n" if item.passage.verbatim else f"> 要旨（非原文）：{item.quote}\n"
    for test in item.when:
        yield f"- 条件 · when: {book.facts[test.fact].says[0]}（{_test(test)}）"
    for exemption in item.unless:
        yield f"- 不适用 · not when: {'；'.join(map(_test, exemption.tests))}（{exemption.cite}）"
    if item.restated:
        yield "- 转述 · restated: " + "、".join(passage.cite for passage in item.restated)
    if item.reading != "law":
        yield "- " + " · ".join(READINGS[item.reading])
    if item.note[0]:
        yield f"- {item.note[0]} · {item.note[1]}"
    yield ""


def _test(test: Test) -> str:
    values = f"{test.compare} {test.bound}" if test.compare else "、".join(sorted(map(str, test.values)))
    return f"{test.fact} = {values}"


def _violation(what: Violation, cases: list[Case]) -> Iterator[str]:
    yield f"# {what.id} {what.title[0]} · {what.title[1]}\n"
    yield f"**{what.passage.cite}** {what.passage.instrument.title[0]}\n"
    yield f"> {what.quote}\n"
    yield f"- 违反 · breaks: {'、'.join(what.duty)}"
    yield f"- 第一步 · first step: {what.first_step}"
    if what.escalates_on:
        yield f"- 可以罚款的条件 · a fine when: {'、'.join(what.escalates_on)}"
    for party, bounds in what.fines.items():
        yield f"- 罚款 · fine ({party}): {bounds[0]}–{bounds[1]} 元，含本数"
    if what.measures or what.first_measures:
        yield f"- 措施 · measures: {'、'.join((*what.first_measures, *what.measures))}"
    for other in what.refers:
        yield f"- {other.cite}: {other.zh} · {other.en}"
    if what.restated:
        yield f"- 转述 · restated: {'、'.join(what.restated)}"
    if what.note[0]:
        yield f"- {what.note[0]} · {what.note[1]}"
    yield from _end(what.history, what.rows, cases)


def _end(history: tuple[str, ...], rows: tuple[str, ...], cases: list[Case]) -> Iterator[str]:
    if history:
        yield "\n## 历史 · History\n"
        yield from (f"- {line}" for line in history)
    if cases:
        yield "\n## 案例 · Cases\n"
        for case in cases:
            facts = "，".join(f"{name} = {value}" for name, value in case.facts.items())
            expected = "，".join(f"{name}: {value}" for name, value in case.expect.items())
            yield f"- {case.name}（{case.on}，{case.at}{'，' + facts if facts else ''}）→ {expected}"
    if rows:
        yield f"\n功能 · features: {'、'.join(rows)}"
