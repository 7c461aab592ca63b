"""What the law allows against a violation: first step, range, what still blocks a fine, what is owed before it.

A person decides; this only proposes (R26 to R33, 行政处罚法, checks PX-1 to PX-7). Bounds are inclusive (程序规定265).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from beholden.engines.rulebook.conditions import hold
from beholden.engines.rulebook.errors import BadFacts, NoRuleInForce
from beholden.engines.rulebook.facts import Value
from beholden.engines.rulebook.formulas import limitation_last_day, surcharge
from beholden.engines.rulebook.violations import PARTIES, Violation

if TYPE_CHECKING:
    from beholden.engines.rulebook.book import Rulebook

Two = tuple[str, str]

# The facts this module reads beside those in the conditions of a violation.
READS = (
    "party", "order.kind", "order.issued", "order.expires", "reinspection.done", "reinspection.refused", "consequences",
    "first_time", "corrected", "minor", "no_fault", "fine.proposed", "confiscation.large_value", "act.ended",
    "act.found", "act.continuing", "life_or_health", "notice.given", "hearing.offered", "evidence.fixed",
    "payment.days_late",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """Why no fine may be decided now. ``code`` is stable for machines."""

    code: str
    zh: str
    en: str
    cite: str

    def as_dict(self) -> dict[str, str]:
        """For JSON."""
        return {"why": self.zh, "cite": self.cite, "code": self.code, "en": self.en}


@dataclass(slots=True)
class Penalty:
    """The law's frame for one violation on one day, with what blocks and what is owed."""

    violation: Violation
    on: date
    at: str
    rulebook: str
    first_step: Two
    measures: tuple[str, ...]
    measure_names: tuple[Two, ...]
    blocked: list[Block] = field(default_factory=list)
    owed: list[str] = field(default_factory=list)
    lenient: list[Block] = field(default_factory=list)
    hearing_from: dict[str, int] = field(default_factory=dict)
    surcharge: int | None = None

    @property
    def range(self) -> dict[str, tuple[int, int] | None]:
        """Inclusive fines in yuan by party; None where the Regulation has none."""
        return {party: self.violation.fines.get(party) for party in ("unit", "individual", "responsible")}

    def as_dict(self) -> dict[str, Any]:
        """For JSON, in the shape scripts rely on."""
        what = self.violation
        return {
            "violation": what.id, "title": what.title[0], "first_step": self.first_step[0],
            "first_step_code": what.first_step, "first_step_en": self.first_step[1], "immediate": what.immediate,
            "range": {party: list(bounds) if bounds else None for party, bounds in self.range.items()},
            "measures": [name for name, _ in self.measure_names], "measure_codes": list(self.measures),
            "blocked": [item.as_dict() for item in self.blocked],
            "owed": self.owed, "hearing_from": self.hearing_from, "surcharge": self.surcharge,
            "leniency": [item.as_dict() for item in self.lenient],
            "because": [{"cite": what.passage.cite, "rank": what.passage.instrument.rank.zh, "quote": what.quote}],
            "duty": list(what.duty), "refers": [{"cite": r.cite, "zh": r.zh, "en": r.en} for r in what.refers],
            "crime": what.crime, "reading": what.reading, "note": what.note[0], "note_en": what.note[1],
            "on": self.on.isoformat(), "at": self.at, "rulebook": self.rulebook,
        }  # fmt: skip


def penalty(book: Rulebook, violation: Violation, on: date, at: str, facts: dict[str, Value]) -> Penalty:
    """The frame for a violation. Raises NoRuleInForce before its article is law, BadFacts on contradictory facts."""
    book.divisions.chain(at, on)
    if not violation.passage.instrument.in_force(on):
        raise NoRuleInForce(violation.id, on, at, ())
    steps = book.rule("penalty.first_steps").labels
    names = book.rule("penalty.measures").labels
    measures = tuple(dict.fromkeys((*violation.first_measures, *violation.measures)))
    frame = Penalty(
        violation, on, at, book.sha256, steps[violation.first_step], measures, tuple(names[name] for name in measures)
    )
    _exempt(frame, facts)
    if violation.fines:
        _escalation(frame, facts)
        _limitation(book, frame, facts)
        _leniency(frame, facts)
        _amount(frame, facts)
        _hearing(book, frame, facts)
        _late(book, frame, facts)
    _owed(frame, facts)
    return frame


def _exempt(frame: Penalty, facts: dict[str, Value]) -> None:
    for exemption in frame.violation.unless:
        if hold(exemption.tests, facts):
            frame.blocked.append(
                Block(
                    "not a violation",
                    "依所给事实不构成该违法行为",
                    "on these facts it is no such violation",
                    exemption.cite,
                )
            )


