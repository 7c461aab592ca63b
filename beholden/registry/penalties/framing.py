"""What the law allows in a case today: facts gathered, the rulebook asked, hearing and surcharge reckoned (PX-1 to 7).

Nothing here decides; it gives the frame, each part with its article.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings

from beholden.engines import rulebook
from beholden.engines.rulebook.formulas import surcharge
from beholden.engines.rulebook.penalty import Block, Penalty
from beholden.registry.penalties import sources
from beholden.registry.penalties.models import Case, EventKind, Party, PartyKind

FLAGS: Final = (
    "first_time", "corrected", "minor", "no_fault", "authorised_works", "secret_consent", "act.continuing",
    "life_or_health", "confiscation.large_value",
)  # fmt: skip
DAYS: Final = ("act.ended", "act.found")
TYPED: Final = (*FLAGS, *DAYS, "consequences")  # what an officer states; all else is read from the rooms below


@dataclass(frozen=True, slots=True)
class Range:
    """The inclusive range for one party in yuan, None where the Regulation has no fine for it."""

    least: int
    most: int
    cite: str


def frame(case: Case, on: date, extra: Mapping[str, Any] | None = None) -> Penalty:
    """The law's frame for a case on a day. Raises rulebook.LawError."""
    return frame_of(case.violation, on, case.division, {**facts(case), **(extra or {})})


def frame_of(violation: str, on: date, division: str, told: Mapping[str, Any]) -> Penalty:
    """The same before there is a case."""
    return rulebook.opened(settings.LAW).penalty(violation, on, division[:6], told)


def facts(case: Case) -> dict[str, Any]:
    """Everything the rulebook is told of a case: what was stated, and what order, re-inspection and notice show."""
    told = dict(case.facts) | sources.of(case)
    if case.place_category:
        told["place_category"] = case.place_category
    told["notice.given"] = case.noticed_on is not None
    if case.events.filter(kind=EventKind.EVIDENCE).exists():
        told["evidence.fixed"] = True
    parties = list(case.parties.all())
    main = next((party for party in parties if party.kind != PartyKind.RESPONSIBLE), None)
    if main is not None:
        told["party"] = main.kind
    if case.noticed_on is not None and any(party.hearing_owed for party in parties):
        told["hearing.offered"] = True
    return told


def range_for(found: Penalty, kind: str) -> Range | None:
    """The range of a party in this frame."""
    bounds = found.range.get(kind)
    return Range(bounds[0], bounds[1], found.violation.passage.cite) if bounds else None


def hearing_limit(case: Case, kind: str, on: date) -> int:
    """The fine in yuan from which a hearing is owed to such a party (程序规定 123(2))."""
    who = "unit" if kind == PartyKind.UNIT else "individual"
    found = rulebook.opened(settings.LAW).resolve("hearing.threshold", on, case.division[:6], {"party": who})
    return int(found.value)


def owes_hearing(case: Case, party: Party, measures: Iterable[str], on: date) -> bool:
    """Whether this party must be told of its right to a hearing: a large fine, or a large confiscation (PX-2)."""
    large = case.facts.get("confiscation.large_value") is True and "confiscate_equipment" in measures
    main = party.kind != PartyKind.RESPONSIBLE
    return (party.fine or 0) >= hearing_limit(case, party.kind, on) or (large and main)


def spot_limit(case: Case, kind: str, on: date) -> int:
    """The largest fine in yuan that may be decided on the spot (PX-5: of two texts the lower)."""
    found = rulebook.opened(settings.LAW).resolve("penalty.on_spot", on, case.division[:6]).value
    return int(found["unit" if kind == PartyKind.UNIT else "individual"])


def late_surcharge(case: Case, fine: int, days_late: int, on: date) -> int:
    """What is added for late payment, in yuan, never above its cap (行政处罚法 72(1))."""
    book, at = rulebook.opened(settings.LAW), case.division[:6]
    daily = book.resolve("penalty.surcharge.daily", on, at).value
    return surcharge(fine, max(days_late, 0), daily, book.resolve("penalty.surcharge.cap", on, at).value)


def binding(found: Penalty) -> list[Block]:
    """What forbids a fine in this frame; the amount is looked at for each party by itself."""
    return [block for block in found.blocked if block.code not in ("out of range", "no fine")]
