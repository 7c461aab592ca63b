"""Readers of the logs: the head, the last entries, and whether one register number is in the log as it stands."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from beholden.engines.ledger import Log, ProofError, opens, verify_inclusion
from beholden.engines.sealing import SealBroken, installation_key, unseal
from beholden.ground.evidence import logs
from beholden.ground.evidence.models import Opening
from beholden.ground.evidence.reading import LogUnavailable, entry_at, instant, refreshed, time_of
from beholden.ground.evidence.services import context
from beholden.ground.evidence.wording import KIND_WORDS, rows


@dataclass(frozen=True, slots=True)
class Head:
    """A log at one moment."""

    log: str
    size: int
    root: str
    cut_bytes: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it stands in the log; ``value`` is its JSON."""

    index: int
    leaf_hash: str
    value: dict[str, Any]

    @property
    def kind(self) -> str:
        """acc, del, hold …"""
        return str(self.value.get("kind", ""))

    @property
    def word(self) -> str:
        """The kind in the reader's language."""
        return str(KIND_WORDS.get(self.kind, self.kind))

    @property
    def at(self) -> datetime | None:
        """The time written in the entry."""
        try:
            return time_of(self.value)
        except ValueError:
            return None

    @property
    def camera(self) -> str:
        """The camera it is about, "" when it is about none."""
        return str(self.value.get("camera", ""))

    @property
    def about(self) -> tuple[datetime, datetime] | None:
        """The stretch of footage it is about."""
        begin = self.value.get("start_us", self.value.get("from_us"))
        end = self.value.get("end_us", self.value.get("to_us"))
        return (instant(begin), instant(end)) if isinstance(begin, int) and isinstance(end, int) else None

    @property
    def number(self) -> str:
        """The register number, "" when the entry has none."""
        return str(self.value.get("number", ""))


@dataclass(frozen=True, slots=True)
class Check:
    """What is proven of one number. ``body`` is what was committed to, None when it cannot be opened."""

    entry: Entry
    size: int
    root: str
    proof: list[str]
    included: bool
    opened: bool
    body: dict[str, Any] | None

    @property
    def rows(self) -> list[tuple[str, Any]]:
        """What was committed to, as a person reads it."""
        return rows(self.body)


def head(name: str = logs.ACCESS) -> Head:
    """Size and root of a log now. Raises LogUnavailable."""
    log = refreshed(name)
    size = log.size
    return Head(name, size, log.tree.root(size).hex(), log.cut_bytes)


def last(count: int, *, before: int | None = None, name: str = logs.ACCESS) -> list[Entry]:
    """The newest ``count`` entries (below index ``before``), newest first. Raises LogUnavailable."""
    log = refreshed(name)
    end = log.size if before is None else max(0, min(before, log.size))
    return [_entry(log, index) for index in range(end - 1, max(-1, end - 1 - count), -1)]


def entry(index: int, name: str = logs.ACCESS) -> Entry:
    """One entry. Raises IndexError, LogUnavailable."""
    return _entry(refreshed(name), index)


def since(index: int) -> Iterator[Entry]:
    """Entries from ``index`` on, oldest first, as the log stands now. Raises LogUnavailable."""
    log = refreshed()
    return (_entry(log, at) for at in range(index, log.size))


def check(number: str) -> list[Check]:
    """Every entry kept under a register number, each proven against the log now. Raises LogUnavailable."""
    openings = Opening.objects.filter(log=logs.ACCESS, number=number).order_by("index")[:20]
    return [_check(opening) for opening in openings]


def _check(opening: Opening) -> Check:
    log = refreshed()
    size = log.size
    root = log.tree.root(size)
    if opening.index >= size:
        raise LogUnavailable(f"entry {opening.index} is missing from the log")
    found = _entry(log, opening.index)
    proof = log.tree.inclusion_proof(opening.index, size)
    try:
        verify_inclusion(opening.index, size, bytes.fromhex(opening.leaf_hash), proof, root)
        included = True
    except (ProofError, ValueError):
        included = False
    body, opened = _open(opening, str(found.value.get("commitment", "")))
    return Check(found, size, root.hex(), [one.hex() for one in proof], included, opened, body)


def _open(opening: Opening, commitment: str) -> tuple[dict[str, Any] | None, bool]:
    try:
        plain = unseal(opening.sealed, installation_key(settings.DATA), context(opening.log, opening.index))
        value = json.loads(plain)
        salt, body = base64.b64decode(value["salt"]), value["body"]
        return body, opens(commitment, salt, body)
    except (SealBroken, ValueError, KeyError):
        return None, False


def _entry(log: Log, index: int) -> Entry:
    value = entry_at(log, index)  # first: it says so when the tile it rests in has changed
    return Entry(index, log.tree.leaf(index).hex(), value)
