"""The rulebook as pages need it: opened once, with coverage and cases worked out once for each state of the law."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_language

from beholden.engines import rulebook
from beholden.engines.rulebook.cases import Case, load_cases, run_case
from beholden.engines.rulebook.coverage import Cover, coverage


def book() -> rulebook.Rulebook:
    """The law of this installation."""
    return rulebook.opened(settings.LAW)


def language() -> str:
    """`zh` or `en`, as the person reads."""
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def pick(pair: tuple[str, str]) -> str:
    """The Chinese or the English of a pair."""
    return pair[language() == "en"]


@lru_cache(maxsize=2)
def _covered(sha256: str) -> tuple[dict[str, Cover], dict[str, list[Case]]]:
    cases = load_cases(settings.LAW)
    by_rule: dict[str, list[Case]] = {}
    for case in cases:
        by_rule.setdefault(case.rule, []).append(case)
    return coverage(book(), [run_case(book(), case) for case in cases]), by_rule


def covers() -> dict[str, Cover]:
    """Article → what carries it."""
    return _covered(book().sha256)[0]


def cases_of(rule: str) -> list[Case]:
    """The cases of a rule."""
    return _covered(book().sha256)[1].get(rule, [])
