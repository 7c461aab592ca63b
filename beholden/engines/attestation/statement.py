"""What a statement holds and its one spelling: canonical JSON of the answers to a pinned checklist (M10, R24)."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from beholden.engines.attestation.fields import BadStatement, Part, day, is_sha256, spelled, unspelled, written

VERSION: Final = 1
RESULTS: Final = ("conform", "violation", "not_applicable", "not_seen")
# "seen" is an officer's word on a visit: a site cannot say it of itself
PROVENANCES: Final = ("declared", "document", "measured")
MOST_ANSWERS: Final = 100
MOST_EVIDENCE: Final = 50
MOST_MEASURES: Final = 60
LONGEST_TEXT: Final = 2000
_MEASURE = re.compile(r"[a-z][a-z0-9_.]{0,63}")

Measure = str | int | bool | None | list[str]


@dataclass(frozen=True, slots=True)
class LogHead:
    """The head of the site's access log when it signed: name, number of entries, root (hex); size 0: empty."""

    origin: str
    size: int
    root: str

    def as_dict(self) -> dict[str, Any]:
        """For canonical JSON."""
        return {"origin": self.origin, "size": self.size, "root": self.root}


@dataclass(frozen=True, slots=True)
class Answer:
    """One item answered. ``evidence`` are SHA-256 (hex) of files the site keeps; ``measured`` what it counted.

    ``until`` is the last day (ISO) on which what proves the answer holds, "" when it has no end.
    """

    item: int
    result: str
    provenance: str
    evidence: tuple[str, ...] = ()
    measured: dict[str, Measure] = field(default_factory=dict)
    note: str = ""
    until: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For canonical JSON."""
        return {
            "item": self.item, "result": self.result, "provenance": self.provenance, "evidence": list(self.evidence),
            "measured": self.measured, "note": self.note, "until": self.until,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statement:
    """A unit's answers about one System on a day. ``checklist`` and ``rulebook`` are SHA-256 (hex) of what was asked.

    ``unit`` is the unified social credit code ("" when the site has none on record), ``system`` the site's code.
    """

    number: str
    system: str
    system_name: str
    unit: str
    unit_name: str
    division: str
    place_category: str
    issued_at: datetime
    checklist: str
    rulebook: str
    answers: tuple[Answer, ...]
    log: LogHead

    def answer(self, item: int) -> Answer | None:
        """What was answered to item ``item``; None when it was not asked."""
        return next((one for one in self.answers if one.item == item), None)

    @property
    def text(self) -> bytes:
        """Its canonical bytes. Raises BadStatement for what has none, or breaks a bound."""
        value = {
            "v": VERSION, "number": self.number, "system": self.system, "system_name": self.system_name,
            "unit": self.unit, "unit_name": self.unit_name, "division": self.division,
            "place_category": self.place_category, "issued_at": written(self.issued_at), "checklist": self.checklist,
            "rulebook": self.rulebook, "answers": [one.as_dict() for one in self.answers],
            "log": self.log.as_dict(),
        }  # fmt: skip
        text = spelled(value)
        if _read(value) != self:
            raise BadStatement("the statement does not read back as it was written")
        return text

    @property
    def sha256(self) -> str:
        """What names this statement: SHA-256 of its canonical bytes, in hex."""
        return hashlib.sha256(self.text).hexdigest()


def parse(text: bytes) -> Statement:
    """The statement in its canonical bytes. Raises BadStatement."""
    return _read(unspelled(text))


def _read(value: Any) -> Statement:
    if not isinstance(value, dict) or value.get("v") != VERSION:
        raise BadStatement("a statement of version 1 is expected")
    part = Part(value, "statement")
    answers = part.list_of("answers", MOST_ANSWERS)
    found = Statement(
        number=part.text("number", 64),
        system=part.text("system", 64),
        system_name=part.text("system_name", 200),
        unit=part.text("unit", 18),
        unit_name=part.text("unit_name", 200),
        division=part.text("division", 12),
        place_category=part.text("place_category", 32),
        issued_at=part.instant("issued_at"),
        checklist=part.sha256("checklist"),
        rulebook=part.sha256("rulebook"),
        answers=tuple(_answer(Part(one, "answer")) for one in answers),
        log=log_head(value.get("log")),
    )
    part.done({"v", "log", *(name for name in Statement.__dataclass_fields__)})
    if not found.system or not found.number or not found.answers:
        raise BadStatement("a statement has a number, a system and answers")
    if len({one.item for one in found.answers}) != len(found.answers):
        raise BadStatement("an item is answered twice")
    return found


def log_head(value: Any) -> LogHead:
    """The head of a log as it stands in what was signed. Raises BadStatement."""
    log = Part(value, "log")
    log.done({"origin", "size", "root"})
    return LogHead(log.text("origin", 300), log.number("size"), log.sha256("root"))


def _answer(part: Part) -> Answer:
    evidence = part.list_of("evidence", MOST_EVIDENCE)
    if not all(is_sha256(one) for one in evidence):
        raise BadStatement("evidence is named by its SHA-256")
    found = Answer(
        item=part.number("item"),
        result=part.choice("result", RESULTS),
        provenance=part.choice("provenance", PROVENANCES),
        evidence=tuple(evidence),
        measured=_measured(part.value.get("measured")),
        note=part.text("note", LONGEST_TEXT),
        until=part.text("until", 10),
    )
    part.done(set(Answer.__dataclass_fields__))
    if found.until:
        day(found.until)
    return found


def _measured(value: Any) -> dict[str, Measure]:
    if not isinstance(value, dict) or len(value) > MOST_MEASURES:
        raise BadStatement(f"what was measured is at most {MOST_MEASURES} named values")
    for name, one in value.items():
        words = one if isinstance(one, list) else [one] if isinstance(one, str) else []
        if not isinstance(name, str) or not _MEASURE.fullmatch(name):
            raise BadStatement(f"{str(name)[:40]!r} is no name of a measure")
        if not (one is None or isinstance(one, str | int | list)) or len(words) > MOST_EVIDENCE:
            raise BadStatement(f"'{name}' is neither a word, a whole number, yes or no, nor a list of words")
        if not all(isinstance(word, str) and len(word) <= LONGEST_TEXT for word in words):
            raise BadStatement(f"'{name}' holds something that is no text, or too long a one")
    return dict(value)
