"""What a statement holds and its one spelling: canonical JSON of the answers to a pinned checklist (M10, R24)."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from beholden.engines.ledger import NotCanonical, canonical

VERSION: Final = 1
RESULTS: Final = ("conform", "violation", "not_applicable", "not_seen")
# "seen" is an officer's word on a visit: a site cannot say it of itself
PROVENANCES: Final = ("declared", "document", "measured")
MOST_ANSWERS: Final = 100
MOST_EVIDENCE: Final = 50
MOST_MEASURES: Final = 60
LONGEST_TEXT: Final = 2000
LARGEST: Final = 96 * 1024  # bytes of a statement; a note holds 128 KiB with its signatures
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MEASURE = re.compile(r"[a-z][a-z0-9_.]{0,63}")
_TIME = "%Y-%m-%dT%H:%M:%SZ"

Measure = str | int | bool | None | list[str]


class BadStatement(ValueError):
    """Not a statement: a part is missing, of the wrong kind, too long, or not in its one spelling."""


@dataclass(frozen=True, slots=True)
class LogHead:
    """The head of the site's access log when it signed: name, number of entries, root (hex); size 0: empty."""

    origin: str
    size: int
    root: str


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
            "place_category": self.place_category, "issued_at": _written(self.issued_at), "checklist": self.checklist,
            "rulebook": self.rulebook, "answers": [one.as_dict() for one in self.answers],
            "log": {"origin": self.log.origin, "size": self.log.size, "root": self.log.root},
        }  # fmt: skip
        try:
            text = canonical(value)
        except NotCanonical as error:
            raise BadStatement(str(error)) from error
        if _read(value) != self:
            raise BadStatement("the statement does not read back as it was written")
        if len(text) > LARGEST:
            raise BadStatement(f"a statement has at most {LARGEST} bytes")
        return text

    @property
    def sha256(self) -> str:
        """What names this statement: SHA-256 of its canonical bytes, in hex."""
        return hashlib.sha256(self.text).hexdigest()


def parse(text: bytes) -> Statement:
    """The statement in its canonical bytes. Raises BadStatement."""
    if len(text) > LARGEST:
        raise BadStatement(f"a statement has at most {LARGEST} bytes")
    try:
        value = json.loads(text)
        spelled = canonical(value)
    except (ValueError, RecursionError) as error:
        raise BadStatement(f"not canonical JSON: {str(error)[:200]}") from error
    if spelled != text:
        raise BadStatement("not in its one spelling")
    return _read(value)


def _read(value: Any) -> Statement:
    if not isinstance(value, dict) or value.get("v") != VERSION:
        raise BadStatement("a statement of version 1 is expected")
    part = _Part(value, "statement")
    answers = part.list_of("answers", MOST_ANSWERS)
    log = _Part(value.get("log"), "log")
    found = Statement(
        number=part.text("number", 64),
        system=part.text("system", 64),
        system_name=part.text("system_name", 200),
        unit=part.text("unit", 18),
        unit_name=part.text("unit_name", 200),
        division=part.text("division", 12),
        place_category=part.text("place_category", 32),
        issued_at=_instant(part.text("issued_at", 20)),
        checklist=part.sha256("checklist"),
        rulebook=part.sha256("rulebook"),
        answers=tuple(_answer(_Part(one, "answer")) for one in answers),
        log=LogHead(log.text("origin", 300), log.number("size"), log.sha256("root")),
    )
    log.done({"origin", "size", "root"})
    part.done({"v", "log", *(name for name in Statement.__dataclass_fields__)})
    if not found.system or not found.number or not found.answers:
        raise BadStatement("a statement has a number, a system and answers")
    if len({one.item for one in found.answers}) != len(found.answers):
        raise BadStatement("an item is answered twice")
    return found


def _answer(part: _Part) -> Answer:
    evidence = part.list_of("evidence", MOST_EVIDENCE)
    if not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in evidence):
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
        _day(found.until)
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


class _Part:
    """One object of the JSON, read field by field."""

    def __init__(self, value: Any, name: str) -> None:
        if not isinstance(value, dict):
            raise BadStatement(f"'{name}' is missing or no object")
        self.value: dict[str, Any] = value
        self._name = name

    def text(self, key: str, longest: int) -> str:
        found = self.value.get(key)
        if not isinstance(found, str) or len(found) > longest:
            raise BadStatement(f"{self._name}: '{key}' is text of at most {longest} characters")
        return found

    def number(self, key: str) -> int:
        found = self.value.get(key)
        if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < 2**63:
            raise BadStatement(f"{self._name}: '{key}' is a whole number")
        return found

    def sha256(self, key: str) -> str:
        found = self.text(key, 64)
        if not _SHA256.fullmatch(found):
            raise BadStatement(f"{self._name}: '{key}' is a SHA-256 in hex")
        return found

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        found = self.text(key, 32)
        if found not in choices:
            raise BadStatement(f"{self._name}: '{key}' is one of {', '.join(choices)}")
        return found

    def list_of(self, key: str, most: int) -> list[Any]:
        found = self.value.get(key)
        if not isinstance(found, list) or len(found) > most:
            raise BadStatement(f"{self._name}: '{key}' is a list of at most {most}")
        return found

    def done(self, known: set[str]) -> None:
        strange = sorted(set(self.value) - known)
        if strange:
            raise BadStatement(f"{self._name}: '{strange[0][:40]}' is not known")


def _written(at: datetime) -> str:
    if at.tzinfo is None:
        raise BadStatement("the time of a statement has an offset")
    return at.astimezone(UTC).strftime(_TIME)


def _instant(text: str) -> datetime:
    try:
        found = datetime.strptime(text, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadStatement("a time is written as 2026-11-21T13:45:00Z") from error
    if _written(found) != text:
        raise BadStatement("a time has one spelling")
    return found


def _day(text: str) -> None:
    try:
        spelled = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date().isoformat()
    except ValueError as error:
        raise BadStatement("a day is written as 2026-11-21") from error
    if spelled != text:
        raise BadStatement("a day has one spelling")
