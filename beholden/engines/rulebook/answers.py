"""Answers that show their working: the value, the provisions it rests on, and those weighed and set aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from beholden.engines.rulebook.ranks import Rank

REJECTED = ("rank", "unverified", "not law")


@dataclass(frozen=True, slots=True)
class Ground:
    """A provision an answer rests on. ``reading``: law, infer (ours), param (varies), unverified.

    ``restated``: where texts in force at the place say the same again.
    """

    cite: str
    rank: Rank
    quote: str
    title: str
    at: str
    value: Any
    from_: date
    until: date | None
    reading: str
    verbatim: bool
    restated: tuple[str, ...] = ()
    note: tuple[str, str] = ("", "")

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "cite": self.cite, "rank": self.rank.zh, "quote": self.quote, "title": self.title, "at": self.at,
            "from": self.from_.isoformat(), "until": self.until.isoformat() if self.until else None,
            "reading": self.reading, "verbatim": self.verbatim, "restated": list(self.restated),
            "note": self.note[0], "note_en": self.note[1],
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class SetAside:
    """A provision that was weighed and does not carry the answer, with a code and a clause that says why."""

    cite: str
    rank: Rank
    value: Any
    why: str
    zh: str
    en: str

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "cite": self.cite, "rank": self.rank.zh, "value": self.value, "why": self.why, "zh": self.zh, "en": self.en
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """One resolved rule. ``conflicts`` and ``assumed`` are sentences (zh, en) a person should see beside it."""

    rule: str
    title: tuple[str, str]
    value: Any
    unit: str
    because: tuple[Ground, ...]
    considered: tuple[SetAside, ...]
    conflicts: tuple[tuple[str, str], ...]
    assumed: tuple[tuple[str, str], ...]
    on: date
    at: str
    rulebook: str

    @property
    def rejected(self) -> tuple[SetAside, ...]:
        """Those of `considered` that wanted to speak and may not: by rank, unverified, or no law at all."""
        return tuple(item for item in self.considered if item.why in REJECTED)

    @property
    def certain(self) -> bool:
        """False when a ground is our reading, a local parameter or unverified."""
        return all(ground.reading == "law" for ground in self.because)

    def as_dict(self) -> dict[str, Any]:
        """For JSON and for keeping with the act it served."""
        return {
            "rule": self.rule, "value": self.value, "unit": self.unit,
            "because": [ground.as_dict() for ground in self.because],
            "considered": [item.as_dict() for item in self.considered],
            "rejected": [item.cite for item in self.rejected],
            "conflicts": [{"zh": zh, "en": en} for zh, en in self.conflicts],
            "assumed": [{"zh": zh, "en": en} for zh, en in self.assumed],
            "on": self.on.isoformat(), "at": self.at, "certain": self.certain, "rulebook": self.rulebook,
        }  # fmt: skip
