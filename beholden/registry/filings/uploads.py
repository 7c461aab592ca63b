"""Papers of filings and orders, in DATA/uploads: what is taken, how large, where it lies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from beholden.ground.uploads import MB, Kept, Shelf, papers

SHELF: Final = Shelf("uploads")
TAKES: Final = papers(10 * MB)
where = SHELF.where


def keep(chunks: Iterable[bytes]) -> Kept:
    """Write a paper durably. Raises Refused: bad_file, too_large."""
    return SHELF.keep(chunks, TAKES)
