"""What a person should see to today beside the legal clocks: upper rooms say so, since this room knows none of them.

These days are the unit's own (the end of a contract, the next training): no term of the law stands here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Reminder:
    """One line: ``state`` is a kind of the `state` tag, ``word`` stands beside it, ``address`` leads to the one act."""

    title: str
    state: str
    word: str
    address: str
    detail: str = ""
    cite: str = ""


Source = Callable[[Any, date], list[Reminder]]
_sources: dict[str, tuple[bool, Source]] = {}


def register(name: str, source: Source, *, papers: bool = False) -> None:
    """Add a room's reminders, or put them in the place of those of its name. ``papers``: what the unit should have at
    hand; otherwise a matter somebody waits for.
    """
    _sources[name] = (papers, source)


def of(account: Any, today: date, *, papers: bool) -> list[Reminder]:
    """This person's reminders of one sort, each room's in the room's own order."""
    chosen = [source for sort, source in _sources.values() if sort is papers]
    return [reminder for source in chosen for reminder in source(account, today)]
