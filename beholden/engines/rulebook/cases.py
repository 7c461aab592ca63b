"""Cases: given, when, then. Tests of the law that a lawyer can read (`law/cases/`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from beholden.engines.rulebook.answers import Answer
from beholden.engines.rulebook.errors import BadLawData, LawError, NoRuleInForce, Spot
from beholden.engines.rulebook.reading import Entry, read_yaml

if TYPE_CHECKING:
    from beholden.engines.rulebook.book import Rulebook

ASKS = ("resolve", "due", "penalty", "refused", "due_refused")


REFUSALS = ("refused", "due_refused")


@dataclass(frozen=True, slots=True)
class Case:
    """One question to the law and the answer a lawyer expects."""

    name: str
    ask: str
    rule: str
    on: date
    at: str
    facts: dict[str, Any]
    expect: dict[str, Any]
    spot: Spot


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case: the cites its answer rests on, what differed, the checklist items it named."""

    case: Case
    cites: frozenset[str]
    differences: tuple[str, ...]
    items: frozenset[int] = frozenset()

    @property
    def passed(self) -> bool:
        """Whether everything expected was so."""
        return not self.differences


def load_cases(root: Path) -> list[Case]:
    """Every case under `cases/`. Raises BadLawData, also when a name stands twice."""
    cases: list[Case] = []
    names: dict[str, Spot] = {}
    for path in sorted((root / "cases").glob("*.yaml")):
        top = read_yaml(root, path)
        top.raw("about")
        for entry in top.entries("cases"):
            case = _case(entry)
            if case.name in names:
                raise BadLawData(
                    case.spot, f"案例“{case.name}”重名，已在 {names[case.name]}",
                    f"the case '{case.name}' stands twice, first at {names[case.name]}", "改名", "rename one",
                )  # fmt: skip
            names[case.name] = case.spot
            cases.append(case)
        top.done()
    return cases


def _case(entry: Entry) -> Case:
    def table(key: str) -> dict[str, Any]:
        return dict(entry.raw(key) or {})

    case = Case(
        name=entry.text("name"),
        ask=entry.choice("ask", ASKS, "resolve"),
        rule=entry.text("rule"),
        on=entry.day("date"),
        at=entry.text_or("at", "000000"),
        facts=table("facts"),
        expect=table("expect"),
        spot=entry.spot,
    )
    entry.done()
    unknown = sorted(set(case.expect) - set(CHECKS[case.ask]))
    if unknown or not case.expect:
        known, what = "、".join(CHECKS[case.ask]), "、".join(unknown)
        raise entry.wrong(
            "expect", f"期望写得不对：{what or '空'}", f"wrong expectation: {what or 'empty'}", known, known
        )
    return case


def run_case(book: Rulebook, case: Case) -> Outcome:
    """Ask the law what the case asks and compare."""
    try:
        answer, cites = _ask(book, case)
    except LawError as error:
        if case.ask not in REFUSALS:
            return Outcome(case, frozenset(), (f"被拒绝：{error.zh}",))
        answer, cites = error, frozenset()
        if isinstance(error, NoRuleInForce):
            cites = frozenset(item.cite for item in error.considered)
    checks = CHECKS[case.ask]
    differences = [text for key, wanted in case.expect.items() if (text := checks[key](answer, wanted))]
    listed = answer.value if isinstance(answer, Answer) and case.rule.startswith("inspection.items") else ()
    return Outcome(case, cites, tuple(differences), frozenset(listed))


def _ask(book: Rulebook, case: Case) -> tuple[Any, frozenset[str]]:
    if case.ask == "penalty":
        frame = book.penalty(case.rule, case.on, case.at, case.facts)
        return frame, frozenset(frame.violation.cites() | {item.cite for item in frame.blocked})
    if case.ask in ("due", "due_refused"):
        term = book.due(case.rule, case.on, case.at, case.facts)
        if case.ask == "due_refused":
            raise _Answered(f"应当被拒绝，却得到 {term.due.due}", f"expected a refusal, got {term.due.due}")
        return term, _cites(term.answer)
    answer = book.resolve(case.rule, case.on, case.at, case.facts)
    if case.ask == "refused":
        raise _Answered(f"应当被拒绝，却得到 {answer.value}", f"expected a refusal, got {answer.value}")
    return answer, _cites(answer)


