"""What can go wrong when the law is loaded or asked; every error has one Chinese and one English sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from beholden.engines.rulebook.answers import SetAside


class LawError(Exception):
    """Base of all refusals; ``zh`` and ``en`` are complete sentences, ``code`` is stable for machines."""

    code = "law"

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh = zh
        self.en = en

    def sentence(self, language: str) -> str:
        """The sentence in ``zh`` or ``en``; anything that is not English reads Chinese."""
        return self.en if language.startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class Spot:
    """Where in `law/` something stands: path relative to the folder, line counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class BadLawData(LawError):
    """A file in `law/` cannot stand: where, what is wrong, and what would mend it."""

    code = "bad law data"

    def __init__(self, spot: Spot, zh: str, en: str, mend_zh: str, mend_en: str) -> None:
        super().__init__(f"{spot}: {zh}；改法：{mend_zh}", f"{spot}: {en}; to mend: {mend_en}")
        self.spot = spot


class UnknownRule(LawError):
    """No rule has this id."""

    code = "unknown rule"

    def __init__(self, rule: str, near: tuple[str, ...]) -> None:
        hint_zh = f"；相近的有 {'、'.join(near)}" if near else ""
        hint_en = f"; close to it: {', '.join(near)}" if near else ""
        super().__init__(f"没有名为“{rule}”的规则{hint_zh}", f"there is no rule '{rule}'{hint_en}")
        self.rule = rule


class UnknownPlace(LawError):
    """No administrative division has this code on this day."""

    code = "unknown place"

    def __init__(self, place: str, zh: str, en: str) -> None:
        super().__init__(f"行政区划代码“{place}”{zh}", f"division code '{place}' {en}")
        self.place = place


class UnknownCitation(LawError):
    """The citation is malformed or names an article, paragraph or item that does not exist."""

    code = "unknown citation"

    def __init__(self, cite: str, zh: str, en: str) -> None:
        super().__init__(f"引用“{cite}”{zh}", f"citation '{cite}' {en}")
        self.cite = cite


class BadFacts(LawError):
    """The facts are not a flat object of known names with values of the right kind."""

    code = "bad facts"


class NoRuleInForce(LawError):
    """The rule exists but nothing applies on this day, at this place, to these facts. Never a zero."""

    code = "no rule in force"

    def __init__(self, rule: str, on: date, at: str, considered: tuple[SetAside, ...]) -> None:
        because_zh = "；".join(f"{item.cite} {item.zh}" for item in considered[:3])
        because_en = "; ".join(f"{item.cite} {item.en}" for item in considered[:3])
        super().__init__(
            f"{on} 在 {at} 没有可适用的“{rule}”" + (f"（{because_zh}）" if because_zh else ""),
            f"no rule in force for '{rule}' on {on} at {at}" + (f" ({because_en})" if because_en else ""),
        )
        self.rule = rule
        self.on = on
        self.at = at
        self.considered = considered


class TiedRules(LawError):
    """Two provisions of one level give different answers and nothing in the law puts one first."""

    code = "tied rules"

    def __init__(self, rule: str, first: str, second: str, places: tuple[Spot, Spot]) -> None:
        super().__init__(
            f"“{rule}”：{first}（{places[0]}）与 {second}（{places[1]}）同级而不一致，不能自行取舍",
            f"'{rule}': {first} ({places[0]}) and {second} ({places[1]}) stand at one level and differ; "
            "the choice is not the software's",
        )
        self.rule = rule
        self.cites = (first, second)
        self.places = places
