"""What `beholden law` prints for people: Chinese first, English complete, every line with its article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from beholden.engines.rulebook import Answer, Rulebook
from beholden.engines.rulebook.book import Term
from beholden.engines.rulebook.check import Report
from beholden.engines.rulebook.coverage import Cover
from beholden.engines.rulebook.diff import AnswerChange, RuleChange
from beholden.engines.rulebook.facts import Fact
from beholden.engines.rulebook.instruments import Passage
from beholden.engines.rulebook.penalty import Penalty
from beholden.engines.rulebook.wording import READINGS

Two = tuple[str, str]


def pick(pair: Two, lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[1] if lang == "en" else pair[0]


def passage(found: Passage, lang: str) -> Iterator[str]:
    """A citation with its text."""
    text = found.instrument
    until = f" — {text.until}" if text.until else ""
    yield f"{found.cite} · {pick(text.title, lang)} {text.number}".rstrip()
    since = text.from_ or pick(("从未施行", "never in force"), lang)
    yield f"{pick((text.rank.zh, text.rank.en), lang)} · {since}{until}"
    if text.status == "history":
        yield pick(("历史文本，不是法", "history, not law"), lang)
    if not found.verbatim:
        yield pick(("（只收录要旨，非原文）", "(gist only, not the wording)"), lang)
    yield ""
    yield found.text


def answer(book: Rulebook, got: Answer, lang: str) -> Iterator[str]:
    """A resolved rule with its working."""
    yield f"{pick(got.title, lang)}：{book.shown(got.rule, got.value, lang)}"
    for ground in got.because:
        reading = "" if ground.reading == "law" else f" [{pick(READINGS[ground.reading], lang)}]"
        yield pick(("  依据 ", "  because "), lang) + f"{ground.cite} ({ground.rank.zh}) “{ground.quote}”{reading}"
        if ground.restated:
            yield pick(("    转述 ", "    restated in "), lang) + "、".join(ground.restated)
        if pick(ground.note, lang):
            yield f"    {pick(ground.note, lang)}"
    for item in got.considered:
        yield pick(("  未采用 ", "  set aside "), lang) + f"{item.cite}: {pick((item.zh, item.en), lang)}"
    for sentence in (*got.conflicts, *got.assumed):
        yield f"  ! {pick(sentence, lang)}"
    yield f"  rulebook {got.rulebook[:16]} · {got.on} · {got.at} {book.divisions.name(got.at)}"


def term(book: Rulebook, got: Term, lang: str) -> Iterator[str]:
    """A due date with the calendar it stands on."""
    due = got.due
    flag = pick(("（暂定）", " (provisional)"), lang) if due.provisional else ""
    yield pick(("期满 ", "due "), lang) + f"{due.due}{flag}"
    if due.moved:
        yield pick((f"  严格日期 {due.strict}，逢节假日顺延", f"  strictly {due.strict}, moved off a holiday"), lang)
    yield pick(("  日历 ", "  calendar "), lang) + "、".join(due.calendars)
    yield from answer(book, got.answer, lang)


def frame(got: Penalty, lang: str) -> Iterator[str]:
    """The law's frame for a violation."""
    what = got.violation
    yield f"{what.id} {pick(what.title, lang)} · {what.passage.cite}"
    yield pick(("  第一步 ", "  first step "), lang) + pick(got.first_step, lang)
    names = {
        "unit": ("单位", "unit"),
        "individual": ("个人", "individual"),
        "responsible": ("责任人员", "responsible persons"),
    }
    for party, bounds in got.range.items():
        if bounds:
            yield pick(("  罚款 ", "  fine "), lang) + f"{pick(names[party], lang)} {bounds[0]}–{bounds[1]}"
    for name in got.measure_names:
        yield pick(("  措施 ", "  measure "), lang) + pick(name, lang)
    for item in got.blocked:
        yield pick(("  不得罚款 ", "  no fine yet: "), lang) + f"{pick((item.zh, item.en), lang)} ({item.cite})"
    for item in got.lenient:
        yield pick(("  从宽 ", "  leniency: "), lang) + f"{pick((item.zh, item.en), lang)} ({item.cite})"
    if got.owed:
        yield pick(("  决定之前还须 ", "  owed before a decision: "), lang) + ", ".join(got.owed)
    if got.surcharge is not None:
        yield pick(("  逾期加处 ", "  surcharge "), lang) + str(got.surcharge)
    for other in what.refers:
        yield f"  {other.cite}: {pick((other.zh, other.en), lang)}"
    if pick(what.note, lang):
        yield f"  {pick(what.note, lang)}"
    yield pick(("  由人决定。", "  A person decides."), lang)


def facts(known: Iterable[Fact], lang: str) -> Iterator[str]:
    """Facts with their kinds and words."""
    for fact in known:
        yield f"{fact.name} ({fact.kind}) {pick(fact.says, lang)}"
        for word, says in fact.words.items():
            yield f"    {word}: {pick(says, lang)}"


def catalogue(rows: Iterable[Mapping[str, Any]], lang: str) -> Iterator[str]:
    """Rules with their titles."""
    for row in rows:
        yield f"{row['id']:<34} {row[lang]}"


def report(found: Report, lang: str) -> Iterator[str]:
    """What a check found."""
    for finding in found.findings:
        yield finding.sentence(lang)
    rules = len(found.book.rules) if found.book else 0
    if found.fine:
        yield pick(
            (
                f"{rules} 条规则、{len(found.outcomes)} 个案例，全部成立",
                f"{rules} rules, {len(found.outcomes)} cases: all hold",
            ),
            lang,
        )
    else:
        yield pick((f"{len(found.findings)} 处不成立", f"{len(found.findings)} don't hold"), lang)


def covers(book: Rulebook, found: Mapping[str, Cover], lang: str) -> Iterator[str]:
    """Every article with what carries it."""
    kinds = {
        "definition": ("定义", "definition"),
        "validity": ("施行", "validity"),
        "human": ("由人履行", "a human duty"),
    }
    for cover in found.values():
        parts = [*cover.rules, *cover.violations, *(f"M10({number})" for number in cover.items)]
        if cover.reason:
            parts.append(f"{pick(kinds[cover.reason.by], lang)}: {pick(cover.reason.says, lang)}")
        rooms = ", ".join(dict.fromkeys(book.plan.rows[row].rooms for row in cover.rows))
        cases = pick((f"{len(cover.cases)} 个案例", f"{len(cover.cases)} cases"), lang)
        yield f"{cover.cite:<5} {', '.join(parts) or '—'} · {' '.join(cover.rows)} ({rooms}) · {cases}"
    accounted = sum(cover.accounted for cover in found.values())
    yield f"{accounted}/{len(found)}"


def changes(rules: list[RuleChange], answers: list[AnswerChange], asked: int, lang: str) -> Iterator[str]:
    """What would change."""
    names = {"added": ("新增", "added"), "removed": ("删去", "removed"), "changed": ("改变", "changed")}
    for change in rules:
        yield f"{pick(names[change.how], lang)} {change.rule}"
        for line in change.lines:
            yield f"    {line}"
    for item in answers:
        yield f"{item.question.id} ({item.question.rule}): {item.before} → {item.after}"
    yield pick(
        (
            f"{len(rules)} 条规则不同；{asked} 件中 {len(answers)} 件结论会变",
            f"{len(rules)} rules differ; {len(answers)} of {asked} cases would change",
        ),
        lang,
    )