def _cites(answer: Answer) -> frozenset[str]:
    return frozenset(cite for ground in answer.because for cite in (ground.cite, *ground.restated))


class _Answered(LawError):
    """A case expected a refusal and got an answer."""

    code = "answered"


def _same(got: Any, wanted: Any, what: str) -> str:
    return "" if got == wanted else f"{what}应为 {wanted}，实为 {got}"


def _plain(value: Any) -> Any:
    return [_plain(item) for item in value] if isinstance(value, tuple | list) else value


def _holds(got: list[Any], wanted: Any, what: str) -> str:
    listed = wanted if isinstance(wanted, list) else [wanted]
    missing = [item for item in listed if item not in got]
    return f"{what}缺少 {missing}，只有 {got}" if missing else ""


def _lacks(got: list[Any], wanted: Any, what: str) -> str:
    listed = wanted if isinstance(wanted, list) else [wanted]
    extra = [item for item in listed if item in got]
    return f"{what}不应有 {extra}" if extra else ""


def _aside(items: Any, wanted: dict[str, str]) -> str:
    got = [(item.cite, item.why) for item in items]
    missing = [f"{cite}（{why}）" for cite, why in wanted.items() if (cite, why) not in got]
    return f"未列为不采用：{'、'.join(missing)}" if missing else ""


def _error(got: Any, wanted: Any) -> str:
    return "" if got.code == wanted else f"错误应为 {wanted}，实为 {got.code}（{got.zh}）"


Check = Callable[[Any, Any], str]
CHECKS: dict[str, dict[str, Check]] = {
    "resolve": {
        "value": lambda got, want: _same(_plain(got.value), want, "值"),
        "unit": lambda got, want: _same(got.unit, want, "单位"),
        "cites": lambda got, want: _holds([ground.cite for ground in got.because], want, "依据"),
        "first": lambda got, want: _same(got.because[0].cite, want, "首要依据"),
        "rank": lambda got, want: _same(got.because[0].rank.zh, want, "位阶"),
        "aside": lambda got, want: _aside(got.considered, want),
        "includes": lambda got, want: _holds(list(got.value), want, "列表"),
        "excludes": lambda got, want: _lacks(list(got.value), want, "列表"),
        "conflict": lambda got, want: _same(bool(got.conflicts), want, "冲突提示"),
        "certain": lambda got, want: _same(got.certain, want, "确定"),
    },
    "due": {
        "due": lambda got, want: _same(got.due.due, want, "期满"),
        "strict": lambda got, want: _same(got.due.strict, want, "严格期满"),
        "provisional": lambda got, want: _same(got.due.provisional, want, "暂定"),
        "calendar": lambda got, want: _same(got.due.calendar, want, "日历"),
        "cites": lambda got, want: _holds([ground.cite for ground in got.answer.because], want, "依据"),
        "certain": lambda got, want: _same(got.answer.certain, want, "确定"),
    },
    "penalty": {
        "first_step": lambda got, want: _same(got.first_step[0], want, "第一步"),
        "immediate": lambda got, want: _same(got.violation.immediate, want, "立即"),
        "unit": lambda got, want: _same(_plain(got.range["unit"]), want, "单位罚款"),
        "individual": lambda got, want: _same(_plain(got.range["individual"]), want, "个人罚款"),
        "responsible": lambda got, want: _same(_plain(got.range["responsible"]), want, "责任人员罚款"),
        "measures": lambda got, want: _same(list(got.measures), want, "措施"),
        "blocked": lambda got, want: _same([item.code for item in got.blocked], want, "阻断"),
        "owed": lambda got, want: _same(got.owed, want, "尚欠"),
        "lenient": lambda got, want: _same([item.code for item in got.lenient], want, "从宽"),
        "surcharge": lambda got, want: _same(got.surcharge, want, "加处罚款"),
        "refers": lambda got, want: _holds([item.cite for item in got.violation.refers], want, "其他法律"),
    },
    "refused": {"error": _error, "aside": lambda got, want: _aside(getattr(got, "considered", ()), want)},
    "due_refused": {"error": _error},
}
