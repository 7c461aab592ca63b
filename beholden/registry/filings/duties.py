"""What is owed at a place, asked of the rulebook: after a filing, and where no filing is owed (R9(2), R33)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language

from beholden.engines import rulebook
from beholden.registry.filings import answers
from beholden.registry.filings.models import Filing

# in the order a unit meets them
RULES: Final = (
    "filing.duty",
    "install.necessity",
    "area.routine_check",
    "duty.sign",
    "duty.placement",
    "retention.floor",
    "retention.delete",
    "duty.standards_and_archives",
    "duty.product_standards",
    "duty.security",
    "access.control",
    "use.lawful",
    "maintenance",
)
EXEMPT: Final = frozenset({"exempt", "not_regulated"})


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty at a place: ``owed`` or not, the value where it is a number, and the article that says so."""

    rule: str
    zh: str
    en: str
    owed: bool
    value: str
    cite: str

    @property
    def says(self) -> str:
        """The duty in the reader's language, with its number."""
        english = (get_language() or "zh").startswith("en")
        text = self.en if english else self.zh
        return f"{text} {self.value}".strip()


def at(place: str, on: date, facts: Mapping[str, Any]) -> list[Duty]:
    """Every duty of RULES there on that day, owed and exempt ones; a rule without an answer is not owed."""
    book = rulebook.opened(settings.LAW)
    found = []
    for rule in RULES:
        title = book.rule(rule).title
        try:
            answer = book.resolve(rule, on, place, facts)
        except rulebook.NoRuleInForce as error:
            lifted = {"other_public": "R9(2)", "non_public": "R33(1)"}.get(str(facts.get("place_category")))
            cite = lifted or next((aside.cite for aside in error.considered), "")
            found.append(Duty(rule, *title, False, "", cite))
            continue
        number = book.shown(rule, answer.value, "zh") if isinstance(answer.value, int) else ""
        owed = answer.value not in EXEMPT
        found.append(Duty(rule, *title, owed, number, answer.because[0].cite))
    return found


def after_filing(filing: Filing, on: date) -> list[Duty]:
    """What the unit owes once it is filed, for the receipt and the record page."""
    facts = answers.facts(filing.answers, channel=filing.channel)
    return [
        duty for duty in at(answers.place(filing.answers, on), on, facts) if duty.owed and duty.rule != "filing.duty"
    ]
