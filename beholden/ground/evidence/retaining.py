"""The retention proof of a camera from this installation's log of footage. No Django here."""

from __future__ import annotations

from beholden.engines.ledger import retention
from beholden.engines.ledger.checkpoint import Signed
from beholden.ground.evidence import archive
from beholden.ground.evidence.book import Book

_DAY_US = 86_400_000_000


class TooFewDays(ValueError):
    """Fewer days of the camera are sealed than were asked for; carries how many there are."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} days of it are sealed and under a checkpoint")
        self.count = count


def proof(book: Book, camera: str, days: int, signed: Signed) -> bytes:
    """The proof of the last ``days`` sealed days; ``signed``: the head as it stands. Raises TooFewDays, LogError."""
    head = signed.checkpoint.size
    end = book.sealed_to(camera)
    begin = max(0, end - (days + 2) * _DAY_US)  # days of 23 and 25 hours are days
    seals = [place for _from, _to, place in book.seals(camera, begin, end) if place < head][-days:]
    if len(seals) < days:
        raise TooFewDays(len(seals))

    def note_of(place: int) -> bytes:
        return archive.covering(book.log.folder, place) or signed.note

    return retention.make(book.log.tree, book.log.read, camera, seals, note_of)
