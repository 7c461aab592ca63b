"""What the law lets an authority order against a finding: only that is offered, with the article (R26 to R33, M14).

A violation's first step says whether there is an order at all; which of the two, the words of its article say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.engines.rulebook import clock
from beholden.engines.rulebook.penalty import Penalty
from beholden.registry.orders.models import Kind, Order

ORDERED: Final = frozenset({"order_time_limited", "order", "order_and_warning"})
WORDS_OF: Final = {Kind.IMMEDIATE: "order", Kind.TIME_LIMITED: "order_time_limited"}  # in penalty.first_steps
REINSPECT: Final = "reinspection.term"
SERVE: Final = "order.service"
NOTICE: Final = "order.service.notice"
MANNERS: Final = "order.service.manners"
FIX: Final = "penalty.delete_order"
DELETE: Final = "delete_footage"


@dataclass(frozen=True, slots=True)
class Offer:
    """What may follow one finding. Without ``kinds`` no order may: ``why`` says it, ``case`` whether a case may."""

    violation: str
    title: str
    cite: str
    quote: str
    first_step: str
    kinds: tuple[str, ...]
    measures: tuple[str, ...]
    why: str = ""
    case: bool = False


def book() -> rulebook.Rulebook:
    """The law."""
    return rulebook.opened(settings.LAW)


def english() -> int:
    """1 when the reader reads English, else 0: which half of a pair of words."""
    return int((get_language() or "").startswith("en"))


def offer(violation: str, on: date, division: str, place_category: str, item: int | None = None) -> Offer:
    """What the law allows against this violation on that day at that place. Raises rulebook.LawError."""
    facts = {"place_category": place_category} if place_category else {}
    frame = book().penalty(violation, on, division[:6], facts)
    what, side = frame.violation, english()
    kinds, why = _kinds(frame), _why(frame)
    if item is not None and not why and _exempt(item, on, place_category):
        why = _("第九条场所免除这一项，不能作为违法事项责令")
    return Offer(
        violation=what.id,
        title=what.title[side],
        cite=what.passage.cite,
        quote=what.quote,
        first_step=frame.first_step[side],
        kinds=() if why else kinds,
        measures=what.first_measures,
        why=why,
        case=bool(why) and not frame.blocked and what.first_step in ("immediate", "other_law"),
    )


def _kinds(frame: Penalty) -> tuple[str, ...]:
    labels = book().rule("penalty.first_steps").labels
    quote = frame.violation.quote
    return tuple(kind for kind, step in WORDS_OF.items() if labels[step][0] in quote)


def _why(frame: Penalty) -> str:
    what = frame.violation
    wrong = next((block for block in frame.blocked if block.code == "not a violation"), None)
    if wrong:
        return _("这类场所不构成这种违法行为（%(cite)s）") % {"cite": wrong.cite}
    if what.first_step == "immediate":
        return _("法律不给改正期：直接立案，没收、删除并处罚款（%(cite)s）") % {"cite": what.passage.cite}
    if what.first_step == "superior_order":
        return _("由上级公安机关或者有关主管部门责令改正（%(cite)s）") % {"cite": what.passage.cite}
    if what.first_step not in ORDERED:
        return _("这种违法行为依照其他法律处理，不在这里责令（%(cite)s）") % {"cite": what.passage.cite}
    return ""


def _exempt(item: int, on: date, place_category: str) -> bool:
    if place_category != "other_public":
        return False
    return book().checklist(on).item(item).other_places == "exempt"


def choices(on: date, division: str, place_category: str) -> list[Offer]:
    """Every violation an order is possible for there, in the order of the law."""
    found = []
    for violation in book().violations:
        try:
            one = offer(violation, on, division, place_category)
        except rulebook.NoRuleInForce:
            continue
        if one.kinds:
            found.append(one)
    return found


def deletes(offers: Iterable[Offer]) -> bool:
    """Whether one of the articles orders that the footage be deleted."""
    return any(DELETE in one.measures for one in offers)


def offers_of(order: Order, on: date) -> list[Offer]:
    """What the law allows against each finding of an order on a day. Raises rulebook.LawError."""
    return [
        offer(ground["violation"], on, order.division, order.place_category, ground["item"]) for ground in order.grounds
    ]


def expiry(served: date, days: int) -> clock.Due:
    """The last day of a term an officer set, counted as the law counts days (程序规定35)."""
    return clock.due(book().calendars, served, days, "day")


def working_day_after(day: date, not_before: date) -> date:
    """The first working day after ``day``, and not before ``not_before``."""
    found = max(day + clock.DAY, not_before)
    while not book().calendars.working(found):
        found += clock.DAY
    return found


def manners(on: date, division: str) -> dict[str, str]:
    """Each manner of service with the article it rests on."""
    answer = book().resolve(MANNERS, on, division[:6], {})
    cites: dict[str, str] = {}
    for provision in book().rule(MANNERS).provisions:
        cites.update(dict.fromkeys(provision.value, provision.passage.cite))
    return {manner: cites[manner] for manner in answer.value}


def manner_words(on: date, division: str) -> list[str]:
    """The same in Chinese words, for the receipt."""
    labels = book().rule(MANNERS).labels
    return [labels[manner][0] for manner in manners(on, division)]


def facts(order: Order) -> dict[str, Any]:
    """The facts clocks of this order are counted with."""
    return {"order.kind": order.kind, "place_category": order.place_category}


def first_words(measures: Sequence[str]) -> list[tuple[str, str]]:
    """First measures as (code, words in Chinese), for letters."""
    names = book().rule("penalty.measures").labels
    return [(measure, names[measure][0]) for measure in measures]


def within(order: Order) -> str:
    """How soon M15 wants the re-inspection, in Chinese words for letters: the number is the law's."""
    on = order.issued_on or timezone.localdate()
    value = book().resolve(REINSPECT, on, order.division[:6], facts(order)).value
    return book().shown(REINSPECT, value, "zh")
