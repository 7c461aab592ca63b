"""What this room asks the rulebook: items, officers, records, cap, search window, local duties. It has no number."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.rulebook import Answer
from beholden.engines.rulebook.checklists import Checklist
from beholden.registry.filings.answers import Refused

OFF_SITE_FIRST: Final = "hainan.off_site_first"
SHOW_CODE: Final = "hainan.inspection_code"
CAP_EXEMPT: Final = "hainan.cap_exempt"
RESULT_TERMS: Final = ("hainan.result_notice",)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a visit of this kind at such a place looks at, what may be added with a reason, and the articles."""

    focus: tuple[int, ...]
    extra: tuple[int, ...]
    cite: str
    extra_cite: str


def book() -> rulebook.Rulebook:
    """The law as it is loaded."""
    return rulebook.opened(settings.LAW)


def place(division: str, on: date) -> str:
    """The county the law is asked for. Raises Refused: no such place that day."""
    try:
        return book().divisions.find(division[:6], on).code
    except rulebook.LawError as error:
        raise Refused("no_division", error.sentence(get_language() or "zh"), field="division") from error


def asked(rule: str, on: date, division: str, facts: dict[str, Any] | None = None) -> Answer | None:
    """The rule's answer there that day, or None when no rule is in force."""
    try:
        return book().resolve(rule, on, place(division, on), facts or {})
    except rulebook.NoRuleInForce:
        return None


def owed(rule: str, on: date, division: str, facts: dict[str, Any] | None = None) -> Answer:
    """The rule's answer. Raises Refused when none is in force: nothing is guessed."""
    found = asked(rule, on, division, facts)
    if found is None:
        says = _("当天当地没有施行中的规则“%(rule)s”，不能办理。") % {"rule": book().rule(rule).title[0]}
        raise Refused("no_rule", says)
    return found


def scope(kind: str, category: str, on: date, division: str) -> Scope:
    """Items of the kind at the place (M11(2), M12, R9(2)). Raises Refused where nothing is to be inspected (R33)."""
    facts = {"inspection.kind": kind, "place_category": category}
    focus = owed("inspection.items", on, division, facts)
    if not focus.value:
        raise Refused("not_regulated", _("非公共场所没有检查项。"), field="place_category", cite=focus.because[0].cite)
    more = asked("inspection.items.extra", on, division, facts)
    extra = tuple(item for item in (more.value if more else ()) if item not in focus.value)
    return Scope(tuple(focus.value), extra, focus.because[0].cite, more.because[0].cite if more else "")


def lifted(category: str) -> str:
    """The article that keeps an item from being a violation there."""
    return {"other_public": "R9(2)", "non_public": "R33(1)"}.get(category, "M11(2)")


def officers_min(on: date, division: str) -> tuple[int, str]:
    """How many officers at least, and the article."""
    found = owed("inspection.officers_min", on, division)
    return int(found.value), found.because[0].cite


def records(on: date, division: str) -> tuple[frozenset[str], str]:
    """What every inspection must leave behind: written record, body camera (M13)."""
    found = owed("inspection.record", on, division)
    return frozenset(found.value), found.because[0].cite


def window(on: date, division: str) -> tuple[int | None, str, str]:
    """(months to look back for duplicates or None while no text fixes a number, article, what the rule notes)."""
    found = owed("inspection.duplicate_window", on, division)
    ground = found.because[0]
    return found.value, ground.cite, picked(ground.note)


def duty(rule: str, on: date, division: str) -> str:
    """The article of a duty in force there that day, or "" when it isn't."""
    found = asked(rule, on, division)
    return found.because[0].cite if found else ""


@dataclass(frozen=True, slots=True)
class Cap:
    """The yearly cap there: ``most`` None while no text sets one; ``exempt`` reasons are not counted, by ``by``."""

    most: int | None
    cite: str
    why: str
    exempt: frozenset[str]
    by: str


def cap(on: date, division: str) -> Cap:
    """The yearly cap of inspections of one enterprise by one authority, with why there is none."""
    found = owed("inspection.annual_cap", on, division)
    ground = found.because[0]
    free = asked(CAP_EXEMPT, on, division)
    exempt = frozenset(free.value) if free else frozenset()
    return Cap(found.value, ground.cite, picked(ground.note), exempt, free.because[0].cite if free else "")


def checklist(on: date) -> Checklist:
    """The list in force that day. Raises Refused."""
    try:
        return book().checklist(on)
    except rulebook.LawError as error:
        raise Refused("no_checklist", error.sentence(get_language() or "zh"), field="scheduled_on") from error


def content(found: Checklist) -> tuple[dict[str, Any], str]:
    """A version of the list as it is pinned, and its SHA-256."""
    items = []
    for item in found.items:
        kept = asdict(item)
        kept.pop("spot")
        items.append({name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()})
    return {"title": list(found.title), "from": found.from_.isoformat(), "items": items}, found.sha256


def picked(pair: tuple[str, str] | list[str]) -> str:
    """The Chinese or English of a pair, by the reader's language."""
    return pair[1] if (get_language() or "zh").startswith("en") else pair[0]