def _escalation(frame: Penalty, facts: dict[str, Value]) -> None:
    """PX-1: no fine before the order, its expiry and a recorded refusal, unless the law gives no grace."""
    what, cite = frame.violation, frame.violation.passage.cite
    if what.immediate or ("serious" in what.escalates_on and facts.get("consequences") == "serious"):
        return
    issued, expires, done = facts.get("order.issued"), facts.get("order.expires"), facts.get("reinspection.done")
    limited = what.first_step == "order_time_limited" or facts.get("order.kind") == "time_limited"
    if isinstance(issued, date) and isinstance(expires, date) and expires < issued:
        raise BadFacts("责令期满之日早于作出之日", "order.expires is before order.issued")
    if not isinstance(issued, date) or issued > frame.on:
        frame.blocked.append(Block("no order", "尚未责令改正", "no order has been issued", cite))
    elif limited and not isinstance(expires, date):
        frame.blocked.append(Block("no expiry", "未说明责令期满之日", "the expiry of the order is not given", cite))
    elif limited and isinstance(expires, date) and frame.on <= expires:
        frame.blocked.append(Block("not expired", f"责令期限 {expires} 才满", f"the order runs until {expires}", cite))
    if facts.get("reinspection.refused") is not True:
        frame.blocked.append(Block("no refusal", "没有复查记录拒不改正", "no re-inspection recorded a refusal", "M15"))
    elif isinstance(done, date):
        before_order = isinstance(issued, date) and done < issued
        before_expiry = limited and isinstance(expires, date) and done <= expires
        if before_order or before_expiry:
            frame.blocked.append(
                Block("early reinspection", "复查早于责令期满", "re-inspected before the order expired", "M15")
            )


def _limitation(book: Rulebook, frame: Penalty, facts: dict[str, Value]) -> None:
    ended, found = facts.get("act.ended"), facts.get("act.found")
    if not isinstance(ended, date) or facts.get("act.continuing") is True:
        return
    months = book.resolve("penalty.limitation", frame.on, frame.at, facts).value
    last = limitation_last_day(ended, months)
    if (found if isinstance(found, date) else frame.on) > last:
        frame.blocked.append(
            Block("limitation", f"追究时效已于 {last} 届满", f"limitation ran out on {last}", "行政处罚法36(1)")
        )


def _leniency(frame: Penalty, facts: dict[str, Value]) -> None:
    harm, corrected = facts.get("consequences"), facts.get("corrected") is True
    if facts.get("no_fault") is True:
        frame.blocked.append(
            Block("no fault", "有证据足以证明没有主观过错，不予处罚", "absence of fault is proven", "行政处罚法33(2)")
        )
    if facts.get("minor") is True and corrected and harm == "none":
        frame.blocked.append(
            Block(
                "minor",
                "轻微并及时改正、没有后果，不予处罚",
                "minor, corrected, no harm: none is given",
                "行政处罚法33(1)",
            )
        )
    if facts.get("first_time") is True and corrected and harm in ("none", "minor"):
        frame.lenient.append(
            Block(
                "may waive",
                "初次违法且后果轻微并及时改正，可以不予处罚",
                "first time, slight, corrected: may be waived",
                "行政处罚法33(1)",
            )
        )


def _amount(frame: Penalty, facts: dict[str, Value]) -> None:
    amount, party = facts.get("fine.proposed"), facts.get("party")
    if not isinstance(amount, int) or not isinstance(party, str):
        return
    bounds, cite = frame.violation.fines.get(party), frame.violation.passage.cite
    if bounds is None:
        frame.blocked.append(
            Block("no fine", "条例对此当事人没有罚款", "the Regulation has no fine for this party", cite)
        )
    elif not bounds[0] <= amount <= bounds[1]:
        frame.blocked.append(
            Block(
                "out of range",
                f"{amount} 元不在 {bounds[0]} 至 {bounds[1]} 元之内",
                f"{amount} is outside {bounds[0]}-{bounds[1]}",
                cite,
            )
        )


def _hearing(book: Rulebook, frame: Penalty, facts: dict[str, Value]) -> None:
    """PX-2: thresholds are inclusive; owed as soon as the least possible fine reaches them."""
    limits = book.resolve("hearing.threshold", frame.on, frame.at).value
    amount, party = facts.get("fine.proposed"), facts.get("party")
    fines = frame.violation.fines
    certain = False
    for who in PARTIES:
        limit = limits["unit" if who == "unit" else "individual"]
        bounds = fines.get(who)
        if bounds is None or bounds[1] < limit or (party in PARTIES and who not in (party, "responsible")):
            continue
        frame.hearing_from[who] = limit
        least = amount if isinstance(amount, int) and who == party else bounds[0]
        certain = certain or least >= limit
    large = facts.get("confiscation.large_value") is True and "confiscate_equipment" in frame.measures
    if (certain or large) and facts.get("hearing.offered") is not True:
        frame.owed.append("hearing")


def _late(book: Rulebook, frame: Penalty, facts: dict[str, Value]) -> None:
    amount, late = facts.get("fine.proposed"), facts.get("payment.days_late")
    if isinstance(amount, int) and isinstance(late, int):
        daily = book.resolve("penalty.surcharge.daily", frame.on, frame.at, facts).value
        cap = book.resolve("penalty.surcharge.cap", frame.on, frame.at, facts).value
        frame.surcharge = surcharge(amount, late, daily, cap)


def _owed(frame: Penalty, facts: dict[str, Value]) -> None:
    if (frame.violation.fines or frame.measures) and facts.get("notice.given") is not True:
        frame.owed.insert(0, "notice")
    if "delete_footage" in frame.measures and facts.get("evidence.fixed") is not True:
        frame.owed.append("fix_evidence")
    frame.owed.extend(frame.violation.owes)
