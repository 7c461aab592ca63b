"""The thirteen items of an inspection (M10) as versioned data: one list for self-check, phone and off-site."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

from beholden.engines.rulebook.errors import BadLawData, Spot
from beholden.engines.rulebook.instruments import Shelf
from beholden.engines.rulebook.provisions import cited
from beholden.engines.rulebook.reading import Entry, read_yaml

GROUPS = ("general", "professional")
OTHER_PLACES = ("focus", "applies", "exempt")
EVIDENCE = ("photo", "document", "system")


@dataclass(frozen=True, slots=True)
class Item:
    """One question an inspector asks. ``other_places``: what becomes of it at places of article nine."""

    number: int
    question: tuple[str, str]
    standard: str
    group: str
    cite: str
    hami: str
    duty: tuple[str, ...]
    other_places: str
    evidence: tuple[str, ...]
    answered_by: str
    violation: str
    guide: tuple[str, str]
    spot: Spot

    def cites(self) -> set[str]:
        """Every citation the item rests on."""
        return {self.cite, self.hami, *self.duty}


@dataclass(frozen=True, slots=True)
class Checklist:
    """A list of items, in force from a day."""

    id: str
    title: tuple[str, str]
    from_: date
    until: date | None
    items: tuple[Item, ...]

    @property
    def sha256(self) -> str:
        """What pins this version to a visit or a self-check: SHA-256 over its dates and all it says, in hex."""
        said = [self.id, self.title, self.from_, self.until, [_said(item) for item in self.items]]
        text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def item(self, number: int) -> Item:
        """The item with this number. Raises KeyError."""
        return {item.number: item for item in self.items}[number]


def _said(item: Item) -> list[object]:
    """All of an item but where it stands in its file."""
    return [getattr(item, one.name) for one in fields(item) if one.name != "spot"]


def load_checklists(root: Path, shelf: Shelf) -> dict[str, tuple[Checklist, ...]]:
    """Every list under `checklists/`, versions by first day. Raises BadLawData."""
    found: dict[str, list[Checklist]] = {}
    for path in sorted((root / "checklists").glob("*.yaml")):
        top = read_yaml(root, path)
        checklist = _checklist(top, shelf)
        for other in found.setdefault(checklist.id, []):
            if _overlap(other, checklist):
                raise top.wrong(
                    "from", f"“{checklist.id}”的两个版本期间重叠", f"two versions of '{checklist.id}' overlap",
                    "给前一版写上 until", "give the earlier one its 'until'",
                )  # fmt: skip
        found[checklist.id].append(checklist)
    return {name: tuple(sorted(versions, key=lambda one: one.from_)) for name, versions in found.items()}


def _overlap(one: Checklist, other: Checklist) -> bool:
    first, second = sorted((one, other), key=lambda item: item.from_)
    return first.until is None or first.until >= second.from_


def _checklist(top: Entry, shelf: Shelf) -> Checklist:
    items = tuple(_item(part, shelf) for part in top.entries("items"))
    numbers = [item.number for item in items]
    for place, item in enumerate(items):
        if item.number in numbers[:place]:
            raise BadLawData(
                item.spot, f"第{item.number}项重复", f"item {item.number} stands twice", "删去一处", "delete one"
            )
    result = Checklist(top.text("id"), top.both("title"), top.day("from"), top.day_or_none("until"), items)
    top.done()
    return result


def _item(entry: Entry, shelf: Shelf) -> Item:
    for key in ("cite", "hami"):
        cited(entry, key, entry.text(key), shelf)
    for cite in entry.words("duty"):
        cited(entry, "duty", cite, shelf)
    passage = shelf.passage(entry.text("cite"))
    question = entry.both("question")
    if question[0] not in passage.text:
        raise entry.wrong(
            "question", f"问题不是 {passage.cite} 的原文", f"the question is not the text of {passage.cite}",
            f"照录：{passage.text}", f"copy: {passage.text}",
        )  # fmt: skip
    item = Item(
        number=entry.number("number"),
        question=question,
        standard=entry.text("standard"),
        group=entry.choice("group", GROUPS),
        cite=passage.cite,
        hami=entry.text("hami"),
        duty=entry.words("duty"),
        other_places=entry.choice("other_places", OTHER_PLACES),
        evidence=entry.words("evidence"),
        answered_by=entry.choice("answered_by", ("system", "person")),
        violation=entry.text("violation"),
        guide=entry.both("guide"),
        spot=entry.spot,
    )
    entry.done()
    wrong = [word for word in item.evidence if word not in EVIDENCE]
    if wrong:
        known = "、".join(EVIDENCE)
        raise entry.wrong("evidence", f"没有“{wrong[0]}”这种证据", f"no evidence '{wrong[0]}'", known, known)
    return item
