"""Facts a question comes with: a flat object of known names, each with a kind; `law/rules/facts.yaml` lists them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from beholden.engines.rulebook.errors import BadFacts, Spot
from beholden.engines.rulebook.reading import read_yaml

Value = bool | int | str | date
Facts = Mapping[str, Value]
KINDS = ("flag", "word", "number", "date", "text")
MAX_FACTS = 200
MAX_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One name facts may have; ``words`` are the allowed values of kind word, in Chinese and English."""

    name: str
    kind: str
    says: tuple[str, str]
    words: dict[str, tuple[str, str]]
    spot: Spot


def load_facts(root: Path) -> dict[str, Fact]:
    """The names of `rules/facts.yaml`. Raises BadLawData."""
    top = read_yaml(root, root / "rules" / "facts.yaml")
    table = top.entry("facts")
    top.done()
    result = {}
    for name in table.names():
        entry = table.entry(name)
        words: dict[str, tuple[str, str]] = {}
        if entry.has("words"):
            listed = entry.entry("words")
            words = {word: listed.both(word) for word in listed.names()}
        fact = Fact(name, entry.choice("kind", KINDS), entry.both("says"), words, entry.spot)
        entry.done()
        if (fact.kind == "word") != bool(words):
            raise entry.wrong(
                "words",
                "kind 为 word 时才写 words",
                "'words' go with kind 'word'",
                "补上或删去 words",
                "add or drop 'words'",
            )
        result[name] = fact
    return result


def check_facts(known: Mapping[str, Fact], given: object) -> dict[str, Value]:
    """The facts with dates as dates. Raises BadFacts naming the first that is wrong."""
    if not isinstance(given, Mapping):
        raise BadFacts("事实应是一个键值对象", "facts must be one flat object")
    if len(given) > MAX_FACTS:
        raise BadFacts(f"事实多于 {MAX_FACTS} 项", f"more than {MAX_FACTS} facts")
    result: dict[str, Value] = {}
    for name, value in given.items():
        fact = known.get(name)
        if fact is None:
            near = difflib.get_close_matches(str(name), known, 3, 0.6)
            raise BadFacts(
                f"不认识的事实“{name}”"
                + (f"，是否指 {'、'.join(near)}" if near else "，`beholden law facts` 列出全部"),
                f"unknown fact '{name}'"
                + (f"; did you mean {', '.join(near)}" if near else "; see `beholden law facts`"),
            )
        if value is not None:
            result[name] = _value(fact, value)
    return result


def _value(fact: Fact, value: object) -> Value:
    if fact.kind == "flag" and isinstance(value, bool):
        return value
    if fact.kind == "number" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if fact.kind == "text" and isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    if fact.kind == "word" and isinstance(value, str) and value in fact.words:
        return value
    if fact.kind == "date":
        if type(value) is date:
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
    wanted_zh = {
        "flag": "true 或 false",
        "number": "整数",
        "text": f"不超过 {MAX_TEXT} 字的文字",
        "date": "年-月-日",
        "word": "以下之一：" + "、".join(fact.words),
    }[fact.kind]
    wanted_en = {
        "flag": "true or false",
        "number": "a whole number",
        "text": f"text of at most {MAX_TEXT} characters",
        "date": "year-month-day",
        "word": "one of " + ", ".join(fact.words),
    }[fact.kind]
    shown = str(value)[:60]
    raise BadFacts(
        f"事实“{fact.name}”的值“{shown}”不对，应为{wanted_zh}",
        f"the fact '{fact.name}' has '{shown}'; it must be {wanted_en}",
    )
