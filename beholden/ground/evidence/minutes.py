"""What the log of footage says of one instant of a camera, for a person who picks one (R15(1), R17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from beholden.engines.ledger.footage import Seg
from beholden.ground.evidence import logs, queries
from beholden.ground.evidence.footage import opened
from beholden.ground.evidence.queries import Entry


@dataclass(frozen=True, slots=True)
class Minute:
    """The entry of the file that shows the instant, and of its deletion when the log names one; None: there is none."""

    recorded: Entry | None
    deleted: Entry | None


def cameras() -> list[str]:
    """Codes of the cameras whose footage is on the log. Raises LogUnavailable."""
    with opened() as book:
        book.catch_up()
        return book.cameras()


def at(camera: str, when: datetime) -> Minute:
    """What is entered of this instant. Raises LogUnavailable."""
    at_us = int(when.timestamp() * 1_000_000)
    with opened() as book:
        book.catch_up()
        place = book.showing(camera, at_us)
        if place is None:
            return Minute(None, None)
        seg, gone = book.read(place), None
        if isinstance(seg, Seg) and not book.spared(camera, seg.run, seg.seq, seg.start_us):
            gone = next(iter(book.deletions(camera, seg.start_us)), None)
        return Minute(queries.entry(place, logs.FOOTAGE), None if gone is None else queries.entry(gone, logs.FOOTAGE))
