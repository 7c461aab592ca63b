"""A draw as a file that can be handed to anybody, and what its repetition proves and doesn't."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from beholden.engines.sampling.drawing import BadDraw, commitment, population_sha256, sample

FORMAT: Final = "beholden.sample/v1"
LARGEST: Final = 64 * 1024 * 1024
MOST: Final = 1_000_000
TIMES: Final = ("committed_at", "fixed_at", "expected_at", "drawn_at")


@dataclass(frozen=True, slots=True)
class Draw:
    """A finished draw. Hashes and seed are hex; times are instants with their offset."""

    code: str
    title: str
    size: int
    commitment: str
    committed_at: datetime
    population: tuple[str, ...]
    population_sha256: str
    fixed_at: datetime
    source: str
    expected_at: datetime
    public_value: str
    drawn_at: datetime
    seed: str
    sample: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        whole: dict[str, Any] = {"format": FORMAT}
        for name in Draw.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, datetime):
                value = value.isoformat()
            whole[name] = list(value) if isinstance(value, tuple) else value
        return whole


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked: ``what`` is stable for machines, ``says`` for people."""

    what: str
    holds: bool
    says: str


def parse(data: bytes) -> Draw:
    """The draw in a file. Raises BadDraw: too large, not JSON, something missing or of the wrong kind."""
    if len(data) > LARGEST:
        raise BadDraw(f"the file has more than {LARGEST} bytes")
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadDraw(f"not JSON: {str(error)[:100]}") from error
    if not isinstance(whole, dict) or whole.get("format") != FORMAT:
        raise BadDraw(f"not a draw: 'format' should be {FORMAT}")
    told: dict[str, Any] = {}
    for name in ("code", "title", "commitment", "population_sha256", "source", "public_value", "seed"):
        told[name] = _text(whole, name)
    for name in ("population", "sample"):
        found = whole.get(name)
        if not isinstance(found, list) or len(found) > MOST or not all(isinstance(one, str) for one in found):
            raise BadDraw(f"'{name}' should be a list of names")
        told[name] = tuple(found)
    if not isinstance(whole.get("size"), int) or isinstance(whole["size"], bool):
        raise BadDraw("'size' should be a whole number")
    for name in TIMES:
        told[name] = _instant(_text(whole, name), name)
    return Draw(size=whole["size"], **told)


def _text(whole: dict[str, Any], name: str) -> str:
    found = whole.get(name)
    if not isinstance(found, str) or len(found) > 2_000:
        raise BadDraw(f"'{name}' should be text")
    return found


def _instant(text: str, name: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise BadDraw(f"'{name}' is no time") from None
    if found.tzinfo is None:
        raise BadDraw(f"'{name}' lacks its offset")
    return found


def check(draw: Draw) -> list[Finding]:
    """Repeat the draw: seed against its commitment, population against its hash, order of times, and the sample."""
    found = []
    try:
        seed = bytes.fromhex(draw.seed)
        matches = commitment(seed) == draw.commitment
    except ValueError:
        seed, matches = b"", False
    found.append(_finding("seed", matches, "the seed is the one committed to", "the seed is not the one committed to"))
    try:
        matches = population_sha256(draw.population) == draw.population_sha256
    except BadDraw:
        matches = False
    says = "the population is the one that was fixed", "the population is not the one that was fixed"
    found.append(_finding("population", matches, *says))
    ordered = draw.committed_at < draw.fixed_at < draw.expected_at <= draw.drawn_at
    says = "seed, population, public value and draw came in this order", "the times are not in the order of a fair draw"
    found.append(_finding("order", ordered, *says))
    try:
        again = sample(seed, draw.public_value, draw.population, draw.size)
    except BadDraw:
        again = []
    says = "drawn again, the sample is the same", "drawn again, the sample is another"
    found.append(_finding("sample", bool(again) and tuple(again) == draw.sample, *says))
    return found


def _finding(what: str, holds: bool, yes: str, no: str) -> Finding:
    return Finding(what, holds, yes if holds else no)
