"""What one source says of one item, and how several come to one answer.

The order: what the product measured against the unit stands; then a paper that ran out; then what a person declared;
a paper in force and a declaration answer what the product cannot measure (M10, R24).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beholden.engines.rulebook.checklists import Item
from beholden.site.selfcheck.models import Declaration, Provenance, Result
from beholden.site.selfcheck.saying import Said

WEAKER = (Provenance.MEASURED, Provenance.DOCUMENT, Provenance.DECLARED)


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing and the one action that closes it; ``href`` "" when it is another office's to do."""

    says: Said
    action: Said
    href: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One source's word on one item. ``enough``: no other source is needed for a good answer."""

    result: str
    provenance: str
    says: tuple[Said, ...]
    measured: dict[str, Any] = field(default_factory=dict)
    gap: Gap | None = None
    until: date | None = None
    evidence: tuple[str, ...] = ()
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Answered:
    """One item with its answer: what the page, the report and the attestation say."""

    item: Item
    result: str
    provenance: str
    findings: tuple[Finding, ...]
    gap: Gap | None = None
    until: date | None = None
    declared: Declaration | None = None
    exempt: str = ""  # the article that takes the place out
    focus: bool = True

    @property
    def says(self) -> list[tuple[str, Said]]:
        """(provenance, sentence) of every finding."""
        return [(one.provenance, sentence) for one in self.findings for sentence in one.says]

    @property
    def measured(self) -> dict[str, Any]:
        """All that was measured or counted."""
        found: dict[str, Any] = {}
        for one in self.findings:
            found |= one.measured
        return found

    @property
    def evidence(self) -> tuple[str, ...]:
        """Hashes of the files it rests on."""
        return tuple(dict.fromkeys(name for one in self.findings for name in one.evidence))

    @property
    def basis(self) -> str:
        """The provenance as a word."""
        return str(Provenance(self.provenance).label) if self.provenance else ""

    @property
    def word(self) -> str:
        """The result as a word."""
        return str(Result(self.result).label)


def combined(item: Item, findings: Sequence[Finding], *, ask: Gap, focus: bool = True) -> Answered:
    """The answer to ``item`` out of what all sources say; ``ask`` is what to do when none says enough."""
    found = tuple(findings)
    against = [one for one in found if one.result == Result.VIOLATION]
    open_ = [one for one in found if one.result == Result.NOT_SEEN]
    good = [one for one in found if one.result == Result.CONFORM]
    declared = any(one.provenance == Provenance.DECLARED for one in good)
    if against:
        first = min(against, key=lambda one: WEAKER.index(Provenance(one.provenance)))
        return Answered(item, Result.VIOLATION, first.provenance, found, first.gap or ask, focus=focus)
    if open_ and not declared:
        return Answered(item, Result.NOT_SEEN, open_[0].provenance, found, open_[0].gap or ask, focus=focus)
    if not good or not any(one.enough for one in good):
        return Answered(item, Result.NOT_SEEN, "", found, ask, focus=focus)
    weakest = max((one.provenance for one in good), key=lambda word: WEAKER.index(Provenance(word)))
    until = min((one.until for one in good if one.until), default=None)
    warned = next((one.gap for one in good if one.gap), None)
    return Answered(item, Result.CONFORM, weakest, found, warned, until, focus=focus)
