"""Citations as paper has them: `R14(1)` becomes 条例第十四条第一款, since whoever reads a letter knows no codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings

from beholden.engines import rulebook
from beholden.engines.rulebook.citations import parse
from beholden.engines.rulebook.instruments import Passage, numeral

_SHORT: Final = 12  # longer titles are called by their last word
_LAST_WORD: Final = re.compile(r"(条例|规定|办法|规范|法)(?:（[^）]*）)?$")


def words(cite: str, *, whole: bool = False) -> str:
    """The citation in words: short, or ``whole`` with title and number. What is no citation stays as it is."""
    try:
        found = rulebook.opened(settings.LAW).passage(cite)
    except rulebook.UnknownCitation:
        return cite
    title, number = found.instrument.title[0], found.instrument.number
    named = f"《{title}》" + (f"（{number}）" if number else "") if whole else _short(title)
    return named + _where(found)


def spelled(value: Any, name: str = "") -> Any:
    """The same values with ``cite`` in short words and each of ``basis`` in whole ones."""
    if isinstance(value, Mapping):
        return {key: spelled(part, str(key)) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(part, name) for part in value]
    if isinstance(value, str) and name in ("cite", "basis"):
        return words(value, whole=name == "basis")
    return value


def _short(title: str) -> str:
    last = _LAST_WORD.search(title)
    return last[1] if last and len(title) > _SHORT else title


def _where(found: Passage) -> str:
    wanted = parse(found.cite)
    said = f"第{_counted(wanted.article)}条"
    parts = found.article.paragraphs
    if len(parts) == 1 and parts[0].items and len(wanted.rest) == 1:
        return f"{said}第{_counted(wanted.rest[0])}项"  # with one paragraph, the number is the item
    return said + "".join(f"第{_counted(n)}{unit}" for n, unit in zip(wanted.rest, ("款", "项"), strict=False))


def _counted(number: int) -> str:
    """1 to 1999 as Chinese numerals; the Civil Code has articles beyond a thousand."""
    thousands, rest = divmod(number, 1000)
    hundreds, ones = divmod(rest, 100)
    said = f"{numeral(thousands)}千" if thousands else ""
    if hundreds:
        said += f"{numeral(hundreds)}百"
    elif said and ones:
        said += "零"
    if said and hundreds and 0 < ones < 10:
        said += "零"
    if said and hundreds and 10 <= ones < 20:
        said += "一"
    return said + numeral(ones)
